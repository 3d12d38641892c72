using System.Net;
using System.Text.Json;
using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;

namespace JobMaster.AspNetCore.Tests;

/// <summary>What the calls that steer a cluster change is what the calls that read it show.</summary>
public sealed class SteerTests : AdminTests
{
    private const string Cluster = "clusters/default";

    [Fact]
    public async Task An_operation_is_paused_resumed_and_cancelled()
    {
        // No node of this app has upkeep, so nothing works on it.
        await App.Jobs.OnceAfterAsync(TimeSpan.FromHours(1), "other");
        var started = await Client.PostJsonAsync(
            $"{Cluster}/operations",
            """{"kind":"Cancel","filter":{"definitionId":"other","createdBefore":"2040-01-01T00:00:00Z"},"max":10,"reason":"wrong day"}""");
        started.Status.ShouldBe(HttpStatusCode.Created, $"{started.Body}");
        string path = $"{Cluster}/operations/{started.Body.Text("id")}";
        (await Client.GetJsonAsync(path)).Body.GetProperty("matched").GetInt64().ShouldBe(1);

        foreach (var (call, state) in new[] { ("pause", "Paused"), ("resume", "Running"), ("cancel", "Cancelled") })
        {
            (await Client.PostJsonAsync($"{path}/{call}", """{"reason":"a second thought"}""")).Status.ShouldBe(HttpStatusCode.OK, call);
            (await Client.GetJsonAsync(path)).Body.Text("state").ShouldBe(state);
        }

        var (status, body, _) = await Client.PostJsonAsync($"{path}/pause");
        (status, body.Text("type")).ShouldBe((HttpStatusCode.Conflict, "urn:jobmaster:problem:wrong-state"));
    }

    [Fact]
    public async Task A_schedule_is_listed_changed_paused_run_and_ended_and_has_its_ledger()
    {
        var made = await Client.PostJsonAsync(
            $"{Cluster}/jobs", """{"type":"other","cron":"0 3 1 1 *","scheduleKey":"yearly","timeZone":"Europe/Berlin"}""");
        made.Status.ShouldBe(HttpStatusCode.Created);
        string path = $"{Cluster}/schedules/{made.Body.Text("id")}";
        (await Client.SendJsonAsync(HttpMethod.Patch, path, """{"cron":"0 4 1 1 *","workerLane":"mail","misfire":"Skip"}"""))
            .Body.Text("expression").ShouldBe("0 4 1 1 *");

        (await Client.PostJsonAsync($"{path}/pause")).Status.ShouldBe(HttpStatusCode.OK);
        (await ListedAsync("state=Paused")).Text("state").ShouldBe("Paused");
        (await Client.PostJsonAsync($"{path}/pause")).Body.Text("result").ShouldBe("unchanged");
        (await Client.PostJsonAsync($"{path}/resume")).Status.ShouldBe(HttpStatusCode.OK);
        var job = await Client.PostJsonAsync($"{path}/run-now", """{"reason":"a test"}""");
        (job.Status, job.Body.Text("workerLane"), job.Body.Text("scheduleId"))
            .ShouldBe((HttpStatusCode.Created, "mail", made.Body.Text("id")));

        var listed = await ListedAsync("state=Active&definitionId=other");
        (listed.Text("timeZone"), listed.Text("lastJobId"), listed.Text("misfire"))
            .ShouldBe(("Europe/Berlin", job.Body.Text("id"), "Skip"));
        var ledger = (await Client.GetJsonAsync($"{path}/occurrences")).Body.GetProperty("occurrences").EnumerateArray().ToList();
        ledger.ShouldHaveSingleItem().Text("jobId").ShouldBe(job.Body.Text("id"));
        (await Client.GetJsonAsync($"{path}/preview?limit=2")).Body.GetProperty("occurrences").EnumerateArray()
            .Select(one => one.GetProperty("at").GetDateTimeOffset().Hour).ShouldBe([4, 4]);

        (await Client.PostJsonAsync($"{path}/cancel")).Status.ShouldBe(HttpStatusCode.OK);
        (await Client.GetJsonAsync($"{path}/preview")).Body.GetProperty("occurrences").GetArrayLength().ShouldBe(0);
        (await Client.PostJsonAsync($"{path}/resume")).Status.ShouldBe(HttpStatusCode.Conflict);

        async Task<JsonElement> ListedAsync(string query) =>
            (await Client.GetJsonAsync($"{Cluster}/schedules?{query}")).Body.GetProperty("schedules").EnumerateArray()
                .ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_definition_shows_its_schema_and_its_pause()
    {
        string path = $"{Cluster}/definitions/greet";
        (await Client.GetJsonAsync(path)).Body.GetProperty("payloadSchema").GetProperty("properties").TryGetProperty("Name", out _)
            .ShouldBeTrue();
        (await Client.PostJsonAsync($"{path}/pause", """{"until":"2040-01-01T00:00:00Z","reason":"no addresses"}"""))
            .Status.ShouldBe(HttpStatusCode.OK);
        var pause = (await Client.GetJsonAsync(path)).Body.GetProperty("pause");
        (pause.Text("reason"), pause.GetProperty("until").GetDateTimeOffset().Year).ShouldBe(("no addresses", 2040));
        (await Client.PostJsonAsync($"{path}/resume")).Status.ShouldBe(HttpStatusCode.OK);
        (await Client.GetJsonAsync(path)).Body.TryGetProperty("pause", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_lane_is_paused_until_a_time()
    {
        (await Client.PostJsonAsync($"{Cluster}/lanes/mail/pause", """{"until":"2040-01-01T00:00:00Z"}""")).Status.ShouldBe(HttpStatusCode.OK);
        var lane = (await Client.GetJsonAsync($"{Cluster}/lanes")).Body.GetProperty("lanes").EnumerateArray()
            .Single(one => one.Text("name") == "mail");
        lane.GetProperty("pause").GetProperty("until").GetDateTimeOffset().Year.ShouldBe(2040);
        var passed = await Client.PostJsonAsync($"{Cluster}/lanes/mail/pause", """{"until":"2020-01-01T00:00:00Z"}""");
        passed.Status.ShouldBe(HttpStatusCode.BadRequest);
        passed.Body.Text("detail").ShouldContain("has passed");
    }

    [Fact]
    public async Task A_limit_is_overridden_for_a_key_shown_so_and_lifted()
    {
        await using var app = await ApiApp.StartAsync(
            cluster: config => config.AddLimit("smtp", limit => limit.MaxConcurrent(5).Rate(60, TimeSpan.FromMinutes(1), burst: 3)));
        using var client = app.Caller("operator");
        var limit = await OnlyAsync();
        (limit.Text("name"), limit.Text("kind"), limit.GetProperty("settings").GetRawText())
            .ShouldBe(("smtp", "Named", """{"maxConcurrent":5,"starts":60,"perSeconds":60,"burst":3}"""));
        limit.GetProperty("overrides").GetArrayLength().ShouldBe(0);

        (string, string)[] again = [("Idempotency-Key", "once")];
        const string Sent = """{"key":"eu","maxConcurrent":2,"until":"2040-01-01T00:00:00Z","reason":"slow"}""";
        foreach (int _ in new[] { 1, 2 })
        {
            var answer = await client.SendJsonAsync(HttpMethod.Post, $"{Cluster}/limits/smtp/override", Sent, again);
            (answer.Status, answer.Body.Text("result")).ShouldBe((HttpStatusCode.OK, "changed"));
        }

        var own = (await OnlyAsync()).GetProperty("overrides").EnumerateArray().ShouldHaveSingleItem();
        (own.Text("key"), own.Text("by"), own.Text("reason"), own.GetProperty("until").GetDateTimeOffset().Year)
            .ShouldBe(("eu", "operator", "slow", 2040));
        own.GetProperty("settings").GetRawText().ShouldBe("""{"maxConcurrent":2}""");
        (await client.PostJsonAsync($"{Cluster}/limits/smtp/lift", """{"key":"us"}""")).Body.Text("note")
            .ShouldBe("The key 'us' of limit 'smtp' is not overridden; overridden is 'eu'.");

        (await client.PostJsonAsync($"{Cluster}/limits/smtp/lift", """{"key":"eu","reason":"fast again"}""")).Body.Text("result")
            .ShouldBe("changed");
        (await OnlyAsync()).GetProperty("overrides").GetArrayLength().ShouldBe(0);
        var audit = await app.Monitor.Audit.ListAsync(new AuditFilter { TargetKind = AuditTargets.Limit });
        audit.Entries.Select(entry => (entry.Action, entry.TargetId, entry.Reason)).ShouldBe(
        [
            ("limit.lift", "smtp:eu", "fast again"), ("limit.override", "smtp:eu", "slow"),
        ]);

        async Task<JsonElement> OnlyAsync() =>
            (await client.GetJsonAsync($"{Cluster}/limits")).Body.GetProperty("limits").EnumerateArray().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_worker_obeys_what_it_is_told()
    {
        await using var app = await ApiApp.StartAsync(cluster: config => config.AddWorker().WorkerName("w").MaxConcurrency(3));
        using var client = app.Caller("operator");
        await IsAsync(worker => worker.GetProperty("concurrency").GetInt32() == 3 && worker.Text("state") == "Active");
        foreach (var (call, sent, expected) in new (string Call, string Sent, Func<JsonElement, bool> Expected)[]
        {
            ("concurrency", """{"concurrency":2,"reason":"slow"}""", worker => worker.GetProperty("concurrency").GetInt32() == 2),
            ("concurrency", """{"concurrency":null}""", worker => worker.GetProperty("concurrency").GetInt32() == 3),
            ("cordon", "{}", worker => worker.Text("state") == "Cordoned"),
            ("uncordon", "{}", worker => worker.Text("state") == "Active"),
            ("stop", """{"graceSeconds":1}""", worker => worker.Text("state") == "Stopped"),
            ("start", "{}", worker => worker.Text("state") == "Active"),
        })
        {
            (await client.PostJsonAsync($"{Cluster}/workers/w/{call}", sent)).Status.ShouldBe(HttpStatusCode.OK, call);
            await IsAsync(expected);
        }

        Task IsAsync(Func<JsonElement, bool> expected) => Eventually.BecomesAsync(
            "the worker is as it was told",
            async () => (await client.GetJsonAsync($"{Cluster}/workers")).Body.GetProperty("workers").EnumerateArray().Any(expected),
            TestTime.Patience);
    }
}
