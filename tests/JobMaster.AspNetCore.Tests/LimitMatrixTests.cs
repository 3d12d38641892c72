using System.Net;
using System.Text.Json;
using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Tests.Live;
using JobMaster.AspNetCore.Tests.Stores;
using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.AspNetCore.Tests;

/// <summary>
/// What one who may do all, but in one tenant or of one definition only, is answered about what another tenant and definition has, on each
/// route of the endpoint data source. A route that is not about the whole cluster needs an entry here.
/// </summary>
public abstract class LimitMatrixTests(ApiStore store, bool overKestrel = false) : IAsyncLifetime
{
    private const string Foreign = "globex";
    private const string Definition = "hushed";
    private const string Limit = "tenants";

    /// <summary>Names one job or schedule, which is hidden.</summary>
    private const string Hidden = "hidden";

    /// <summary>Answers with a list or a count, which holds nothing of it.</summary>
    private const string Nothing = "nothing";

    /// <summary>Would store something for it, which is refused.</summary>
    private const string Refused = "refused";

    /// <summary>Is about no tenant: it is answered, and says nothing of it.</summary>
    private const string Open = "open";

    /// <summary>Begins a session of another caller.</summary>
    private const string Login = "login";

    /// <summary>Statistics and events, which have tests of their own form below.</summary>
    private const string Own = "own";

    private static readonly Dictionary<string, string[]> Routes = new()
    {
        [Hidden] =
        [
            "getJob", "getJobAttempts", "getJobLog", "getJobTimeline", "explainJob", "revealJob", "cancelJob", "rescheduleJob",
            "runJobNow", "replayJob", "retryJob", "changeJob", "discardJob", "restoreJob", "copyJob", "getSchedule", "listOccurrences",
            "previewSchedule", "changeSchedule", "pauseSchedule", "resumeSchedule", "runScheduleNow", "cancelSchedule",
        ],
        [Nothing] = ["searchJobs", "countJobs", "listSchedules"],
        [Refused] = ["submitJob", "submitJobs"],
        [Open] =
        [
            "listClusters", "getCluster", "getMe", "getOpenApi", "logout", "previewExpression", "listDefinitions", "getDefinition",
            "validatePayload",
        ],
        [Login] = ["login", "openLoginLink"],
        [Own] = ["getStatisticSeries", "stream"],
    };

    private ApiApp _app = null!;
    private HttpClient _admin = null!;
    private string _waiting = null!;
    private string _failed = null!;
    private string _schedule = null!;
    private string _operation = null!;
    private string _group = null!;

    public async Task InitializeAsync()
    {
        _app = await ApiApp.StartAsync(
            overKestrel: overKestrel, master: store.UseFor,
            cluster: config => config.AddJobHandler<HushedHandler>()
                .AddLimit(Limit, limit => limit.ByTenant().MaxConcurrent(10)).AddWorker().WorkerName("worker"),
            settings:
            [
                .. ApiApp.Key("tenant", "Admin", ("Tenants:0", "acme")), .. ApiApp.Key("definition", "Admin", ("Definitions:0", "greet")),
            ]);
        _admin = _app.Caller("admin");
        await _app.UntilDefinitionsAreKnownAsync();
        _waiting = await MadeAsync("jobs", Submission(""","afterSeconds":3600"""));
        _failed = await MadeAsync("jobs", Submission(""","maxRetries":0"""));
        _schedule = await MadeAsync("jobs", Submission($$""","cron":"0 3 1 1 *","scheduleKey":"{{Foreign}}-nightly" """));
        _operation = await MadeAsync("operations", $$$"""{"kind":"Cancel","filter":{"workerLane":"{{{Foreign}}}-lane"}}""");
        await Eventually.BecomesAsync(
            "the job fails", async () => (await _app.Monitor.Jobs.GetAsync(Guid.Parse(_failed)))!.State == JobState.Failed,
            TestTime.Patience);
        _group = (await _app.Monitor.Failures.ListGroupsAsync()).ShouldHaveSingleItem().Fingerprint;
    }

    public async Task DisposeAsync()
    {
        _admin.Dispose();
        await _app.DisposeAsync();
        await store.DisposeAsync();
    }

    [Fact]
    public void Every_route_is_about_the_whole_cluster_or_has_an_entry() =>
        Routes.Values.SelectMany(names => names).ShouldBe(
            Endpoints().Select(one => one.Route).Where(route => !route.NeedsWholeCluster).Select(route => route.Name), ignoreOrder: true);

    [Theory]
    [InlineData("tenant")]
    [InlineData("definition")]
    public async Task No_route_shows_or_changes_what_is_hidden_from_the_caller(string key)
    {
        using var caller = _app.Caller(key);
        string before = await AllAsync();
        foreach (var (endpoint, route) in Endpoints().Where(one => !Routes[Own].Contains(one.Route.Name)))
        {
            string kind = route.NeedsWholeCluster ? "" : Routes.Single(one => one.Value.Contains(route.Name)).Key;
            foreach (string path in Paths(endpoint, kind).Concat(kind == Nothing ? Asking(endpoint, key) : []))
            {
                await CheckAsync(caller, route, kind, path, key);
            }
        }

        (await AllAsync()).ShouldBe(before);
        (await _app.Monitor.Audit.ListAsync(new AuditFilter { Who = key })).Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_is_not_limited_finds_on_each_of_these_routes_what_the_others_do_not()
    {
        // First what is about the whole cluster: replaying the job takes it out of its group.
        foreach (var (endpoint, route) in Endpoints()
            .Where(one => one.Route.NeedsWholeCluster || Routes[Hidden].Contains(one.Route.Name))
            .OrderByDescending(one => one.Route.NeedsWholeCluster))
        {
            foreach (string path in Paths(endpoint, route.NeedsWholeCluster ? "" : Hidden).Where(path => !path.Contains("agents/none")))
            {
                var (status, body) = await SendAsync(_admin, route, path, route.Body?.Example);
                ((int)status is >= 200 and < 300 || status == HttpStatusCode.Conflict)
                    .ShouldBeTrue($"{route.Name} {path}: {status} {body}");
            }
        }
    }

    [Theory]
    [InlineData("tenant", "tenant=" + Foreign, HttpStatusCode.NotFound)]
    [InlineData("tenant", "definitionId=" + Definition, HttpStatusCode.Forbidden)]
    [InlineData("tenant", "workerLane=default", HttpStatusCode.Forbidden)]
    [InlineData("tenant", "", HttpStatusCode.Forbidden)]
    [InlineData("definition", "definitionId=" + Definition, HttpStatusCode.NotFound)]
    [InlineData("definition", "tenant=" + Foreign, HttpStatusCode.Forbidden)]
    [InlineData("definition", "", HttpStatusCode.Forbidden)]
    public async Task Statistics_are_hidden(string key, string query, HttpStatusCode status)
    {
        using var caller = _app.Caller(key);
        var (answered, body, _) = await caller.GetJsonAsync($"{ApiApp.Cluster}stats/series?{query}");
        (answered, body.TryGetProperty("points", out _)).ShouldBe((status, false));
    }

    [Theory]
    [InlineData("tenant")]
    [InlineData("definition")]
    public async Task The_stream_tells_of_them_what_it_tells_of_unknown_ones(string key)
    {
        using var caller = _app.Caller(key);
        string[] ids = [_waiting, _failed, $"{Guid.CreateVersion7()}"];
        await using var stream = await EventStream.OpenAsync(caller, $"jobs:{string.Join(',', ids)}");
        var told = new List<(string Type, string Data)>();
        while (told.Count <= ids.Length)
        {
            var next = (await stream.NextAsync()).ShouldNotBeNull();
            told.Add((next.EventType, next.Data));
        }

        told.ShouldBe(
            [.. ids.Select(id => ("gone", $$"""{"id":"{{id}}"}""")), ("store", """{"isReachable":true}""")], ignoreOrder: true);
    }

    private async Task CheckAsync(HttpClient caller, ApiRoute route, string kind, string path, string key)
    {
        string? sent = route.Name switch
        {
            "submitJob" => Submission(""),
            "submitJobs" => $$"""{"jobs":[{{Submission("")}}]}""",
            "login" => """{"name":"nobody","password":"wrong"}""",
            "validatePayload" when key == "definition" => """{"payload":{"Name":"Ada"}}""",
            _ => route.Body?.Example,
        };
        var (status, text) = await SendAsync(caller, route, path, sent);
        string about = $"{route.Name} {path} by {key}: {status} {text}";
        var expected = kind switch
        {
            "" => HttpStatusCode.Forbidden,
            Hidden => HttpStatusCode.NotFound,
            Nothing => HttpStatusCode.OK,
            Refused => key == "tenant" ? HttpStatusCode.Forbidden : HttpStatusCode.NotFound,
            Login => HttpStatusCode.Unauthorized,
            _ => route.Name == "logout" ? HttpStatusCode.NoContent : HttpStatusCode.OK,
        };

        // A count of more than the caller's own is refused rather than answered with none.
        bool isRefusedCount = route.Name == "countJobs" && status == HttpStatusCode.Forbidden && path.Contains('?');
        (status == expected || isRefusedCount).ShouldBeTrue(about);
        if (kind is Nothing && !isRefusedCount)
        {
            var answer = JsonElement.Parse(text);
            (answer.TryGetProperty("count", out var count) ? count.GetInt64() : List(answer)).ShouldBe(0, about);
            (answer.TryGetProperty("next", out var next) && next.ValueKind != JsonValueKind.Null).ShouldBeFalse(about);
        }

        // What the caller has written may be said back; definitions are no tenant's.
        if (kind is not Refused and not "" && !path.Contains('?'))
        {
            text.ShouldNotContain(Foreign, customMessage: about);
            (key == "tenant" || !text.Contains(Definition, StringComparison.Ordinal)).ShouldBeTrue(about);
        }
    }

    private static int List(JsonElement answer) =>
        answer.EnumerateObject().First(member => member.Value.ValueKind == JsonValueKind.Array).Value.GetArrayLength();

    /// <summary>The list asked for what is hidden, by its name.</summary>
    private static IEnumerable<string> Asking(RouteEndpoint endpoint, string key) =>
        Paths(endpoint, "", "", "", "", "")
            .Select(path => $"{path}?{(key == "tenant" ? $"tenant={Foreign}" : $"definitionId={Definition}")}");

    private IEnumerable<string> Paths(RouteEndpoint endpoint, string kind) =>
        Paths(endpoint, kind, _waiting, _failed, _schedule, _operation);

    /// <summary>The route about what another tenant has. Jobs are two: one that waits, and one that failed.</summary>
    private static IEnumerable<string> Paths(
        RouteEndpoint endpoint, string kind, string waiting, string failed, string schedule, string operation)
    {
        string pattern = "/" + endpoint.RoutePattern.RawText!.TrimStart('/')
            .Replace("{clusterId}", "default", StringComparison.Ordinal)
            .Replace("{definitionId}", "greet", StringComparison.Ordinal)
            .Replace("{lane}", "default", StringComparison.Ordinal)
            .Replace("{worker}", "worker", StringComparison.Ordinal)
            .Replace("{agent}", "none", StringComparison.Ordinal)
            .Replace("{limit}", Limit, StringComparison.Ordinal)
            + (kind == Open && endpoint.RoutePattern.RawText!.EndsWith("schedules/preview", StringComparison.Ordinal)
                ? "?cron=0%203%20*%20*%20*"
                : "");
        string[] ids = pattern.Contains("/schedules/{id", StringComparison.Ordinal) ? [schedule]
            : pattern.Contains("/operations/{id", StringComparison.Ordinal) ? [operation]
            : pattern.Contains("/jobs/{id", StringComparison.Ordinal) ? [waiting, failed]
            : [""];
        return ids.Select(id => pattern.Replace("{id:guid}", id, StringComparison.Ordinal));
    }

    private async Task<(HttpStatusCode Status, string Text)> SendAsync(HttpClient client, ApiRoute route, string path, string? body)
    {
        using var request = new HttpRequestMessage(
            new HttpMethod(route.Method), path.Replace("{fingerprint}", _group, StringComparison.Ordinal));
        request.Content = body is null || HttpMethods.IsGet(route.Method) ? null : new StringContent(body, null, "application/json");
        using var response = await client.SendAsync(request);
        return (response.StatusCode, $"{await response.Content.ReadAsStringAsync()}");
    }

    private IEnumerable<(RouteEndpoint Endpoint, ApiRoute Route)> Endpoints() =>
        _app.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<ApiRoute>() is not null)
            .Select(endpoint => (endpoint, endpoint.Metadata.GetRequiredMetadata<ApiRoute>()));

    /// <summary>All that there is of the other tenant, as one sees it who is not limited.</summary>
    private async Task<string> AllAsync()
    {
        var texts = new List<string>();
        string[] paths =
            ["jobs", $"jobs/{_waiting}", $"jobs/{_failed}", "schedules", "operations", "failures", "lanes", "limits"];
        foreach (string path in paths)
        {
            texts.Add((await _admin.GetJsonAsync(ApiApp.Cluster + path)).Body.GetRawText());
        }

        return string.Join('\n', texts);
    }

    private async Task<string> MadeAsync(string route, string body)
    {
        var (status, answer, _) = await _admin.PostJsonAsync(ApiApp.Cluster + route, body);
        status.ShouldBe(HttpStatusCode.Created, $"{answer}");
        return answer.Text("id");
    }

    private static string Submission(string more) =>
        $$$"""{"definitionId":"{{{Definition}}}","tenant":"{{{Foreign}}}","payload":{"Word":"{{{Foreign}}}-word"}{{{more}}}}""";

    [JobMasterDefinitionId(Definition)]
    private sealed class HushedHandler : IJobHandler
    {
        public Task HandleAsync(JobContext job) =>
            throw new InvalidOperationException($"The word is {job.MsgData.GetStringValue("Word")}.");
    }
}
