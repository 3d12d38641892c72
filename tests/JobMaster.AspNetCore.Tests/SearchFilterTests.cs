using System.Net;
using JobMaster.AspNetCore.Tests.Stores;
using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.AspNetCore.Tests;

/// <summary>Each filter of a search reaches it: of three jobs, it finds the one that it is about, and the count says so.</summary>
public abstract class SearchFilterTests(ApiStore store) : IAsyncLifetime
{
    private const string Jobs = "clusters/default/jobs";

    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<string, string> _jobs = [];
    private ApiApp _app = null!;
    private HttpClient _client = null!;
    private string _schedule = null!;

    /// <summary>One job failed, one runs, and one of a schedule waits where no worker is.</summary>
    public async Task InitializeAsync()
    {
        _app = await ApiApp.StartAsync(
            master: store.UseFor, services: services => services.AddSingleton(_release),
            cluster: config => config.AddJobHandler<HeldHandler>().AddWorker().SetAsDefault());
        _client = _app.Caller("admin");
        await _app.UntilDefinitionsAreKnownAsync();
        _jobs["failed"] = await MadeAsync(
            """
            {"type":"greet","payload":{"Name":"nobody","Word":"plum"},"maxRetries":0,"tenant":"acme","idempotencyKey":"order-7",
             "metadata":{"Order":"7"}}
            """);
        await IsAsync("failed", JobState.Failed);
        _jobs["running"] = await MadeAsync("""{"type":"held","payload":{"Word":"pear"},"tenant":"globex","idempotencyKey":"order-8"}""");
        await IsAsync("running", JobState.Running);
        _schedule = await MadeAsync(
            """{"type":"other","cron":"0 3 1 1 *","scheduleKey":"yearly","workerLane":"idle","metadata":{"Order":"9"}}""");
        _jobs["waiting"] = (await _client.PostJsonAsync($"clusters/default/schedules/{_schedule}/run-now", "{}")).Body.Text("id");
    }

    public async Task DisposeAsync()
    {
        _release.TrySetResult();
        _client.Dispose();
        await _app.DisposeAsync();
        await store.DisposeAsync();
    }

    [Fact]
    public async Task A_key_is_found_as_it_was_given_in_each_scope()
    {
        var made = new List<string>();
        foreach (string scope in new[]
        {
            "", """,   "tenant":"acme" """, """,   "tenant":"acme","idempotencyScope":"Cluster" """,
            """,   "tenant":"acme","idempotencyScope":"DefinitionAndTenant" """, """,   "idempotencyScope":"DefinitionAndTenant" """,
        })
        {
            string key = scope.Contains("Cluster", StringComparison.Ordinal) ? "all" : "each";
            made.Add(await MadeAsync($$"""{"type":"other","afterSeconds":3600,"idempotencyKey":"{{key}}"{{scope}}}"""));
        }

        var each = (await _client.GetJsonAsync($"{Jobs}?idempotencyKey=each")).Body.GetProperty("jobs");
        each.EnumerateArray().Select(job => job.Text("id")).ShouldBe(made.Where((_, place) => place != 2), ignoreOrder: true);
        (await _client.GetJsonAsync($"{Jobs}?idempotencyKey=all")).Body.GetProperty("jobs")[0].Text("id").ShouldBe(made[2]);
        foreach (var (filter, count) in new[] { ("&tenant=acme", 2), ("&definitionId=other", 4), ("&definitionId=greet", 0) })
        {
            (await _client.GetJsonAsync($"{Jobs}/count?idempotencyKey=each{filter}")).Body.GetProperty("count").GetInt64().ShouldBe(count);
        }
    }

    [Theory]
    [InlineData("state=Failed", "failed")]
    [InlineData("state=Running", "running")]
    [InlineData("state=Ready,Scheduled", "waiting")]
    [InlineData("definitionId=held", "running")]
    [InlineData("definitionId=gr*", "failed")]
    [InlineData("workerLane=idle", "waiting")]
    [InlineData("tenant=acme", "failed")]
    [InlineData("idempotencyKey=order-8", "running")]
    [InlineData("scheduleId={schedule}", "waiting")]
    [InlineData("sessionId={session}&state=Failed,Ready", "failed")]
    [InlineData("fingerprint={fingerprint}", "failed")]
    [InlineData("createdFrom={created of waiting}", "waiting")]
    [InlineData("createdBefore={created of running}", "failed")]
    [InlineData("createdFrom={created of running}&createdBefore={created of waiting}", "running")]
    [InlineData("dueFrom={due of waiting}", "waiting")]
    [InlineData("dueBefore={due of running}", "failed")]
    [InlineData("finalizedFrom=2020-01-01T00:00:00Z", "failed")]
    [InlineData("finalizedFrom={created of waiting}", null)]
    [InlineData("finalizedBefore={created of running}", "failed")]
    [InlineData("finalizedBefore=2020-01-01T00:00:00Z", null)]
    [InlineData("metadata=Order%3D9", "waiting")]
    [InlineData("errorText=nobody", "failed")]
    [InlineData("payloadText=pear", "running")]
    public async Task It_finds_the_job_that_it_is_about_and_no_other(string query, string? found)
    {
        string asked = await FilledAsync(query);

        var list = await _client.GetJsonAsync($"{Jobs}?{asked}");
        var count = await _client.GetJsonAsync($"{Jobs}/count?{asked}");

        (list.Status, count.Status).ShouldBe((HttpStatusCode.OK, HttpStatusCode.OK), $"{asked}: {list.Body}");
        list.Body.GetProperty("jobs").EnumerateArray().Select(job => _jobs.Single(one => one.Value == job.Text("id")).Key)
            .ShouldBe(found is null ? [] : [found], asked);
        count.Body.GetProperty("count").GetInt64().ShouldBe(found is null ? 0 : 1, asked);
    }

    [Fact]
    public void Each_filter_that_there_is_has_a_line()
    {
        var lines = typeof(SearchFilterTests).GetMethod(nameof(It_finds_the_job_that_it_is_about_and_no_other))!
            .GetCustomAttributes(typeof(InlineDataAttribute), inherit: false).Cast<InlineDataAttribute>()
            .Select(line => (string)line.GetData(null!).Single()[0]);
        lines.SelectMany(line => line.Split('&')).Select(part => part[..part.IndexOf('=', StringComparison.Ordinal)]).Distinct()
            .ShouldBe(Endpoints.JobQuery.Names, ignoreOrder: true);
    }

    [Fact]
    public async Task The_order_is_as_asked_and_an_offset_of_0_is_none()
    {
        string[] oldestFirst = [_jobs["failed"], _jobs["running"], _jobs["waiting"]];
        (await IdsAsync("order=OldestFirst")).ShouldBe(oldestFirst);
        (await IdsAsync("order=NewestFirst")).ShouldBe(oldestFirst.Reverse());
        (await IdsAsync("offset=0")).ShouldBe(oldestFirst.Reverse());

        async Task<IEnumerable<string>> IdsAsync(string query)
        {
            var (status, body, _) = await _client.GetJsonAsync($"{Jobs}?{query}");
            status.ShouldBe(HttpStatusCode.OK, $"{body}");
            return body.GetProperty("jobs").EnumerateArray().Select(job => job.Text("id"));
        }
    }

    private async Task<string> FilledAsync(string query)
    {
        var failed = (await _client.GetJsonAsync($"{Jobs}/{_jobs["failed"]}")).Body;
        var attempts = (await _client.GetJsonAsync($"{Jobs}/{_jobs["failed"]}/attempts")).Body.GetProperty("attempts");
        string filled = query.Replace("{schedule}", _schedule, StringComparison.Ordinal)
            .Replace("{session}", attempts[0].Text("sessionId"), StringComparison.Ordinal)
            .Replace("{fingerprint}", failed.Text("fingerprint"), StringComparison.Ordinal);
        foreach (var (name, id) in _jobs)
        {
            var job = (await _client.GetJsonAsync($"{Jobs}/{id}")).Body;
            filled = filled.Replace($"{{created of {name}}}", Uri.EscapeDataString(job.Text("createdAt")), StringComparison.Ordinal)
                .Replace($"{{due of {name}}}", Uri.EscapeDataString(job.Text("dueAt")), StringComparison.Ordinal);
        }

        return filled;
    }

    private async Task<string> MadeAsync(string json)
    {
        var (status, body, _) = await _client.PostJsonAsync(Jobs, json);
        status.ShouldBe(HttpStatusCode.Created, $"{body}");
        return body.Text("id");
    }

    private Task IsAsync(string job, JobState state) => Eventually.BecomesAsync(
        $"the job is {state}", async () => (await _app.Monitor.Jobs.GetAsync(Guid.Parse(_jobs[job])))?.State == state, TestTime.Patience);

    [JobMasterDefinitionId("held")]
    private sealed class HeldHandler(TaskCompletionSource release) : IJobHandler
    {
        public Task HandleAsync(JobContext job) => release.Task;
    }
}
