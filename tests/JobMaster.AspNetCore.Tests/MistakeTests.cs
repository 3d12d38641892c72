using System.Net;
using System.Text.Json;
using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;

namespace JobMaster.AspNetCore.Tests;

/// <summary>Mistakes that callers make, and what they are told.</summary>
public sealed class MistakeTests : IAsyncLifetime
{
    private const string Cluster = "clusters/default";
    private ApiApp _app = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _app = await ApiApp.StartAsync(
            cluster: config => config.AddWorker().WorkerName("known").SetAsDefault(),
            map: app => app.MapJobMasterDashboard(prefix: "/jöbs"));
        await _app.UntilDefinitionsAreKnownAsync();
        _client = _app.Caller("admin");
        _client.BaseAddress = new Uri("http://localhost/j%C3%B6bs/api/v1/");
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    [Theory]
    [InlineData("lanes/mistyped/pause", "mistyped")]
    [InlineData("workers/mistyped/cordon", "known are known")]
    [InlineData("workers/mistyped/stop", "known are known")]
    [InlineData("definitions/mistyped/pause", "mistyped")]
    public async Task An_order_for_what_is_not_known_is_taken_with_a_note(string path, string note)
    {
        var (status, body, _) = await _client.PostJsonAsync($"{Cluster}/{path}", "{}");

        (status, body.Text("result")).ShouldBe((HttpStatusCode.OK, "changed"));
        body.Text("note").ShouldContain(note);
    }

    [Fact]
    public async Task A_lane_that_no_worker_serves_is_taken_with_a_note_wherever_it_is_given()
    {
        string id = await FailedJobAsync();
        var answers = new List<JsonElement>
        {
            await MadeAsync("jobs", """{"type":"other","workerLane":"maill"}"""),
            await MadeAsync("jobs", """{"type":"other","queue":"maill","cron":"0 3 * * *","scheduleKey":"lanes"}"""),
            await MadeAsync("jobs/batch", """{"jobs":[{"type":"other"},{"type":"other","workerLane":"maill"}]}"""),
            await MadeAsync($"jobs/{id}/copy", """{"workerLane":"maill"}"""),
            await MadeAsync(
                "operations", """{"kind":"Replay","filter":{"definitionId":"greet"},"replay":{"workerLane":"maill"},"dryRun":true}"""),
            await MadeAsync(
                "operations", """{"kind":"Change","filter":{"definitionId":"other"},"change":{"workerLane":"maill"},"dryRun":true}"""),
            await MadeAsync($"jobs/{id}/replay", """{"workerLane":"maill"}"""),
        };
        answers.Add((await _client.SendJsonAsync(
            HttpMethod.Patch, $"{Cluster}/schedules/{answers[1].Text("id")}", """{"workerLane":"mail2"}""")).Body);

        string[] lanes = [.. Enumerable.Repeat("maill", 7), "mail2"];
        answers.Select(answer => answer.Text("note"))
            .ShouldBe(lanes.Select(lane => $"No live worker serves lane '{lane}': a job waits there until one does."));
    }

    [Fact]
    public async Task A_lane_that_a_worker_serves_has_no_note_and_a_repeated_call_has_that_of_the_first()
    {
        (await MadeAsync("jobs", """{"type":"other","workerLane":"default"}""")).TryGetProperty("note", out _).ShouldBeFalse();
        const string unserved = """{"type":"other","workerLane":"maill","idempotencyKey":"once"}""";
        string note = (await MadeAsync("jobs", unserved)).Text("note");
        (await MadeAsync("jobs", unserved)).Text("note").ShouldBe(note);
        (await MadeAsync("jobs/batch", $$"""{"jobs":[{{unserved}}]}""")).Text("note").ShouldBe(note);
    }

    [Fact]
    public async Task The_jobs_of_a_batch_have_one_note_for_all_their_lanes_that_no_worker_serves()
    {
        const string Batch = """
            {"jobs":[{"type":"other","workerLane":"b"},{"type":"other","workerLane":"default"},{"type":"other","workerLane":"a"},
                     {"type":"other","workerLane":"b"}]}
            """;
        (await MadeAsync("jobs/batch", Batch)).Text("note")
            .ShouldBe("No live worker serves the lanes 'b', 'a': jobs wait there until one does.");
    }

    [Fact]
    public async Task An_operation_has_the_note_that_its_dry_run_has_and_again_when_it_is_repeated()
    {
        const string Real = """{"kind":"Change","filter":{"definitionId":"other"},"change":{"workerLane":"maill"}}""";
        foreach (int _ in new[] { 1, 2 })
        {
            var (status, body, _) = await _client.PostJsonAsync($"{Cluster}/operations", Real, ("Idempotency-Key", "once"));
            (status, body.Text("note")).ShouldBe(
                (HttpStatusCode.Created, "No live worker serves lane 'maill': a job waits there until one does."));
        }
    }

    [Fact]
    public async Task A_payload_that_another_definition_cannot_read_is_refused_at_what_names_it()
    {
        string id = await FailedJobAsync("""{"type":"other","payload":{"Other":1}}""", cancel: true);
        foreach (string call in new[] { $"jobs/{id}/copy", $"jobs/{id}/replay" })
        {
            var named = await _client.PostJsonAsync($"{Cluster}/{call}", """{"definitionId":"greet"}""");
            (named.Status, named.Body.Text("path")).ShouldBe((HttpStatusCode.BadRequest, "$.definitionId"), call);
            var sent = await _client.PostJsonAsync($"{Cluster}/{call}", """{"definitionId":"greet","payload":{"Nam":"Ada"}}""");
            (sent.Status, sent.Body.Text("path")).ShouldBe((HttpStatusCode.BadRequest, "$.payload"), call);
        }
    }

    [Theory]
    [InlineData("audit?from=2031-01-01T17:00:00Z&before=2031-01-01T16:00:00Z")]
    public async Task A_span_without_time_is_refused(string path) =>
        (await _client.GetJsonAsync($"{Cluster}/{path}")).Body.Text("detail").ShouldContain("no time is between them");

    [Theory]
    [InlineData(
        """{"kind":"Cancel","filter":{"createdFrom":"2031-01-02T00:00:00Z","createdBefore":"2031-01-01T00:00:00Z"},"dryRun":true}""",
        "$.filter.createdBefore")]
    [InlineData("""{"kind":"Replay","filter":{"definitionId":"greet"},"replay":{"payloadRevision":"x"},"dryRun":true}""",
        "$.replay.payloadRevision")]
    public async Task An_operation_that_cannot_be_what_was_meant_is_refused(string json, string path)
    {
        var (status, body, _) = await _client.PostJsonAsync($"{Cluster}/operations", json);
        (status, body.Text("path")).ShouldBe((HttpStatusCode.BadRequest, path));
    }

    [Fact]
    public async Task The_revision_of_a_payload_is_compared_whenever_it_is_given()
    {
        string id = (await MadeAsync("jobs", """{"type":"greet","payload":{"Name":"Ada"},"afterSeconds":600}""")).Text("id");
        string path = $"{Cluster}/jobs/{id}";
        foreach (string json in new[]
        {
            """{"payload":{"Name":"Bob"},"payloadRevision":"bogus"}""", """{"priority":"Low","payloadRevision":"bogus"}""",
        })
        {
            (await _client.SendJsonAsync(HttpMethod.Patch, path, json)).Status.ShouldBe(HttpStatusCode.PreconditionFailed, json);
        }

        string revision = (await _client.GetJsonAsync(path)).Body.Text("payloadRevision");
        (await _client.SendJsonAsync(
            HttpMethod.Patch, path, $$"""{"payload":{"Name":"Bob"},"payloadRevision":"{{revision}}"}""")).Status
            .ShouldBe(HttpStatusCode.OK);
        string failed = await FailedJobAsync();
        (await _client.PostJsonAsync($"{Cluster}/jobs/{failed}/replay", """{"payloadRevision":"bogus"}""")).Status
            .ShouldBe(HttpStatusCode.PreconditionFailed);
    }

    [Fact]
    public async Task A_version_without_a_value_is_refused()
    {
        // On Kestrel, since the test host drops an empty header.
        await using var app = await ApiApp.StartAsync(overKestrel: true);
        using var client = app.Caller("admin");
        var job = await app.Jobs.OnceAfterAsync<OtherHandler>(TimeSpan.FromHours(1), WriteableMessageData.New());
        var (status, body, _) = await client.SendJsonAsync(
            HttpMethod.Patch, $"{Cluster}/jobs/{job.Id}", """{"priority":"High"}""", ("If-Match", ""));
        (status, body.Text("detail")).ShouldBe(
            (HttpStatusCode.BadRequest, "The header If-Match is empty. Give it the ETag that was read, or leave it out."));
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("W/\"abc\"")]
    [InlineData("\"abc\", abc")]
    public async Task A_version_that_is_not_as_it_was_read_is_refused(string version)
    {
        string job = await FailedJobAsync(cancel: true);
        var (status, body, _) = await _client.SendJsonAsync(
            HttpMethod.Patch, $"{Cluster}/jobs/{job}", """{"priority":"High"}""", ("If-Match", version));
        (status, body.Text("type")).ShouldBe((HttpStatusCode.BadRequest, "urn:jobmaster:problem:invalid-header"));
        body.Text("detail").ShouldContain("with its quotes");
    }

    private async Task<string> FailedJobAsync(
        string json = """{"type":"greet","payload":{"Name":"nobody"},"maxRetries":0}""", bool cancel = false)
    {
        string id = (await MadeAsync("jobs", cancel ? json[..^1] + ""","afterSeconds":600}""" : json)).Text("id");
        if (cancel)
        {
            await MadeAsync($"jobs/{id}/cancel", "{}");
        }

        await Eventually.BecomesAsync(
            "the job is final",
            async () => (await _app.Monitor.Jobs.GetAsync(Guid.Parse(id)))?.State is JobState.Failed or JobState.Cancelled,
            TestTime.Patience);
        return id;
    }

    private async Task<JsonElement> MadeAsync(string path, string json)
    {
        var (status, body, _) = await _client.PostJsonAsync($"{Cluster}/{path}", json);
        ((int)status).ShouldBeInRange(200, 201, $"{path}: {body}");
        return body;
    }

    [Theory]
    [InlineData("lanes/default/pause")]
    [InlineData("workers/known/cordon")]
    [InlineData("definitions/greet/pause")]
    public async Task An_order_for_what_is_known_has_no_note(string path)
    {
        var (status, body, _) = await _client.PostJsonAsync($"{Cluster}/{path}", "{}");

        (status, body.TryGetProperty("note", out _)).ShouldBe((HttpStatusCode.OK, false));
    }

    [Theory]
    [InlineData("jobs/count?offset=0")]
    [InlineData("jobs/count?offset=5")]
    [InlineData("jobs?offset=5")]
    public async Task An_offset_is_refused(string path) =>
        (await _client.GetJsonAsync($"{Cluster}/{path}")).Status.ShouldBe(HttpStatusCode.BadRequest);

    [Fact]
    public async Task A_key_in_the_header_is_refused_where_it_would_mean_nothing()
    {
        const string schedule = """{"type":"greet","payload":{"Name":"Ada"},"cron":"0 3 * * *","scheduleKey":"kk"}""";
        var (status, body, _) = await _client.PostJsonAsync($"{Cluster}/jobs", schedule, ("Idempotency-Key", "one"));
        (status, body.Text("detail")).ShouldBe((
            HttpStatusCode.BadRequest,
            "A recurring schedule takes no Idempotency-Key header. Give it a 'scheduleKey': the same one makes no second schedule."));

        var job = await _app.Jobs.OnceAfterAsync<OtherHandler>(TimeSpan.FromHours(1), WriteableMessageData.New());
        (await _client.SendJsonAsync(HttpMethod.Patch, $"{Cluster}/jobs/{job.Id}", """{"priority":"High"}""", ("Idempotency-Key", "one")))
            .Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("jobs", """{"definitionId":"other"}""")]
    [InlineData("jobs/batch", """{"jobs":[{"definitionId":"other"}]}""")]
    [InlineData("lanes/default/pause", "{}")]
    [InlineData("operations", """{"kind":"cancel","all":true}""")]
    public async Task An_empty_or_doubled_key_in_the_header_is_refused(string path, string json)
    {
        // On Kestrel, since the test host drops an empty header; a client on a wire would make one value of two.
        await using var app = await ApiApp.StartAsync(overKestrel: true);
        using var client = app.Caller("admin");
        var empty = await client.PostJsonAsync($"{Cluster}/{path}", json, ("Idempotency-Key", ""));
        (empty.Status, empty.Body.Text("detail")).ShouldBe(
            (HttpStatusCode.BadRequest, "The header Idempotency-Key is empty. Give it a value, or leave it out."));

        var twice = await _client.PostJsonAsync($"{Cluster}/{path}", json, ("Idempotency-Key", "a"), ("Idempotency-Key", "b"));
        (twice.Status, twice.Body.Text("detail")).ShouldBe(
            (HttpStatusCode.BadRequest, "The header Idempotency-Key is given 2 times. Give it once."));
        (await _app.Monitor.Jobs.ListAsync()).Jobs.ShouldBeEmpty();
        (await app.Monitor.Jobs.ListAsync()).Jobs.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_key_that_the_body_contradicts_is_shown_where_it_stands_in_the_body()
    {
        const string job = """{"definitionId":"other","idempotencyKey":"b"}""";
        var (status, body, _) = await _client.PostJsonAsync($"{Cluster}/jobs", job, ("Idempotency-Key", "h"));

        (status, body.Text("path")).ShouldBe((HttpStatusCode.BadRequest, "$.idempotencyKey"));
        body.Text("detail").ShouldBe(
            "'idempotencyKey' is 'b' and the header Idempotency-Key is 'h'; they mean the same. Give one of them.");
    }

    [Theory]
    [InlineData("-1", "'graceSeconds' is -1; it must be from 0 to 86,400.")]
    [InlineData("172800", "'graceSeconds' is 172800; it must be from 0 to 86,400.")]
    public async Task A_grace_period_is_refused_with_the_bound_that_holds(string seconds, string detail)
    {
        var (status, body, _) = await _client.PostJsonAsync($"{Cluster}/workers/known/stop", $$"""{"graceSeconds":{{seconds}}}""");

        (status, body.Text("detail")).ShouldBe((HttpStatusCode.BadRequest, detail));
    }

    [Fact]
    public async Task A_prefix_of_any_letters_has_an_address_for_what_was_made()
    {
        const string schedule = """{"type":"greet","payload":{"Name":"Ada"},"cron":"0 3 * * *","scheduleKey":"kk"}""";
        var (status, body, response) = await _client.PostJsonAsync($"{Cluster}/jobs", schedule);

        status.ShouldBe(HttpStatusCode.Created);
        response.Headers.Location!.ToString().ShouldBe($"/j%C3%B6bs/api/v1/clusters/default/schedules/{body.Text("id")}");
    }

    [Theory]
    [InlineData("/jöbs", "/j%C3%B6bs", "./j%C3%B6bs/")]
    [InlineData("/ops:jobs", "/ops:jobs?x=1", "./ops:jobs/?x=1")]
    public async Task A_page_without_its_slash_is_found_under_any_prefix(string prefix, string asked, string location)
    {
        await using var app = await ApiApp.StartAsync(map: app => app.MapJobMasterDashboard(prefix: prefix));
        using var client = app.Caller(null);

        using var answer = await client.GetAsync(new Uri($"http://localhost{asked}"));

        (answer.StatusCode, answer.Headers.Location!.OriginalString).ShouldBe((HttpStatusCode.Redirect, location));
    }
}
