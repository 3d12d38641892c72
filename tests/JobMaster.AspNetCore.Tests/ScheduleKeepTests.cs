using System.Net;
using System.Text.Json;
using JobMaster.AspNetCore.Tests.Stores;

namespace JobMaster.AspNetCore.Tests;

/// <summary>A submission with the key of a schedule changes what it names, and the rest stays.</summary>
public abstract class ScheduleKeepTests(ApiStore store) : AdminTests(store)
{
    private const string Jobs = "clusters/default/jobs";
    private const string Made = """
        {"type":"greet","payload":{"Name":"Ada"},"cron":"0 3 * * *","timeZone":"Europe/Berlin","scheduleKey":"nightly","priority":"High",
         "workerLane":"mail","maxRetries":7,"timeoutSeconds":90,"metadata":{"Order":"7"},"unique":{"key":"u","while":"Waiting"}}
        """;

    private const string Policies = """
        {"misfire":"RunAll","overlap":"Skip","startAfter":"2031-01-01T00:00:00Z","endBefore":"2041-01-01T00:00:00Z"}
        """;

    [Fact]
    public async Task What_the_call_does_not_name_stays()
    {
        string path = await MadeAsync();
        var before = (await Client.GetJsonAsync(path)).Body;

        var changed = await Client.PostJsonAsync(Jobs, """{"type":"greet","cron":"0 4 * * *","scheduleKey":"nightly"}""");
        changed.Status.ShouldBe(HttpStatusCode.OK, $"{changed.Body}");

        var after = (await Client.GetJsonAsync(path)).Body;
        after.Text("expression").ShouldBe("0 4 * * *");
        Others(after).ShouldBe(Others(before));
        (await App.Monitor.Schedules.GetAsync(after.GetProperty("id").GetGuid()))!.Unique!.Key.ShouldBe("u");
    }

    [Theory]
    [InlineData("""{"type":"greet","cron":"0 3 * * *","scheduleKey":"nightly","priority":"Low"}""", "priority", "Low")]
    [InlineData("""{"type":"greet","cron":"0 3 * * *","scheduleKey":"nightly","workerLane":"other"}""", "workerLane", "other")]
    [InlineData("""{"type":"greet","cron":"0 3 * * *","scheduleKey":"nightly","maxRetries":1}""", "maxRetries", "1")]
    [InlineData("""{"type":"greet","cron":"0 3 * * *","scheduleKey":"nightly","timeoutSeconds":5}""", "timeoutSeconds", "5")]
    [InlineData(
        """{"type":"greet","cron":"0 3 * * *","scheduleKey":"nightly","payload":{"Name":"Bob"}}""", "payload", """{"Name":"Bob"}""")]
    [InlineData("""{"type":"greet","cron":"0 3 * * *","scheduleKey":"nightly","metadata":{"A":"b"}}""", "metadata", """{"A":"b"}""")]
    [InlineData("""{"type":"greet","cron":"0 3 * * *","scheduleKey":"nightly","timeZone":"Europe/Lisbon"}""", "timeZone", "Europe/Lisbon")]
    public async Task What_the_call_names_is_changed_and_nothing_else(string sent, string member, string value)
    {
        string path = await MadeAsync();
        var before = (await Client.GetJsonAsync(path)).Body;
        var changed = await Client.PostJsonAsync(Jobs, sent);
        changed.Status.ShouldBe(HttpStatusCode.OK, $"{changed.Body}");

        var after = (await Client.GetJsonAsync(path)).Body;
        after.GetProperty(member).ToString().ShouldBe(value);
        Others(after, member).ShouldBe(Others(before, member));
    }

    [Fact]
    public async Task One_that_has_ended_goes_on_without_its_end_and_for_another_definition_begins_anew()
    {
        string path = await MadeAsync();
        string id = (await Client.GetJsonAsync(path)).Body.Text("id");
        (await App.Jobs.UpdateRecurringAsync(
            Guid.Parse(id), new RecurringScheduleChange { StartAfter = DateTimeOffset.UnixEpoch, EndBefore = DateTimeOffset.UtcNow }))
            .ShouldNotBeNull().State.ShouldBe(RecurringScheduleState.Ended);

        var other = await Client.PostJsonAsync(
            Jobs, """{"type":"other","payload":{},"cron":"0 5 * * *","scheduleKey":"nightly"}""");
        (other.Status, other.Body.Text("definitionId"), other.Body.Text("state"), other.Body.Text("workerLane"))
            .ShouldBe((HttpStatusCode.OK, "other", "Active", "default"), $"{other.Body}");
    }

    [Fact]
    public async Task A_new_schedule_and_one_that_begins_anew_have_the_defaults()
    {
        var none = await Client.PostJsonAsync(Jobs, """{"type":"greet","cron":"0 4 * * *","scheduleKey":"nightly"}""");
        (none.Status, none.Body.Text("path")).ShouldBe((HttpStatusCode.BadRequest, "$.payload"), $"{none.Body}");
        string path = await MadeAsync();
        (await Client.PostJsonAsync($"{path}/cancel")).Status.ShouldBe(HttpStatusCode.OK);

        var without = await Client.PostJsonAsync(Jobs, """{"type":"greet","cron":"0 4 * * *","scheduleKey":"nightly"}""");
        (without.Status, without.Body.Text("path")).ShouldBe((HttpStatusCode.BadRequest, "$.payload"), $"{without.Body}");
        var anew = await Client.PostJsonAsync(
            Jobs, """{"type":"greet","payload":{"Name":"Bob"},"cron":"0 4 * * *","scheduleKey":"nightly"}""");
        anew.Status.ShouldBe(HttpStatusCode.OK, $"{anew.Body}");
        (anew.Body.Text("misfire"), anew.Body.Text("overlap"), anew.Body.Text("workerLane"), anew.Body.TryGetProperty("endBefore", out _))
            .ShouldBe(("RunOnce", "Allow", "default", false));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_payload_that_stays_is_the_key_of_a_rule_that_has_none_unless_it_is_encrypted(bool isEncrypted)
    {
        await using var app = await ApiApp.StartAsync(cluster: config =>
        {
            if (isEncrypted)
            {
                config.EncryptPayloads(new PayloadKey("k1", new byte[PayloadKey.Size]));
            }
        });
        using var client = app.Caller("admin");
        await app.UntilDefinitionsAreKnownAsync();
        const string Plain = """{"type":"greet","cron":"0 3 * * *","scheduleKey":"nightly","payload":{"Name":"Ada"}}""";
        const string Unique = """{"type":"greet","cron":"0 4 * * *","scheduleKey":"nightly","unique":{"while":"Waiting"}}""";
        string made = (await client.PostJsonAsync(Jobs, Plain)).Body.Text("id");

        (await client.PostJsonAsync(Jobs, """{"type":"greet","cron":"0 5 * * *","scheduleKey":"nightly"}"""))
            .Status.ShouldBe(HttpStatusCode.OK);
        var ruled = await client.PostJsonAsync(Jobs, Unique);

        ruled.Status.ShouldBe(isEncrypted ? HttpStatusCode.BadRequest : HttpStatusCode.OK, $"{ruled.Body}");
        var job = (await client.PostJsonAsync($"clusters/default/schedules/{made}/run-now")).Body;
        var same = (await client.PostJsonAsync(
            Jobs, """{"type":"greet","payload":{"Name":"Ada"},"unique":{"while":"Waiting"}}""")).Body;
        same.GetProperty("isNew").GetBoolean().ShouldBe(isEncrypted);
        (isEncrypted || same.Text("id") == job.Text("id")).ShouldBeTrue();
        var revealed = (await client.PostJsonAsync($"clusters/default/jobs/{job.Text("id")}/reveal")).Body;
        revealed.GetProperty("payload").Text("Name").ShouldBe("Ada");
    }

    /// <summary>The request is completed by the version that it replaces, so a change that came in between is kept.</summary>
    [Fact]
    public async Task A_change_that_comes_in_between_is_not_lost()
    {
        string path = await MadeAsync();
        int asked = 0;
        var request = new RecurringRequest(JobRequest.ForDefinition("greet"), CronExprCompiler.TypeId, "0 5 * * *")
        {
            Options = new RecurringScheduleOptions { Key = "nightly" },
            KeepsUnset = true,
            MayChange = _ => ++asked > 1 || ChangesMeanwhile(path),
        };

        var changed = await App.Jobs.RecurringAsync(request);

        asked.ShouldBe(2, "the change that came in between was seen");
        (changed.Overlap, changed.Priority, changed.Expression, changed.Misfire)
            .ShouldBe((OverlapPolicy.Wait, JobMasterPriority.Low, "0 5 * * *", MisfirePolicy.RunAll));
    }

    private bool ChangesMeanwhile(string path) => Task.Run(() =>
        Client.SendJsonAsync(HttpMethod.Patch, path, """{"overlap":"Wait","priority":"Low"}""")).Result.Status == HttpStatusCode.OK;

    private async Task<string> MadeAsync()
    {
        var made = await Client.PostJsonAsync(Jobs, Made);
        made.Status.ShouldBe(HttpStatusCode.Created, $"{made.Body}");
        string path = $"clusters/default/schedules/{made.Body.Text("id")}";
        (await Client.SendJsonAsync(HttpMethod.Patch, path, Policies)).Status.ShouldBe(HttpStatusCode.OK);
        return path;
    }

    private static string Others(JsonElement schedule, string changed = "expression") => string.Join(
        '\n',
        schedule.EnumerateObject().Where(member => member.Name != changed && member.Name is not ("nextAt" or "updatedAt"))
            .Select(member => $"{member.Name}: {member.Value}"));
}
