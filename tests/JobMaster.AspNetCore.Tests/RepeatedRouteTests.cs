using System.Net;
using System.Text.Json;
using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Tests.Stores;
using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;
using JobMaster.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.AspNetCore.Tests;

/// <summary>Every change by POST, called twice with one Idempotency-Key: it is made once and answered alike.</summary>
public abstract class RepeatedRouteTests(ApiStore store) : AdminTests(store)
{
    private const string Cluster = "clusters/default";
    private const string Slow = """{"kind":"Cancel","filter":{"definitionId":"other","tenant":"slow"},"maxPerSecond":1}""";

    /// <summary>The target of each route, what comes before it, and its body. What is made before has no key.</summary>
    private static readonly Dictionary<string, (string Target, string[] Before, string Body)> Calls = new()
    {
        ["cancelJob"] = ("{waiting}", [], "{}"),
        ["rescheduleJob"] = ("{waiting}", [], """{"at":"2040-01-01T00:00:00Z"}"""),
        ["runJobNow"] = ("{waiting}", [], "{}"),
        ["replayJob"] = ("{failed}", [], "{}"),
        ["retryJob"] = ("{failed}", [], "{}"),
        ["discardJob"] = ("{failed}", [], "{}"),
        ["restoreJob"] = ("{failed}", ["discard"], "{}"),
        ["copyJob"] = ("{failed}", [], "{}"),
        ["muteFailure"] = ("{group}", [], """{"until":"2040-01-01T00:00:00Z"}"""),
        ["unmuteFailure"] = ("{group}", [], "{}"),
        ["startOperation"] = ("", [], Slow),
        ["pauseOperation"] = ("{operation}", [], "{}"),
        ["resumeOperation"] = ("{operation}", ["pause"], "{}"),
        ["cancelOperation"] = ("{operation}", [], "{}"),
        ["pauseSchedule"] = ("{schedule}", [], "{}"),
        ["resumeSchedule"] = ("{schedule}", ["pause"], "{}"),
        ["runScheduleNow"] = ("{schedule}", [], "{}"),
        ["cancelSchedule"] = ("{schedule}", [], "{}"),
        ["pauseDefinition"] = ("held", [], "{}"),
        ["resumeDefinition"] = ("held", [], "{}"),
        ["pauseLane"] = ("mail", [], "{}"),
        ["resumeLane"] = ("mail", [], "{}"),
        ["cordonWorker"] = ("w", [], "{}"),
        ["uncordonWorker"] = ("w", [], "{}"),
        ["stopWorker"] = ("w", [], "{}"),
        ["startWorker"] = ("w", [], "{}"),
        ["setWorkerConcurrency"] = ("w", [], """{"concurrency":2}"""),
        ["drainAgent"] = ("a", [], "{}"),
        ["resumeAgent"] = ("a", [], "{}"),
        ["overrideLimit"] = ("smtp", [], """{"maxConcurrent":2}"""),
        ["liftLimit"] = ("smtp", [], "{}"),
        ["removeLimit"] = ("former", [], "{}"),
    };

    /// <summary>A limit that no live node has in its code.</summary>
    private static readonly NewLimit Former = new("former", LimitSource.Code, "", new LimitValues { MaxConcurrent = 5 });

    private protected override async Task<ApiApp> StartAsync()
    {
        Func<MasterStoreContext, IMasterStore> open = null!;
        IMasterStore opened = null!;
        var app = await ApiApp.StartAsync(
            master: Master,
            cluster: config =>
            {
                open = config.Master!.Value.Create;
                config.AddLimit("smtp", limit => limit.MaxConcurrent(5)).AddWorker();
            },
            services: services => services.AddSingleton<IMasterStoreReplacement>(new Opened(context => opened = open(context))));
        await opened.Limits.DefineAsync([Former], default);
        return app;
    }

    [Fact]
    public void Each_route_that_remembers_its_calls_has_a_line() => Calls.Keys.ShouldBe(
        JobMasterApiExtensions.Routes.Where(route => route.RememberedAs is not null).Select(route => route.Name), ignoreOrder: true);

    [Fact]
    public async Task Each_change_is_made_once_and_answered_alike()
    {
        int made = 0;
        foreach (var route in JobMasterApiExtensions.Routes.Where(route => route.RememberedAs is not null))
        {
            var (target, before, body) = Calls[route.Name];
            string path = $"{Cluster}/{Filled(route.Pattern, await MadeAsync(target))}";
            foreach (string call in before)
            {
                await DoneAsync($"{path[..path.LastIndexOf('/')]}/{call}", "{}");
            }

            var key = (Repeats.Header, route.Name);
            var first = await Client.PostJsonAsync(path, body, key);
            ((int)first.Status).ShouldBe(route.Answers[0].Status, $"{route.Name}: {first.Body}");
            int entries = await EntriesAsync();
            entries.ShouldBeGreaterThan(made, route.Name);
            made = entries;

            var second = await Client.PostJsonAsync(path, body, key);

            second.Status.ShouldBe(first.Status, $"{route.Name}: {second.Body}");
            Said(second.Body).ShouldBe(Said(first.Body), route.Name);
            second.Response.Headers.Location.ShouldBe(first.Response.Headers.Location, route.Name);
            (first.Status == HttpStatusCode.Created).ShouldBe(first.Response.Headers.Location is not null, route.Name);
            (await EntriesAsync()).ShouldBe(entries, $"{route.Name} is in the audit again");
            var other = await Client.PostJsonAsync(path, body.Insert(1, $"\"reason\":\"b\"{(body == "{}" ? "" : ",")}"), key);
            other.Status.ShouldBe(HttpStatusCode.UnprocessableEntity, $"{route.Name}: {other.Body}");
        }

        made.ShouldBeGreaterThanOrEqualTo(Calls.Count);
    }

    [Fact]
    public async Task A_look_at_a_payload_is_not_remembered_and_refuses_the_key()
    {
        string path = $"{Cluster}/jobs/{await MadeAsync("{waiting}")}/reveal";

        var (status, body, _) = await Client.PostJsonAsync(path, "{}", (Repeats.Header, "look"));

        (status, body.Text("type")).ShouldBe((HttpStatusCode.BadRequest, "urn:jobmaster:problem:invalid-header"));
        body.Text("detail").ShouldContain("the audit keeps each time");
        (await EntriesAsync()).ShouldBe(0);
        JobMasterApiExtensions.Routes.Where(route => HttpMethods.IsPost(route.Method) && route.Permission == ApiPermissions.Reveal)
            .ShouldHaveSingleItem().Headers.ShouldNotContain(Repeats.Header);
    }

    /// <summary>What an answer says that is the same the second time.</summary>
    private static string Said(JsonElement body) =>
        (body.TryGetProperty("id", out var id) ? id : body.GetProperty("result")).GetString()!;

    private static string Filled(string pattern, string target)
    {
        int start = pattern.IndexOf('{', StringComparison.Ordinal);
        return start < 0 ? pattern : $"{pattern[..start]}{target}{pattern[(pattern.IndexOf('}', start) + 1)..]}";
    }

    private async Task<string> MadeAsync(string target)
    {
        switch (target)
        {
            case "{waiting}":
                return $"{(await App.Jobs.OnceAfterAsync(TimeSpan.FromHours(1), "other")).Id}";
            case "{failed}":
                return $"{(await FailedAsync()).Id}";
            case "{group}":
                return (await FailedAsync()).Fingerprint!;
            case "{schedule}":
                return (await DoneAsync("jobs", """{"type":"other","cron":"0 3 1 1 *"}""")).Text("id");
            case "{operation}":
                // Slow enough to run still when it is steered.
                string jobs = string.Join(
                    ',', Enumerable.Repeat("""{"type":"other","tenant":"slow","afterSeconds":3600}""", 300));
                await DoneAsync("jobs/batch", $$"""{"jobs":[{{jobs}}]}""");
                return (await DoneAsync("operations", Slow)).Text("id");
            default:
                return target;
        }
    }

    private async Task<JobDetails> FailedAsync()
    {
        var job = await App.Jobs.OnceNowAsync(
            "greet", MessageData.Parse("""{"Name":"nobody"}"""), new JobOptions { MaxNumberOfRetries = 0 });
        await Eventually.BecomesAsync(
            "the job fails", async () => (await App.Monitor.Jobs.GetAsync(job.Id)) is { State: JobState.Failed }, TestTime.Patience);
        return (await App.Monitor.Jobs.GetAsync(job.Id))!;
    }

    private async Task<JsonElement> DoneAsync(string path, string body)
    {
        var (status, answer, _) = await Client.PostJsonAsync(
            path.StartsWith(Cluster, StringComparison.Ordinal) ? path : $"{Cluster}/{path}", body);
        ((int)status).ShouldBeInRange(200, 201, $"{path}: {answer}");
        return answer;
    }

    private sealed class Opened(Func<MasterStoreContext, IMasterStore> open) : IMasterStoreReplacement
    {
        public IMasterStore? Replace(MasterStoreContext context) => open(context);
    }

    /// <summary>How many changes are kept with a key. What an operation does later has none.</summary>
    private async Task<int> EntriesAsync() => (await App.Monitor.Audit.ListAsync(new AuditFilter { Who = "admin", PageSize = 1000 }))
        .Entries.Count(entry => entry.CallKey is not null);
}
