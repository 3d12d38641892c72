using System.Net;
using System.Text.Json;
using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Tests.Stores;
using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;
using Microsoft.AspNetCore.Http;

namespace JobMaster.AspNetCore.Tests;

/// <summary>
/// A change to what is so already is "unchanged", on every route that gives orders. One that another state forbids is a 409 that names the
/// state and what to do.
/// </summary>
public abstract class AgainTests(ApiStore store) : AdminTests(store)
{
    private const string Cluster = "clusters/default";
    private const string Later = """{"until":"2040-01-01T00:00:00Z"}""";

    /// <summary>Each call makes something new, shows something, or belongs to a session.</summary>
    private static readonly string[] New =
    [
        "submitJob", "submitJobs", "startOperation", "runScheduleNow", "copyJob", "replayJob", "retryJob", "validatePayload", "revealJob",
        "login", "logout",
    ];

    private string _group = null!;

    private protected override Task<ApiApp> StartAsync() => ApiApp.StartAsync(
        master: Master,
        cluster: config =>
        {
            config.AddLimit("smtp", limit => limit.MaxConcurrent(5));
            config.AddAgentConnectionConfig("Agent-1").UseInMemoryForAgent();
            config.AddWorker(worker => worker.WorkerName("mailer").SetAsDefault());
        });

    [Fact]
    public async Task Each_order_that_is_given_twice_changes_something_once()
    {
        string job = await WaitingAsync();
        string failed = await FailedAsync();
        string schedule = await ScheduleAsync("orders");
        string operation = await OperationAsync();

        // In an order in which each finds what it needs.
        (string Route, string Path, string Sent)[] calls =
        [
            ("rescheduleJob", $"jobs/{job}/reschedule", """{"at":"2041-01-01T00:00:00Z"}"""),
            ("runJobNow", $"jobs/{await WaitingAsync("unserved")}/run-now", "{}"),
            ("changeJob", $"jobs/{job}", """{"priority":"High"}"""),
            ("cancelJob", $"jobs/{job}/cancel", "{}"),
            ("muteFailure", $"failures/{_group}/mute", Later), ("unmuteFailure", $"failures/{_group}/unmute", "{}"),
            ("discardJob", $"jobs/{failed}/discard", "{}"), ("restoreJob", $"jobs/{failed}/restore", "{}"),
            ("pauseOperation", $"operations/{operation}/pause", "{}"), ("resumeOperation", $"operations/{operation}/resume", "{}"),
            ("cancelOperation", $"operations/{operation}/cancel", "{}"),
            ("pauseSchedule", $"schedules/{schedule}/pause", "{}"), ("resumeSchedule", $"schedules/{schedule}/resume", "{}"),
            ("cancelSchedule", $"schedules/{schedule}/cancel", "{}"),
            ("pauseDefinition", "definitions/greet/pause", Later), ("resumeDefinition", "definitions/greet/resume", "{}"),
            ("pauseLane", "lanes/default/pause", Later), ("resumeLane", "lanes/default/resume", "{}"),
            ("cordonWorker", "workers/mailer/cordon", "{}"), ("uncordonWorker", "workers/mailer/uncordon", "{}"),
            ("stopWorker", "workers/mailer/stop", """{"graceSeconds":5}"""), ("startWorker", "workers/mailer/start", "{}"),
            ("setWorkerConcurrency", "workers/mailer/concurrency", """{"concurrency":3}"""),
            ("drainAgent", "agents/Agent-1/drain", "{}"), ("resumeAgent", "agents/Agent-1/resume", "{}"),
            ("overrideLimit", "limits/smtp/override", """{"maxConcurrent":2}"""), ("liftLimit", "limits/smtp/lift", "{}"),
            ("setMode", "mode", """{"mode":"Passive"}"""),
        ];
        foreach (var (route, path, sent) in calls)
        {
            var method = new HttpMethod(Route(route).Method);
            var first = await Client.SendJsonAsync(method, $"{Cluster}/{path}", sent);
            (first.Status, first.Body.Text("result")).ShouldBe((HttpStatusCode.OK, "changed"), $"{route}: {first.Body}");
            int audited = await AuditedAsync();
            var second = await Client.SendJsonAsync(method, $"{Cluster}/{path}", sent);
            (second.Status, second.Body.Text("result")).ShouldBe((HttpStatusCode.OK, "unchanged"), $"{route}: {second.Body}");
            bool isLift = route.StartsWith("resume", StringComparison.Ordinal)
                || route is "restoreJob" or "unmuteFailure" or "uncordonWorker" or "startWorker" or "liftLimit";
            second.Body.TryGetProperty("note", out _).ShouldBe(isLift, $"{route}: {second.Body}");
            (await AuditedAsync()).ShouldBe(audited, route);
        }

        // A removed limit is gone, and each change of a schedule answers with the schedule.
        calls.Select(call => call.Route).Concat(New).Concat(["removeLimit", "changeSchedule"]).ShouldBe(
            JobMasterApiExtensions.Routes.Where(route => !HttpMethods.IsGet(route.Method)).Select(route => route.Name), ignoreOrder: true);
    }

    [Fact]
    public async Task What_another_state_forbids_is_told_with_the_state_and_the_remedy()
    {
        string failed = await FailedAsync();
        string waiting = await WaitingAsync();
        string cancelled = await WaitingAsync();
        await MadeAsync($"jobs/{cancelled}/cancel");
        string succeeded = await SucceededAsync();
        string schedule = await ScheduleAsync("over");
        await MadeAsync($"schedules/{schedule}/cancel");
        string operation = await OperationAsync();
        await MadeAsync($"operations/{operation}/cancel");
        const string Priority = """{"priority":"High"}""";
        const string At = """{"at":"2041-01-01T00:00:00Z"}""";
        (string Call, string State, string Remedy)[] refused =
        [
            ($"jobs/{failed}/cancel", "Failed", $"POST …/jobs/{failed}/discard"),
            ($"jobs/{succeeded}/cancel", "Succeeded", $"POST …/jobs/{succeeded}/copy"),
            ($"jobs/{failed}/run-now", "Failed", $"POST …/jobs/{failed}/replay"),
            ($"jobs/{cancelled}/reschedule {At}", "Cancelled", $"POST …/jobs/{cancelled}/copy"),
            ($"jobs/{succeeded} {Priority}", "Succeeded", $"POST …/jobs/{succeeded}/copy"),
            ($"jobs/{waiting}/replay", "Scheduled", $"POST …/jobs/{waiting}/cancel"),
            ($"jobs/{waiting}/retry", "Scheduled", $"PATCH …/jobs/{waiting}"),
            ($"jobs/{waiting}/copy", "Scheduled", $"PATCH …/jobs/{waiting}"),
            ($"jobs/{waiting}/discard", "Scheduled", $"POST …/jobs/{waiting}/cancel"),
            ($"jobs/{cancelled}/discard", "Cancelled", $"POST …/jobs/{cancelled}/copy"),
            ($"jobs/{cancelled}/restore", "Cancelled", $"POST …/jobs/{cancelled}/copy"),
            ($"jobs/{succeeded}/restore", "Succeeded", $"POST …/jobs/{succeeded}/copy"),
            ($"schedules/{schedule}/pause", "Cancelled", "POST …/jobs, with the scheduleKey 'over'"),
            ($"schedules/{schedule}/resume", "Cancelled", "POST …/jobs"),
            ($"schedules/{schedule}/run-now", "Cancelled", "POST …/jobs"),
            ($"schedules/{schedule} {Priority}", "Cancelled", "POST …/jobs"),
            ($"operations/{operation}/pause", "Cancelled", "POST …/operations"),
            ($"operations/{operation}/resume", "Cancelled", "POST …/operations"),
        ];
        foreach (var (call, state, remedy) in refused)
        {
            string[] parts = call.Split(' ', 2);
            var method = parts[0].Count(letter => letter == '/') == 1 ? HttpMethod.Patch : HttpMethod.Post;
            var (status, body, _) = await Client.SendJsonAsync(method, $"{Cluster}/{parts[0]}", parts.Length > 1 ? parts[1] : "{}");
            (status, body.Text("type")).ShouldBe((HttpStatusCode.Conflict, "urn:jobmaster:problem:wrong-state"), $"{call}: {body}");
            body.Text("detail").ShouldContain($" is {state}", customMessage: call);
            body.Text("detail").ShouldContain(remedy, customMessage: call);
        }
    }

    private static ApiRoute Route(string name) => JobMasterApiExtensions.Routes.Single(route => route.Name == name);

    private async Task<int> AuditedAsync() => (await App.Monitor.Audit.ListAsync(new AuditFilter { PageSize = 1000 })).Entries.Count;

    private async Task<string> WaitingAsync(string lane = "default") =>
        (await MadeAsync("jobs", $$"""{"type":"other","workerLane":"{{lane}}","afterSeconds":3600}""")).Text("id");

    private async Task<string> ScheduleAsync(string key) =>
        (await MadeAsync("jobs", $$"""{"type":"other","cron":"0 3 1 1 *","scheduleKey":"{{key}}"}""")).Text("id");

    /// <summary>One that is not done within a minute.</summary>
    private async Task<string> OperationAsync()
    {
        string jobs = string.Join(',', Enumerable.Repeat("""{"type":"other","workerLane":"slow","afterSeconds":3600}""", 100));
        await MadeAsync("jobs/batch", $$"""{"jobs":[{{jobs}}]}""");
        return (await MadeAsync("operations", """{"kind":"Cancel","filter":{"workerLane":"slow"},"maxPerSecond":1}""")).Text("id");
    }

    private async Task<string> SucceededAsync()
    {
        string id = (await MadeAsync("jobs", """{"type":"other"}""")).Text("id");
        await IsAsync(id, JobState.Succeeded);
        return id;
    }

    private async Task<string> FailedAsync()
    {
        string id = (await MadeAsync("jobs", """{"type":"greet","payload":{"Name":"nobody"},"maxRetries":0}""")).Text("id");
        await IsAsync(id, JobState.Failed);
        _group = (await App.Monitor.Jobs.GetAsync(Guid.Parse(id)))!.Fingerprint!;
        return id;
    }

    private Task IsAsync(string id, JobState state) => Eventually.BecomesAsync(
        $"job {id} is {state}", async () => (await App.Monitor.Jobs.GetAsync(Guid.Parse(id)))?.State == state, TestTime.Patience);

    private async Task<JsonElement> MadeAsync(string path, string json = "{}")
    {
        var (status, body, _) = await Client.PostJsonAsync($"{Cluster}/{path}", json);
        ((int)status).ShouldBeInRange(200, 201, $"{path}: {body}");
        return body;
    }
}
