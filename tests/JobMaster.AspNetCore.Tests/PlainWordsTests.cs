using System.Net;
using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;

namespace JobMaster.AspNetCore.Tests;

/// <summary>What would do nothing is refused, and errors speak of the API.</summary>
public sealed class PlainWordsTests : AdminTests
{
    private const string Cluster = "clusters/default";
    private const string Operations = $"{Cluster}/operations";
    private const string Jobs = $"{Cluster}/jobs";
    private const string Greet = """{"type":"greet","payload":{"Name":"Ada"},""";

    [Theory]
    [InlineData(Operations, """{"kind":"Cancel","ids":[]}""", "$.ids", "'ids' is empty")]
    [InlineData(
        Operations, """{"kind":"Replay","all":true,"replay":{"payloadPatch":[]}}""", "$.replay.payloadPatch", "the payload of one job")]
    [InlineData(
        Operations, """{"kind":"Change","all":true,"change":{"payloadPatch":[]}}""", "$.change.payloadPatch", "the payload of one job")]
    [InlineData(
        Operations, """{"kind":"Change","all":true,"change":{"expiresAt":"2020-01-01T00:00:00Z"}}""", "$.change.expiresAt",
        "'expiresAt' is 2020-01-01 00:00:00Z, which has passed")]
    [InlineData(Jobs, Greet + "\"expiresAt\":\"2020-01-01T00:00:00Z\"}", "$.expiresAt", "2020-01-01 00:00:00Z, which has passed")]
    [InlineData(
        Jobs, Greet + "\"idempotencyKey\":\"one\",\"expiresAt\":\"2020-01-01T00:00:00Z\"}", "$.expiresAt", "which has passed")]
    [InlineData(
        Jobs, Greet + "\"at\":\"2090-01-01T00:00:00Z\",\"expiresAt\":\"2090-01-01T00:00:00Z\"}", "$.expiresAt",
        "the time of 'at', 2090")]
    [InlineData(
        Jobs, Greet + "\"runAt\":\"2091-01-01T00:00:00Z\",\"expiresAt\":\"2090-01-01T00:00:00Z\"}", "$.expiresAt",
        "the time of 'runAt'")]
    [InlineData(
        Jobs, Greet + "\"afterSeconds\":900000000,\"expiresAt\":\"2040-01-01T00:00:00Z\"}", "$.expiresAt", "time of 'afterSeconds'")]
    [InlineData(Jobs, Greet + "\"cron\":null,\"natural\":\"in 5 minutes\"}", "$.natural", "submit a job with 'afterSeconds'")]
    [InlineData(Jobs, Greet + "\"natural\":\"in an hour\"}", "$.natural", "is submitted with 'afterSeconds'")]
    [InlineData(Jobs, Greet + "\"natural\":\"tomorrow\"}", "$.natural", "is submitted with 'at'")]
    [InlineData(
        Jobs, Greet + "\"at\":\"9999-12-31T23:59:59-12:00\"}", "$.at",
        "'9999-12-31T23:59:59-12:00' is not a time that is, in UTC, from 0001")]
    [InlineData(Jobs, Greet + "\"at\":\"0001-01-01T00:00:00+12:00\"}", "$.at", "it is out of range")]
    [InlineData(Jobs, Greet + "\"at\":\"2031-02-30T00:00:00Z\"}", "$.at", "is not a day and a time of day that exist")]
    [InlineData(Jobs, Greet + "\"at\":\"2031-02-01T00:00:00+15:00\"}", "$.at", "is not a time whose offset is from -14:00 to +14:00")]
    public async Task What_would_do_nothing_is_refused_in_the_words_of_the_API(string route, string json, string path, string words)
    {
        var (status, body, _) = await Client.PostJsonAsync(route, json);

        (status, body.Text("path")).ShouldBe((HttpStatusCode.BadRequest, path));
        body.Text("detail").ShouldContain(words);
        body.Text("detail").ShouldNotContain("OnceA");
    }

    [Theory]
    [InlineData("audit?targetId=7", "targetKind=job")]
    [InlineData("schedules/preview?natural=in%205%20minutes", "submit a job with 'afterSeconds'")]
    [InlineData("jobs?createdFrom=9999-12-31T23:59:59-12:00", "it is out of range")]
    [InlineData("stream?topics=overview,lane", "has 'lane', which is no topic. The topics are overview, lanes, operations and failures")]
    [InlineData("stream?topics=jobs:7", "has 'jobs:7' where the id of a job has to be. The topics are overview")]
    [InlineData("stream", "'topics' is missing. The topics are overview, lanes, operations and failures, each about the whole cluster")]
    public async Task So_it_is_in_a_query(string route, string words)
    {
        var (status, body, _) = await Client.GetJsonAsync($"{Cluster}/{route}");

        (status, body.Text("type")).ShouldBe((HttpStatusCode.BadRequest, "urn:jobmaster:problem:invalid-query"));
        body.Text("detail").ShouldContain(words);
    }

    [Fact]
    public async Task A_call_made_again_after_its_job_has_expired_is_answered_with_the_job()
    {
        var stored = await App.Jobs.ScheduleAsync(JobRequest.ForDefinition("greet", MessageData.Parse("""{"Name":"Ada"}""")) with
        {
            Options = new JobOptions { IdempotencyKey = "one" },
        });

        var (status, body, _) = await Client.PostJsonAsync(
            Jobs, Greet + "\"idempotencyKey\":\"one\",\"expiresAt\":\"2020-01-01T00:00:00Z\"}");

        (status, body.GetProperty("id").GetGuid()).ShouldBe((HttpStatusCode.OK, stored.Id));
    }

    [Fact]
    public async Task A_held_unique_key_is_told_in_the_words_of_the_API()
    {
        const string job = Greet + "\"unique\":{\"key\":\"k\",\"while\":\"Waiting\",\"onConflict\":\"Reject\"}}";
        (await Client.PostJsonAsync(Jobs, job)).Status.ShouldBe(HttpStatusCode.Created);

        var one = await Client.PostJsonAsync(Jobs, job);
        string other = job.Replace("\"k\"", "\"other\"", StringComparison.Ordinal);
        var many = await Client.PostJsonAsync($"{Jobs}/batch", $$"""{"jobs":[{{other}},{{other}}]}""");

        (one.Status, many.Status).ShouldBe((HttpStatusCode.Conflict, HttpStatusCode.BadRequest));
        one.Body.Text("detail").ShouldContain("set 'onConflict' of 'unique' to 'ReturnExisting'");
        many.Body.Text("detail").ShouldContain("set 'onConflict' of 'unique' to 'ReturnExisting'");
    }

    [Fact]
    public async Task A_schedule_shows_its_bounds_and_is_changed_by_what_means_something()
    {
        var made = await Client.PostJsonAsync(Jobs, Greet + "\"cron\":\"0 3 * * *\",\"scheduleKey\":\"k\"}");
        string path = $"{Cluster}/schedules/{made.Body.Text("id")}";
        made.Body.TryGetProperty("endBefore", out _).ShouldBeFalse();

        (await Client.SendJsonAsync(
            HttpMethod.Patch, path, """{"startAfter":"2090-01-01T00:00:00Z","endBefore":"2091-01-01T00:00:00Z"}"""))
            .Status.ShouldBe(HttpStatusCode.OK);
        var shown = (await Client.GetJsonAsync(path)).Body;
        (shown.GetProperty("startAfter").GetDateTimeOffset().Year, shown.GetProperty("endBefore").GetDateTimeOffset().Year)
            .ShouldBe((2090, 2091));

        await RefusedAsync("{}", "The change is empty. Give what is to be changed, for example 'cron'");
        await RefusedAsync("""{"reason":"none"}""", "The change is empty");
        await RefusedAsync(
            """{"startAfter":"2019-01-01T00:00:00Z","endBefore":"2020-01-01T00:00:00Z"}""",
            "'endBefore' is 2020-01-01 00:00:00Z, which has passed. Give a later time, or end the schedule now by "
            + $"POST …{path[Cluster.Length..]}/cancel.");
        await RefusedAsync("""{"payload":{"Name":7}}""", "submit it by POST …/jobs with its 'payloadVersion'");

        async Task RefusedAsync(string json, string words)
        {
            var (status, body, _) = await Client.SendJsonAsync(HttpMethod.Patch, path, json);
            status.ShouldBe(HttpStatusCode.BadRequest);
            body.Text("detail").ShouldContain(words);
        }
    }

    [Fact]
    public async Task A_job_that_cannot_be_changed_is_told_with_its_state()
    {
        await using var app = await ApiApp.StartAsync(cluster: config => config.AddWorker().SetAsDefault());
        var job = await app.Jobs.OnceNowAsync("other");
        await Eventually.BecomesAsync(
            "it succeeds", async () => (await app.Monitor.Jobs.GetAsync(job.Id))!.State == JobState.Succeeded, TestTime.Patience);
        using var client = app.Caller("operator");

        foreach (var (method, route, json) in new[]
        {
            (HttpMethod.Patch, "", """{"priority":"High"}"""), (HttpMethod.Post, "/run-now", "{}"),
        })
        {
            var (status, body, _) = await client.SendJsonAsync(method, $"{Jobs}/{job.Id}{route}", json);
            (status, body.Text("detail")).ShouldBe(
                (
                    HttpStatusCode.Conflict,
                    $"Job {job.Id} is Succeeded; only a job that has not started can be changed. Run it as a new job by "
                    + $"POST …/jobs/{job.Id}/copy."));
        }
    }
}
