using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using JobMaster.AspNetCore.Contracts;

namespace JobMaster.AspNetCore.Tests;

/// <summary>The path of a problem is that of the member at fault, in every body and at every depth.</summary>
public sealed class BodyPlaceTests : AdminTests
{
    private const string Cluster = "clusters/default";
    private const string Greet = """{"type":"greet","payload":{"Name":"Ada"},""";

    /// <summary>Longer than any name.</summary>
    private static readonly string Long = new('x', 301);

    private protected override Task<ApiApp> StartAsync() => ApiApp.StartAsync(
        cluster: config => config.AddLimit("smtp", limit => limit.MaxConcurrent(5))
            .AddLimit("account", limit => limit.KeepOrder()).AddWorker().WorkerName("w"));

    [Fact]
    public async Task A_member_of_the_wrong_type_and_one_that_is_not_known_are_found_in_every_body()
    {
        var job = await App.Jobs.OnceAfterAsync(TimeSpan.FromHours(1), "other");
        int cases = 0;
        foreach (var (endpoint, route) in App.Routes().Where(one => one.Route.Body is not null && !one.Route.IsForAnybody))
        {
            foreach (var (body, path) in Faults(ApiJson.Default.Options.GetTypeInfo(route.Body!.Type), depth: 0))
            {
                var (status, answer, _) = await Client.SendJsonAsync(
                    new HttpMethod(route.Method), endpoint.PathFor(job.Id), body!.ToJsonString());
                (status, answer.Text("type"), answer.Text("path")).ShouldBe(
                    (HttpStatusCode.BadRequest, "urn:jobmaster:problem:invalid-body", $"${path}"),
                    $"{route.Name} {body.ToJsonString()}: {answer}");
                answer.Text("detail").ShouldContain($"${path}", customMessage: route.Name);
                cases++;
            }
        }

        cases.ShouldBeGreaterThan(250);
    }

    [Theory]
    [InlineData("jobs", Greet + "\"workerLane\":\"LONG\"}", "$.workerLane")]
    [InlineData("jobs", Greet + "\"queue\":\"LONG\"}", "$.queue")]
    [InlineData("jobs", Greet + "\"queue\":\"a*\"}", "$.queue")]
    [InlineData("jobs", Greet + "\"tenant\":\"LONG\"}", "$.tenant")]
    [InlineData("jobs", Greet + "\"tenantId\":\" a\"}", "$.tenantId")]
    [InlineData("jobs", Greet + "\"idempotencyKey\":\"LONG\"}", "$.idempotencyKey")]
    [InlineData("jobs", Greet + "\"unique\":{\"key\":\"LONG\",\"while\":\"Waiting\"}}", "$.unique.key")]
    [InlineData("jobs", Greet + "\"unique\":{\"key\":\"k\"}}", "$.unique.while")]
    [InlineData("jobs", Greet + "\"limitKeys\":[\"smtp\",\"LONG\"]}", "$.limitKeys[1]")]
    [InlineData("jobs", Greet + "\"limitKeys\":[\"smtp\",\"smpt:eu\"]}", "$.limitKeys[1]")]
    [InlineData("jobs", Greet + "\"limitKeys\":[\"\"]}", "$.limitKeys[0]")]
    [InlineData("jobs", Greet + "\"tenant\":\"LONG\",\"workerLane\":\"LONG\"}", "$.workerLane")]
    [InlineData("jobs", Greet + "\"metadata\":[]}", "$.metadata")]
    [InlineData("jobs", Greet + "\"metadata\":{\"a\":\"HUGE\"}}", "$.metadata")]
    [InlineData("jobs", """{"type":"other","payload":{"a":"HUGE"}}""", "$.payload")]
    [InlineData("jobs", """{"type":"other","payload":[]}""", "$.payload")]
    [InlineData("jobs", """{"type":"gret"}""", "$.type")]
    [InlineData("jobs", """{"definitionId":"gret"}""", "$.definitionId")]
    [InlineData("jobs", Greet + "\"cron\":\"0 3 * * *\",\"timeZone\":\"Mars/Olympus\"}", "$.timeZone")]
    [InlineData("jobs", Greet + "\"cron\":\"0 3 * * *\",\"scheduleKey\":\"LONG\"}", "$.scheduleKey")]
    [InlineData("jobs", Greet + "\"cron\":\"0 3 * * *\",\"queue\":\"LONG\"}", "$.queue")]
    [InlineData("jobs/batch", """{"jobs":[{"type":"other"},{"type":"other","tenantId":"LONG"}]}""", "$.jobs[1].tenantId")]
    [InlineData("jobs/batch", """{"jobs":[{"type":"other"},{"type":"gret"}]}""", "$.jobs[1].type")]
    [InlineData("jobs/batch", """{"jobs":[{"type":"other"},{"type":"other","limitKeys":["smpt"]}]}""", "$.jobs[1].limitKeys[0]")]
    [InlineData("jobs/batch", """{"jobs":[{"type":"other"},{"type":"other","cron":"0 3 * * *"}]}""", "$.jobs[1].cron")]
    [InlineData("jobs/batch", """{"jobs":[{"type":"other"},null]}""", "$.jobs[1]")]
    [InlineData("jobs/batch", """{"jobs":[{"type":"other"},{"type":"other","at":"x"}]}""", "$.jobs[1].at")]
    [InlineData("jobs", """{"type":"other","unique":{"key":"a","key":"b"}}""", "$.unique.key")]
    [InlineData("jobs", """{"type":"greet","payload":{"Name":"Ada","More":[1,{"a b":1,"a b":2}]}}""", "$.payload.More[1]['a b']")]
    [InlineData("jobs", """{"type":"greet","payload":{"Name":"Ada","More":["x",["\ud800"]]}}""", "$.payload.More[1][0]")]
    [InlineData("JOB", """{"workerLane":"LONG"}""", "$.workerLane")]
    [InlineData("JOB", """{"at":"2091-01-01T00:00:00Z"}""", "$.at")]
    [InlineData("JOB", """{"expiresAt":"2089-01-01T00:00:00Z"}""", "$.expiresAt")]
    [InlineData("JOB", """{"payload":{"Name":7}}""", "$.payload")]
    [InlineData("JOB", """{"payload":{},"payloadPatch":[{"op":"add","path":"/a","value":1}],"payloadRevision":"x"}""", "$.payload")]
    [InlineData("JOB", """{"payloadPatch":[{"op":"add","path":"/a","value":1}]}""", "$.payloadRevision")]
    [InlineData("JOB", """{"payloadPatch":[],"payloadRevision":"x"}""", "$.payloadPatch")]
    [InlineData("JOB", """{"payloadPatch":[null],"payloadRevision":"x"}""", "$.payloadPatch[0]")]
    [InlineData("JOB", """{"priority":"High","reason":"HUGE"}""", "$.reason")]
    [InlineData("JOB/reschedule", """{"at":"2091-01-01T00:00:00Z"}""", "$.at")]
    [InlineData("JOB/replay", """{"definitionId":"gret"}""", "$.definitionId")]
    [InlineData("JOB/replay", """{"workerLane":"LONG"}""", "$.workerLane")]
    [InlineData("JOB/copy", """{"workerLane":"LONG"}""", "$.workerLane")]
    [InlineData("SCHEDULE", """{"timeZone":"Mars/Olympus"}""", "$.timeZone")]
    [InlineData("SCHEDULE", """{"cron":"0 4 * * *","timeZone":"Mars/Olympus"}""", "$.timeZone")]
    [InlineData("SCHEDULE", """{"workerLane":"LONG"}""", "$.workerLane")]
    [InlineData("SCHEDULE", """{"payload":{"Name":7}}""", "$.payload")]
    [InlineData("operations", """{"kind":"Cancel","filter":{"finalizedFrom":"2020-01-01T00:00:00Z"}}""", "$.filter.finalizedFrom")]
    [InlineData("operations", """{"kind":"Cancel","ids":["x"]}""", "$.ids[0]")]
    [InlineData("operations", """{"kind":"Change","all":true,"change":{"workerLane":"LONG"}}""", "$.change.workerLane")]
    [InlineData("operations", """{"kind":"Change","all":true,"change":{"priority":"High","reason":"x"}}""", "$.change.reason")]
    [InlineData("operations", """{"kind":"Replay","all":true,"replay":{"workerLane":"LONG"}}""", "$.replay.workerLane")]
    [InlineData("operations", """{"kind":"Replay","all":true,"replay":{"priority":"High","reason":"x"}}""", "$.replay.reason")]
    [InlineData("lanes/default/pause", """{"until":"2020-01-01T00:00:00Z"}""", "$.until")]
    [InlineData("definitions/greet/pause", """{"until":"2020-01-01T00:00:00Z"}""", "$.until")]
    [InlineData("workers/w/cordon", """{"host":"LONG"}""", "$.host")]
    [InlineData("workers/w/cordon", """{"host":""}""", "$.host")]
    [InlineData("workers/w/stop", """{"host":"a*"}""", "$.host")]
    [InlineData("workers/w/concurrency", """{"concurrency":0}""", "$.concurrency")]
    [InlineData("limits/smtp/override", """{"key":"LONG","maxConcurrent":1}""", "$.key")]
    [InlineData("limits/smtp/override", """{"starts":2000000000,"perSeconds":0.001}""", "$.perSeconds")]
    [InlineData("limits/account/override", """{"maxConcurrent":2}""", "$.maxConcurrent")]
    [InlineData("limits/smtp/lift", """{"key":"LONG"}""", "$.key")]
    public async Task A_value_that_is_refused_is_found(string route, string json, string path)
    {
        var job = await Client.PostJsonAsync(
            $"{Cluster}/jobs", Greet + "\"at\":\"2090-01-01T00:00:00Z\",\"expiresAt\":\"2090-06-01T00:00:00Z\"}");
        var schedule = await Client.PostJsonAsync($"{Cluster}/jobs", Greet + "\"cron\":\"0 3 * * *\",\"scheduleKey\":\"k\"}");
        bool isPatch = route is "JOB" or "SCHEDULE";
        string where = route.Replace("JOB", $"jobs/{job.Body.Text("id")}", StringComparison.Ordinal)
            .Replace("SCHEDULE", $"schedules/{schedule.Body.Text("id")}", StringComparison.Ordinal);

        var (status, body, _) = await Client.SendJsonAsync(
            isPatch ? HttpMethod.Patch : HttpMethod.Post, $"{Cluster}/{where}",
            json.Replace("LONG", Long, StringComparison.Ordinal)
                .Replace("HUGE", new string('y', 300_000), StringComparison.Ordinal));

        status.ShouldBe(HttpStatusCode.BadRequest, $"{body}");
        (body.TryGetProperty("path", out var found) ? found.GetString() : null).ShouldBe(path, $"{body}");
    }

    /// <summary>Bodies with one fault each, and the path of the fault.</summary>
    private static IEnumerable<(JsonNode? Body, string Path)> Faults(JsonTypeInfo type, int depth)
    {
        yield return (new JsonObject { ["no such"] = 1 }, "['no such']");
        foreach (var member in type.Properties.Where(property => property.Set is not null
            && (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) != typeof(JsonElement)))
        {
            var own = ApiJson.Default.Options.GetTypeInfo(Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType);
            yield return (new JsonObject { [member.Name] = own.Type == typeof(string) ? 7 : "no such" }, $".{member.Name}");
            if (depth > 1)
            {
                continue;
            }

            if (own.Kind == JsonTypeInfoKind.Object)
            {
                foreach (var (body, path) in Faults(own, depth + 1))
                {
                    yield return (new JsonObject { [member.Name] = body }, $".{member.Name}{path}");
                }
            }
            else if (own.Kind == JsonTypeInfoKind.Enumerable)
            {
                var element = ApiJson.Default.Options.GetTypeInfo(own.ElementType!);
                var faults = element.Kind == JsonTypeInfoKind.Object ? Faults(element, depth + 1) : [(new JsonArray(), "")];
                foreach (var (body, path) in faults)
                {
                    yield return (new JsonObject { [member.Name] = new JsonArray(body) }, $".{member.Name}[0]{path}");
                }
            }
        }
    }
}
