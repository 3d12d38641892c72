using System.Net;
using System.Text.Json;
using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.AspNetCore.Tests;

/// <summary>A caller without Reveal can change a payload, and cannot lose what it does not see.</summary>
public sealed class HiddenPayloadTests : AdminTests
{
    private const string Cluster = "clusters/default";
    private const string Secret = """{"Name":"Ada","ApiToken":"hunter22","Note":"as hunter22"}""";
    private const string Sent = """{"Name":"Eve","ApiToken":"***"}""";

    [Theory]
    [InlineData(Sent, "$.payload.ApiToken")]
    [InlineData("""{"Name":"Eve","apitoken":["***"]}""", "$.payload.apitoken")]
    [InlineData("""{"Deep":[{"Password":"\u002a**"}]}""", "$.payload.Deep[0].Password")]
    [InlineData("""{"ApiToken":"new","Note":"as ***"}""", "$.payload.Note")]
    public async Task A_hidden_value_of_a_job_cannot_be_replaced_by_what_stands_for_it(string payload, string path)
    {
        var job = await JobAsync(Secret);
        using var client = App.Caller("operator");
        string body = $$"""{"payload":{{payload}}}""";

        foreach (var (method, route) in new[]
        {
            (HttpMethod.Patch, ""), (HttpMethod.Post, "/replay"), (HttpMethod.Post, "/retry"), (HttpMethod.Post, "/copy"),
        })
        {
            var answer = await client.SendJsonAsync(method, $"{Cluster}/jobs/{job}{route}", body);
            (answer.Status, answer.Body.Text("path")).ShouldBe((HttpStatusCode.BadRequest, path), route);
            answer.Body.Text("detail").ShouldContain("stands for a hidden value");
        }

        (await App.Monitor.Jobs.GetAsync(job))!.MsgDataJson.ShouldBe(Secret);
    }

    [Theory]
    [InlineData(200, "hunter22")]
    [InlineData(900, "hunter22")]
    [InlineData(1, "\\ud800")]
    public async Task A_payload_that_is_deep_or_cannot_be_compared_is_shown_without_its_hidden_values_and_changed(int depth, string token)
    {
        string deep = string.Concat(Enumerable.Repeat("""{"a":""", depth)) + $$"""{"ApiToken":"{{token}}"}""" + new string('}', depth);
        var job = await JobAsync(deep);
        using var client = App.Caller("operator");

        using var seen = await client.GetAsync(new Uri($"{Cluster}/jobs/{job}", UriKind.Relative));
        seen.StatusCode.ShouldBe(HttpStatusCode.OK);
        string shown = await seen.Content.ReadAsStringAsync();
        shown.ShouldContain("\"***\"");
        shown.ShouldNotContain(token);
        (await client.SendJsonAsync(HttpMethod.Patch, $"{Cluster}/jobs/{job}", """{"payload":{"Name":"Eve"}}"""))
            .Status.ShouldBe(HttpStatusCode.OK);

        (await App.Monitor.Jobs.GetAsync(job))!.MsgDataJson.ShouldBe("""{"Name":"Eve"}""");
    }

    [Fact]
    public async Task Stars_that_hide_nothing_and_those_of_one_who_may_reveal_are_stored()
    {
        var job = await JobAsync("""{"Rating":"***","ApiToken":"hunter22"}""");
        using var client = App.Caller("operator");

        (await client.SendJsonAsync(
            HttpMethod.Patch, $"{Cluster}/jobs/{job}", """{"payload":{"Rating":"***","Other":"***","ApiToken":"new-one"}}"""))
            .Status.ShouldBe(HttpStatusCode.OK);
        (await Client.SendJsonAsync(HttpMethod.Patch, $"{Cluster}/jobs/{job}", $$"""{"payload":{{Sent}}}"""))
            .Status.ShouldBe(HttpStatusCode.OK);

        (await App.Monitor.Jobs.GetAsync(job))!.MsgDataJson.ShouldBe(Sent);
    }

    [Theory]
    [InlineData("""{"kind":"Change","filter":{"definitionId":"other"},"change":{"payload":PAYLOAD}}""", "$.change.payload.ApiToken")]
    [InlineData("""{"kind":"Replay","filter":{"definitionId":"other"},"replay":{"payload":PAYLOAD}}""", "$.replay.payload.ApiToken")]
    public async Task Nor_can_those_of_many_jobs(string body, string path)
    {
        var job = await JobAsync(Secret);
        using var client = App.Caller("operator");

        var answer = await client.PostJsonAsync($"{Cluster}/operations", body.Replace("PAYLOAD", Sent, StringComparison.Ordinal));

        (answer.Status, answer.Body.Text("path")).ShouldBe((HttpStatusCode.BadRequest, path));
        answer.Body.Text("detail").ShouldContain("let a caller with Reveal make the change");
        (await App.Monitor.Jobs.GetAsync(job))!.MsgDataJson.ShouldBe(Secret);
    }

    [Fact]
    public async Task Nor_can_that_of_a_schedule_whether_by_its_id_or_its_key()
    {
        const string schedule = """{"type":"other","cron":"0 3 * * *","scheduleKey":"nightly","payload":PAYLOAD}""";
        var made = await Client.PostJsonAsync($"{Cluster}/jobs", schedule.Replace("PAYLOAD", Secret, StringComparison.Ordinal));
        made.Status.ShouldBe(HttpStatusCode.Created);
        using var operates = App.Caller("operator");
        using var submits = App.Caller("submitter");

        var byId = await operates.SendJsonAsync(
            HttpMethod.Patch, $"{Cluster}/schedules/{made.Body.Text("id")}", $$"""{"payload":{{Sent}}}""");
        var byKey = await submits.PostJsonAsync($"{Cluster}/jobs", schedule.Replace("PAYLOAD", Sent, StringComparison.Ordinal));

        (byId.Status, byId.Body.Text("path")).ShouldBe((HttpStatusCode.BadRequest, "$.payload.ApiToken"));
        (byKey.Status, byKey.Body.Text("path")).ShouldBe((HttpStatusCode.BadRequest, "$.payload.ApiToken"));
        (await App.Monitor.Schedules.GetAsync(made.Body.GetProperty("id").GetGuid()))!.MsgData.ToJson().ShouldBe(Secret);
    }

    [Fact]
    public async Task A_schedule_shows_no_hidden_value_in_a_member_before_it()
    {
        const string schedule =
            """
            {"type":"other","cron":"0 3 * * *","payload":{"Card":"hunter22","Password":"hunter22","Sum":"m-4711"},
             "metadata":{"ApiToken":"m-4711"}}
            """;
        var made = await Client.PostJsonAsync($"{Cluster}/jobs", schedule);
        made.Status.ShouldBe(HttpStatusCode.Created);
        using var reader = App.Caller("reader");

        var shown = (await reader.GetJsonAsync($"{Cluster}/schedules/{made.Body.Text("id")}")).Body.GetProperty("payload");

        (shown.Text("Card"), shown.Text("Password"), shown.Text("Sum")).ShouldBe(("***", "***", "***"));
    }

    [Theory]
    [InlineData("""{"Card":"hunter22","Amount":9,"Password":"hunter22"}""", null)]
    [InlineData("""{"Card":"m-4711","Amount":9}""", "m-4711")]
    public async Task A_patch_is_made_where_another_member_repeats_a_hidden_value(string payload, string? token)
    {
        var job = await JobAsync(payload, token);
        using var client = App.Caller("operator");
        var (_, seen, response) = await client.GetJsonAsync($"{Cluster}/jobs/{job}");
        seen.GetProperty("payload").Text("Card").ShouldBe("***");

        var patched = await client.SendJsonAsync(
            HttpMethod.Patch, $"{Cluster}/jobs/{job}",
            $$"""
            {"payloadPatch":[{"op":"replace","path":"/Amount","value":10}],"payloadRevision":"{{seen.Text("payloadRevision")}}"}
            """,
            ("If-Match", response.Headers.ETag!.ToString()));

        (patched.Status, patched.Body.Text("result")).ShouldBe((HttpStatusCode.OK, "changed"));
        var stored = MessageData.Parse((await App.Monitor.Jobs.GetAsync(job))!.MsgDataJson!);
        (stored.GetIntValue("Amount"), stored.GetStringValue("Card")).ShouldBe((10, token ?? "hunter22"));
    }

    [Fact]
    public async Task A_patch_is_made_where_an_attempt_tells_of_a_hidden_value()
    {
        await using var app = await ApiApp.StartAsync(cluster: config => config.AddJobHandler<FailingHandler>().AddWorker().SetAsDefault());
        var job = await app.Jobs.OnceNowAsync(
            "fail", WriteableMessageData.New().SetStringValue("ApiToken", "hunter22"), new JobOptions { MaxNumberOfRetries = 0 });
        await FailedAsync();
        var cluster = app.App.Services.GetRequiredService<IJobMasterCluster>();
        var data = WriteableMessageData.New().SetStringValue("Card", "hunter22").SetStringValue("ApiToken", "another");
        (await cluster.Failures.ReplayAsync([job.Id], new JobReplay { Data = data })).ShouldHaveSingleItem();
        await Eventually.BecomesAsync(
            "it fails again", async () => (await app.Monitor.Jobs.GetAttemptsAsync(job.Id)).Count > 1, TestTime.Patience);
        await FailedAsync();
        using var client = app.Caller("operator");
        var seen = (await client.GetJsonAsync($"{Cluster}/jobs/{job.Id}")).Body;
        seen.GetProperty("payload").Text("Card").ShouldBe("***");

        var replayed = await client.PostJsonAsync(
            $"{Cluster}/jobs/{job.Id}/replay",
            $$"""
            {"payloadPatch":[{"op":"add","path":"/Amount","value":10}],"payloadRevision":"{{seen.Text("payloadRevision")}}"}
            """);

        replayed.Status.ShouldBe(HttpStatusCode.OK);

        Task FailedAsync() => Eventually.BecomesAsync(
            "it fails", async () => (await app.Monitor.Jobs.GetAsync(job.Id))!.State == JobState.Failed, TestTime.Patience);
    }

    [Theory]
    [InlineData("replay")]
    [InlineData("retry")]
    [InlineData("copy")]
    public async Task What_keeps_a_job_from_another_definition_tells_no_hidden_value(string route)
    {
        var job = await JobAsync("""{"Name":{"ApiToken":"hunter22"}}""");
        using var client = App.Caller("operator");
        string path = $"{Cluster}/jobs/{job}";

        var answer = await client.PostJsonAsync($"{path}/{route}", """{"definitionId":"greet"}""");
        var patched = await PatchedAsync(client);
        var revealed = await PatchedAsync(Client);

        (answer.Status, patched.Status, revealed.Status).ShouldBe(
            (HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, HttpStatusCode.BadRequest));
        answer.Body.Text("detail").ShouldContain("does not fit definition 'greet': $.Name must be a string");
        patched.Body.Text("detail").ShouldContain("is not shown to 'operator'");
        $"{answer.Body}{patched.Body}".ShouldNotContain("hunter");
        revealed.Body.Text("detail").ShouldContain("hunter22");

        async Task<(HttpStatusCode Status, JsonElement Body, HttpResponseMessage Response)> PatchedAsync(HttpClient caller)
        {
            string revision = (await caller.GetJsonAsync(path)).Body.Text("payloadRevision");
            return await caller.PostJsonAsync(
                $"{path}/{route}",
                $$"""
                {"definitionId":"greet","payloadPatch":[{"op":"add","path":"/Number","value":1}],"payloadRevision":"{{revision}}"}
                """);
        }
    }

    [Fact]
    public async Task Neither_a_revision_nor_a_tag_tells_of_a_hidden_value_that_another_member_repeats()
    {
        using var client = App.Caller("operator");

        (await SeenAsync("hunter22")).ShouldBe(await SeenAsync("hunter33"));

        async Task<(string, string)> SeenAsync(string secret)
        {
            var job = await JobAsync($$"""{"Card":"{{secret}}","Password":"{{secret}}"}""");
            var (_, body, response) = await client.GetJsonAsync($"{Cluster}/jobs/{job}");
            return (body.Text("payloadRevision"), response.Headers.ETag!.ToString());
        }
    }

    private async Task<Guid> JobAsync(string payload, string? token = null)
    {
        var request = JobRequest.ForDefinition("other", MessageData.Parse(payload)) with
        {
            At = DateTimeOffset.UnixEpoch.AddYears(90),
            Options = new JobOptions
            {
                Metadata = token is null ? null : JobMetadata.Parse($$"""{"ApiToken":"{{token}}"}"""),
            },
        };
        return (await App.Jobs.ScheduleAsync(request)).Id;
    }

    [JobMasterDefinitionId("fail")]
    private sealed class FailingHandler : IJobHandler
    {
        public Task HandleAsync(JobContext job) => throw new InvalidOperationException("It fails.");
    }
}
