using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;

namespace JobMaster.AspNetCore.Tests;

/// <summary>The calls of other systems in docs/api.md have the equals that the page names; their bodies are taken as they are.</summary>
public sealed partial class OtherCallsTests : IAsyncLifetime
{
    private const string Cluster = "clusters/default";
    private const string Heading = "Calls of other systems";

    /// <summary>Every call that the documents of four such systems make.</summary>
    private static readonly string[] Theirs =
    [
        "POST /jobs", "POST /api/jobs", "POST /api/v1/jobs", "GET /jobs/{id}", "GET /api/jobs?status=Running&take=25",
        "GET /tenants/{tenantId}/jobs?limit=50&offset=0", "GET /api/v1/jobs/{id}/events", "GET /api/v1/jobs/{id}/graph",
        "GET /api/v1/jobs/{id}/inspection", "POST /jobs/{id}/cancel", "POST /api/jobs/{id}/retry",
        "POST /admin/requeue-deadletter/{id}", "GET /api/v1/dlq", "POST /api/v1/dlq/replay", "POST /api/v1/dlq/delete",
        "GET /admin/metrics", "GET /metrics", "GET /api/v1/dashboard", "GET /api/v1/rate-limits", "GET /ws/events", "GET /sse/events",
        "POST /api/workers/claim", "POST /api/seed", "POST /api/v1/workflows/demo/thumbnail", "GET /health",
    ];

    /// <summary>What each call that changes something is sent, and what it answers.</summary>
    private static readonly Dictionary<string, (string Body, HttpStatusCode Status)> Changes = new()
    {
        ["POST /jobs"] = ("""{"tenantId":"acme","type":"other","payload":{}}""", HttpStatusCode.Created),
        ["POST /jobs/{id}/cancel"] = ("""{"reason":"not wanted"}""", HttpStatusCode.OK),
        ["POST /jobs/{id}/retry"] = ("""{"reason":"the disk is mended"}""", HttpStatusCode.OK),
        ["POST /jobs/{id}/replay"] = ("", HttpStatusCode.OK),
        ["POST /operations \"kind\": \"Replay\""] = (
            """{"kind":"Replay","filter":{"definitionId":"greet"},"replay":{"payload":{"Name":"Ada"},"workerLane":"post"}}""",
            HttpStatusCode.Created),
        ["POST /operations \"kind\": \"Discard\""] = (
            """{"kind":"Discard","ids":["01a21bb4-4637-7b99-9eb2-48e225a40e2a"],"reason":"given up"}""", HttpStatusCode.Created),
    };

    private ApiApp _app = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _app = await ApiApp.StartAsync(cluster: config => config.AddWorker().SetAsDefault());
        _client = _app.Caller("admin");
        await _app.UntilDefinitionsAreKnownAsync();
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public void Each_of_their_calls_has_its_place_in_the_table() =>
        ApiPage.Rows(Heading).SelectMany(cells => Calls(cells[0])).ShouldBe(Theirs, ignoreOrder: true);

    [Fact]
    public async Task Each_of_our_calls_in_the_table_is_answered_as_it_says()
    {
        var job = await _app.Jobs.OnceAfterAsync(TimeSpan.FromHours(1), "other");
        var asked = new HashSet<string>();
        foreach (string cell in ApiPage.Rows(Heading).Select(cells => cells[1]))
        {
            foreach (string call in Calls(cell))
            {
                string[] parts = call.Split(' ', 2);
                if (parts[0] == "GET")
                {
                    string path = Cluster + parts[1].Replace("{id}", $"{job.Id}", StringComparison.Ordinal);
                    using var request = new HttpRequestMessage(HttpMethod.Get, path);
                    using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                    response.StatusCode.ShouldBe(HttpStatusCode.OK, call);
                    continue;
                }

                string what = Kind().Match(cell) is { Success: true } kind ? $"{call} {kind.Value}" : call;
                var (sent, expected) = Changes[what];
                string target = call.Contains("/cancel", StringComparison.Ordinal) ? $"{job.Id}"
                    : call.Contains("{id}", StringComparison.Ordinal) ? $"{await FailedAsync()}"
                    : "";
                var (status, body, _) = await _client.PostJsonAsync(
                    Cluster + parts[1].Replace("{id}", target, StringComparison.Ordinal), sent.Length == 0 ? null : sent);
                status.ShouldBe(expected, $"{what}: {body}");
                asked.Add(what);
            }
        }

        asked.ShouldBe(Changes.Keys, ignoreOrder: true);
    }

    [Theory]
    [InlineData(
        """{"tenantId":"t","type":"other","payload":{"a":1},"maxAttempts":3,"idempotencyKey":"k","runAt":"2031-01-01T08:00:00Z"}""",
        """{"tenant":"t","definitionId":"other","payload":{"a":1},"maxRetries":2,"idempotencyKey":"m","at":"2031-01-01T08:00:00Z"}""")]
    [InlineData(
        """{"type":"other","payload":{},"runAt":"2031-01-01T08:00:00Z","maxAttempts":1,"timeoutSeconds":9,"idempotencyKey":"k"}""",
        """{"definitionId":"other","payload":{},"at":"2031-01-01T08:00:00Z","maxRetries":0,"timeoutSeconds":9,"idempotencyKey":"m"}""")]
    [InlineData(
        """{"type":"other","queue":"q","tenantId":"t","schemaVersion":1,"idempotencyKey":"k","payload":{"a":1}}""",
        """{"definitionId":"other","workerLane":"q","tenant":"t","payloadVersion":1,"idempotencyKey":"m","payload":{"a":1}}""")]
    public async Task A_body_of_theirs_makes_the_job_that_ours_makes(string theirs, string ours)
    {
        var first = await _client.PostJsonAsync($"{Cluster}/jobs", theirs);
        var again = await _client.PostJsonAsync($"{Cluster}/jobs", theirs);
        var own = await _client.PostJsonAsync($"{Cluster}/jobs", ours);
        (first.Status, again.Status, own.Status).ShouldBe((HttpStatusCode.Created, HttpStatusCode.OK, HttpStatusCode.Created));
        again.Body.Text("id").ShouldBe(first.Body.Text("id"));
        (await AskedAsync(first.Body)).ShouldBe(await AskedAsync(own.Body));
    }

    [Fact]
    public async Task A_recurring_body_of_theirs_makes_a_schedule_each_time_and_with_a_key_only_one()
    {
        const string Theirs = """{"type":"other","payload":{"a":1},"maxAttempts":3,"timeoutSeconds":9,"cron":"0 3 * * *" """;
        var ids = new List<string>();
        foreach (var (end, status) in new[]
            {
                ("}", HttpStatusCode.Created), ("}", HttpStatusCode.Created),
                (""","scheduleKey":"nightly"}""", HttpStatusCode.Created), (""","scheduleKey":"nightly"}""", HttpStatusCode.OK),
            })
        {
            var made = await _client.PostJsonAsync($"{Cluster}/jobs", Theirs + end);
            made.Status.ShouldBe(status);
            ids.Add(made.Body.Text("id"));
            var schedule = (await _client.GetJsonAsync($"{Cluster}/schedules/{ids[^1]}")).Body;
            (schedule.Text("expression"), schedule.GetProperty("maxRetries").GetInt32(), schedule.GetProperty("timeoutSeconds").GetDouble())
                .ShouldBe(("0 3 * * *", 2, 9));
        }

        (ids.Distinct().Count(), ids[2]).ShouldBe((3, ids[3]));
    }

    [Fact]
    public async Task Parents_are_refused_until_jobs_can_wait_for_others()
    {
        var (status, body, _) = await _client.PostJsonAsync($"{Cluster}/jobs", """{"type":"other","dependencies":["a"]}""");
        (status, body.Text("path")).ShouldBe((HttpStatusCode.BadRequest, "$.dependencies"));
        (await _app.Monitor.Jobs.ListAsync()).Jobs.ShouldBeEmpty();
        (await _client.PostJsonAsync($"{Cluster}/jobs", """{"type":"other","dependencies":[]}""")).Status.ShouldBe(HttpStatusCode.Created);
    }

    /// <summary>What a stored job was asked to be.</summary>
    private async Task<string> AskedAsync(JsonElement submitted)
    {
        var job = (await _client.GetJsonAsync($"{Cluster}/jobs/{submitted.Text("id")}")).Body;
        bool isLater = job.Text("state") == "Scheduled";
        return string.Join(
            ", ",
            new[] { "definitionId", "workerLane", "tenant", "maxRetries", "timeoutSeconds", "payload", "payloadVersion" }
                .Append(isLater ? "scheduledAt" : "state")
                .Select(name => job.TryGetProperty(name, out var value) ? $"{name}: {value.GetRawText()}" : ""));
    }

    private async Task<Guid> FailedAsync()
    {
        var job = await _app.Jobs.OnceNowAsync(
            "greet", WriteableMessageData.New().SetStringValue("Name", "nobody"), new JobOptions { MaxNumberOfRetries = 0 });
        await Eventually.BecomesAsync(
            "the job fails", async () => (await _app.Monitor.Jobs.GetAsync(job.Id))?.State == JobState.Failed, TestTime.Patience);
        return job.Id;
    }

    private static IEnumerable<string> Calls(string cell) => Call().Matches(cell).Select(match => match.Groups[1].Value);

    [GeneratedRegex("`((?:GET|POST) [^`]+)`")]
    private static partial Regex Call();

    [GeneratedRegex("\"kind\": \"[A-Z][a-z]+\"")]
    private static partial Regex Kind();
}
