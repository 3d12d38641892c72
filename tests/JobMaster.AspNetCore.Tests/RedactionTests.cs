using System.Text.Json;
using JobMaster.AspNetCore.Tests.Live;
using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JobMaster.AspNetCore.Tests;

/// <summary>What a payload hides is hidden wherever its job's errors are shown.</summary>
public sealed class RedactionTests : IAsyncLifetime
{
    private const string Token = "tok+hunter&x";
    private const string Cluster = "clusters/default";
    private ApiApp _app = null!;
    private Guid _job;

    public async Task InitializeAsync()
    {
        _app = await ApiApp.StartAsync(
            cluster: config => config.AddJobHandler<TellHandler>().AddJobHandler<EchoHandler>().AddWorker().SetAsDefault());
        var job = await _app.Jobs.OnceNowAsync(
            "tell", WriteableMessageData.New().SetStringValue("ApiToken", Token), new JobOptions { MaxNumberOfRetries = 0 });
        _job = job.Id;
        await Eventually.BecomesAsync(
            "the job fails", async () => (await _app.Monitor.Jobs.GetAsync(_job))!.State == JobState.Failed, TestTime.Patience);
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Theory]
    [InlineData("failures")]
    [InlineData("failures/{group}")]
    [InlineData("jobs/{id}")]
    [InlineData("jobs/{id}/explanation")]
    [InlineData("jobs/{id}/attempts")]
    [InlineData("jobs/{id}/timeline")]
    public async Task A_reader_sees_no_hidden_value_where_one_who_may_reveal_sees_it(string route)
    {
        string group = (await _app.Monitor.Failures.ListGroupsAsync()).ShouldHaveSingleItem().Fingerprint;
        string path = $"{Cluster}/{route.Replace("{id}", $"{_job}").Replace("{group}", group)}";
        using var reader = _app.Caller("reader");
        using var revealer = _app.Caller("revealer");

        string shown = (await reader.GetJsonAsync(path)).Body.GetRawText();
        string revealed = (await revealer.GetJsonAsync(path)).Body.GetRawText();

        shown.ShouldNotContain("hunter");
        shown.ShouldContain("***");
        revealed.ShouldContain("hunter");
    }

    [Theory]
    [InlineData("failures")]
    [InlineData("failures/{group}")]
    [InlineData("jobs/{id}")]
    [InlineData("jobs/{id}/explanation")]
    [InlineData("jobs/{id}/attempts")]
    [InlineData("jobs/{id}/timeline")]
    [InlineData("jobs/{id}/log")]
    public async Task Texts_of_a_job_whose_payload_is_encrypted_are_hidden_from_a_reader(string route)
    {
        await using var app = await ApiApp.StartAsync(cluster: config => config
            .EncryptPayloads(new PayloadKey("k1", new byte[PayloadKey.Size])).AddJobHandler<TellHandler>().AddWorker().SetAsDefault());
        var job = await app.Jobs.OnceNowAsync("tell", Tokens(Token), new JobOptions { MaxNumberOfRetries = 0 });
        await Eventually.BecomesAsync(
            "the job fails", async () => (await app.Monitor.Jobs.GetAsync(job.Id))!.State == JobState.Failed, TestTime.Patience);
        string group = (await app.Monitor.Failures.ListGroupsAsync()).ShouldHaveSingleItem().Fingerprint;
        string path = $"{Cluster}/{route.Replace("{id}", $"{job.Id}").Replace("{group}", group)}";
        using var reader = app.Caller("reader");
        using var revealer = app.Caller("revealer");

        string shown = (await reader.GetJsonAsync(path)).Body.GetRawText();
        string revealed = (await revealer.GetJsonAsync(path)).Body.GetRawText();

        shown.ShouldNotContain("hunter");
        shown.ShouldContain(route.EndsWith("log", StringComparison.Ordinal) ? "***" : "System.InvalidOperationException: ***");
        revealed.ShouldContain("hunter");
    }

    [Theory]
    [InlineData("jobs/{id}")]
    [InlineData("jobs/{id}/attempts")]
    [InlineData("jobs/{id}/timeline")]
    [InlineData("jobs/{id}/log")]
    [InlineData("operations")]
    public async Task Texts_from_before_a_payload_was_changed_are_hidden_from_a_reader(string route)
    {
        var job = await _app.Jobs.OnceNowAsync("tell", Tokens("hunter-old"), new JobOptions { MaxNumberOfRetries = 3 });
        await Eventually.BecomesAsync(
            "the job waits for its next attempt",
            async () => await _app.Monitor.Jobs.GetAsync(job.Id) is { Error: not null, State: JobState.Ready or JobState.Scheduled },
            TestTime.Patience);
        using var admin = _app.Caller("admin");
        using var reader = _app.Caller("operator");
        string path = $"{Cluster}/{route.Replace("{id}", $"{job.Id}")}";
        (await SeenAsync(reader)).ShouldContain("***");

        (await admin.SendJsonAsync(
            HttpMethod.Patch, $"{Cluster}/jobs/{job.Id}", """{"payload":{"ApiToken":"another one"},"at":"2040-01-01T00:00:00Z"}"""))
            .Status.ShouldBe(System.Net.HttpStatusCode.OK);

        string shown = await SeenAsync(reader);
        shown.ShouldNotContain("hunter-old");
        shown.ShouldContain("***");
        (await SeenAsync(admin)).ShouldContain("hunter-old");

        async Task<string> SeenAsync(HttpClient client) => route == "operations"
            ? (await client.PostJsonAsync(path, $$"""{"kind":"Cancel","ids":["{{job.Id}}"],"dryRun":true}""")).Body.GetRawText()
            : (await client.GetJsonAsync(path)).Body.GetRawText();
    }

    [Fact]
    public async Task A_result_shows_neither_a_hidden_member_nor_a_hidden_value_of_the_payload()
    {
        var job = await _app.Jobs.OnceNowAsync("echo", Tokens(Token));
        await Eventually.BecomesAsync(
            "the job succeeds", async () => (await _app.Monitor.Jobs.GetAsync(job.Id))!.State == JobState.Succeeded, TestTime.Patience);
        using var reader = _app.Caller("reader");
        using var revealer = _app.Caller("revealer");

        (await ResultAsync(reader)).ShouldBe(("***", "Sent with ***.", "7"));
        (await ResultAsync(revealer)).ShouldBe(("own-of-the-result", $"Sent with {Token}.", "7"));

        async Task<(string, string, string)> ResultAsync(HttpClient client)
        {
            var result = (await client.GetJsonAsync($"{Cluster}/jobs/{job.Id}")).Body.GetProperty("result");
            return (result.Text("Secret"), result.Text("Words"), result.GetProperty("Count").GetRawText());
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("/explanation")]
    [InlineData("/attempts")]
    [InlineData("/timeline")]
    [InlineData("/log")]
    public async Task The_hidden_values_of_a_payload_that_a_replay_replaced_stay_hidden(string route)
    {
        var replay = new JobReplay { Data = WriteableMessageData.New().SetStringValue("ApiToken", "another one") };
        var cluster = _app.App.Services.GetRequiredService<IJobMasterCluster>();
        (await cluster.Failures.ReplayAsync([_job], replay)).ShouldHaveSingleItem();
        await Eventually.BecomesAsync(
            "it fails again",
            async () => await _app.Monitor.Jobs.GetAsync(_job) is { State: JobState.Failed } job && job.Error!.Contains("another one"),
            TestTime.Patience);
        using var reader = _app.Caller("reader");

        string shown = (await reader.GetJsonAsync($"{Cluster}/jobs/{_job}{route}")).Body.GetRawText();

        shown.ShouldNotContain("hunter");
        shown.ShouldNotContain("another one");
    }

    [Fact]
    public async Task A_live_stream_shows_no_hidden_value_to_anybody()
    {
        using var admin = _app.Caller("admin");
        await using var stream = await EventStream.OpenAsync(admin, "failures");

        var failures = await stream.NextAsync("failures");

        JsonElement.Parse(failures.Data).GetProperty("groups")[0].Text("title")
            .ShouldBe("System.InvalidOperationException: The token is ***.");
    }

    [Fact]
    public async Task A_result_of_a_job_whose_payload_is_encrypted_is_hidden_as_a_whole()
    {
        var job = (await _app.Monitor.Jobs.GetAsync(_job))! with
        {
            Error = "Some.Error: tok+hunter&x\nand more",
            ProgressText = "at hunter",
        };
        var redactor = new Access.Redactor(["*token*"], reveals: false);
        redactor.Conceal(job, [], isAll: true);

        redactor.Result("""{"Echo":"hunter"}""").ShouldBe("\"***\"");
        redactor.Result(null).ShouldBeNull();
        redactor.Text("It is over: Some.Error: tok+hunter&x.").ShouldBe("It is over: Some.Error: ***.");
        redactor.Text(job.ProgressText).ShouldBe("***");
        var revealing = new Access.Redactor(["*token*"], reveals: true);
        revealing.Conceal(job, [], isAll: true);
        revealing.Result("""{"Echo":"hunter"}""").ShouldBe("""{"Echo":"hunter"}""");
        revealing.Text(job.Error).ShouldBe(job.Error);
    }

    [Theory]
    [InlineData("""{"Text":"as tok\u002Bhunter\u0026x"}""")]
    [InlineData("""{"Text":["as tok+hunter&x"]}""")]
    [InlineData("""{"Text":"{\"Token\":\"tok\\u002Bhunter\\u0026x\"}"}""")]
    public void A_hidden_value_is_found_in_whatever_way_JSON_writes_it(string json)
    {
        var redactor = new Access.Redactor(["*token*"], reveals: false);
        redactor.Json("""{"ApiToken":"tok+hunter&x"}""").ShouldBe("""{"ApiToken":"***"}""");

        redactor.Json(json)!.ShouldNotContain("hunter");
    }

    [Theory]
    [InlineData("the object {\"ApiToken\":\"tok+hunt…", "the object {\"ApiToken\":\"***…")]
    [InlineData("tok+… and tok+hunter&… and tok+hunter&x…", "***… and ***… and ***…")]
    [InlineData("tok… and stop…", "tok… and stop…")]
    [InlineData("totok+h… to", "to***… to")]
    public void What_is_left_of_a_hidden_value_where_a_text_was_cut_is_hidden(string text, string shown)
    {
        var redactor = new Access.Redactor(["*token*"], reveals: false);
        redactor.Json("""{"ApiToken":"tok+hunter&x"}""").ShouldBe("""{"ApiToken":"***"}""");

        redactor.Text(text).ShouldBe(shown);
        redactor.Text(text.PadLeft(2000) + "tok+hunt").ShouldBe(shown.PadLeft(2000 - text.Length + shown.Length) + "***");
    }

    [Theory]
    [InlineData("""{"\ud800":1,"ApiToken":"hunter22"}""")]
    [InlineData("""{"ApiToken":["\ud800","hunter22"]}""")]
    public void Where_a_payload_cannot_be_compared_with_anything_all_texts_of_its_job_are_hidden(string payload)
    {
        var redactor = new Access.Redactor(["*token*"], reveals: false);
        redactor.Json(payload).ShouldBe("\"***\"");

        redactor.Text("It is hunter22.").ShouldBe("***");
        redactor.Json("""{"Echo":"hunter22"}""").ShouldBe("""{"Echo":"***"}""");
    }

    [Theory]
    [InlineData("""{"ApiToken":"\u0068unter22"}""", "must be a number, but is the string \"\\u0068unter22\"")]
    [InlineData("""{"ApiToken":"hunter22\r\nof Ada"}""", "It is over: Failed, the key hunter22.")]
    public void A_hidden_value_is_found_as_the_payload_writes_it_and_up_to_the_end_of_its_line(string payload, string text)
    {
        var redactor = new Access.Redactor(["*token*"], reveals: false);
        redactor.Json(payload).ShouldBe("""{"ApiToken":"***"}""");

        redactor.Text(text)!.ShouldNotContain("unter");
    }

    [Fact]
    public void A_short_value_hides_no_part_of_other_texts_however_JSON_writes_it()
    {
        var redactor = new Access.Redactor(["*token*"], reveals: false);
        redactor.Json("""{"ApiToken":"\u00e9"}""").ShouldBe("""{"ApiToken":"***"}""");

        redactor.Text("""as "\u00e9t\u00e9" or "\u00E9t\u00E9" """).ShouldBe("""as "\u00e9t\u00e9" or "\u00E9t\u00E9" """);
    }

    [Fact]
    public void Deep_JSON_is_read_to_its_end()
    {
        string payload = string.Concat(Enumerable.Repeat("""{"a":""", 200)) + """{"ApiToken":"hunter22"}""" + new string('}', 200);
        var redactor = new Access.Redactor(["*token*"], reveals: false);

        redactor.Json(payload)!.ShouldContain("***");
        redactor.Text("It is hunter22.").ShouldBe("It is ***.");
    }

    [Fact]
    public void Texts_that_are_made_to_take_long_do_not()
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var redactor = new Access.Redactor(["*token*"], reveals: false);
        redactor.Json($$"""{"ApiToken":"{{new string('a', 60_000)}}b"}""");
        string cut = string.Concat(Enumerable.Repeat("aaaa…", 4000));
        redactor.Text(cut).ShouldBe(cut.Replace("aaaa", "***", StringComparison.Ordinal));

        var many = new Access.Redactor(["*token*"], reveals: false);
        string tokens = string.Join(',', Enumerable.Range(0, 9000).Select(n => $"\"{n + 10_000}\""));
        string others = string.Join(',', Enumerable.Range(0, 9000).Select(n => $"\"{n + 50_000}\""));
        many.Json($$"""{"ApiTokens":[{{tokens}}],"Others":[{{others}}]}""");
        many.Json($$"""{"Others":[{{others}}]}""").ShouldNotBeNull().ShouldNotContain("50000");
        many.Text("It is 10001.").ShouldBe("***");

        var both = new Access.Redactor(["*token*"], reveals: false);
        string most = string.Join(',', Enumerable.Range(0, 1990).Select(n => $"\"{n + 10_000}\""));
        string texts = string.Join(',', Enumerable.Range(0, 100_000).Select(n => $"\"x {n}\""));
        both.Json($$"""{"ApiTokens":[{{most}}],"Texts":[{{texts}}]}""").ShouldNotBeNull().ShouldNotContain("x 10001");
        both.Json($$"""{"Texts":[{{texts}}]}""").ShouldNotBeNull().ShouldNotContain("x 10001");
        both.Text("It is another.").ShouldBe("***", "it has looked long enough");

        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void A_text_that_was_cut_at_a_length_hides_the_beginning_of_a_value_at_its_end_though_it_is_shorter_as_it_is_shown()
    {
        var redactor = new Access.Redactor(["*token*"], reveals: false);
        redactor.Json("""{"ApiTokens":["hunter22hunter22","wonderland"]}""");

        redactor.Text("hunter22hunter22".PadRight(994) + "wonder").ShouldBe("***".PadRight(981) + "***");
    }

    [Fact]
    public void What_is_too_deep_to_be_read_hides_all_texts()
    {
        var redactor = new Access.Redactor(["*token*"], reveals: false);

        redactor.Json(new string('[', 2000) + new string(']', 2000)).ShouldBe("\"***\"");

        redactor.Text("It is hunter22.").ShouldBe("***");
    }

    [Theory]
    [InlineData("System.InvalidOperationException: hunter", "System.InvalidOperationException: ***")]
    [InlineData("sk_live_hunter: refused by the bank", "***")]
    [InlineData("eyJhbGci.hunter.x: refused", "***")]
    [InlineData("MailException: hunter", "***")]
    [InlineData("hunter", "***")]
    public void Of_an_error_of_which_nothing_may_be_shown_the_type_of_its_exception_is(string error, string shown) =>
        Access.Redactor.Concealed(error).ShouldBe(shown);

    private static WriteableMessageData Tokens(string token) => WriteableMessageData.New().SetStringValue("ApiToken", token);

    [JobMasterDefinitionId("tell")]
    private sealed class TellHandler : IJobHandler
    {
        public Task HandleAsync(JobContext job)
        {
            job.Attempt.ReportProgress(0.5, $"Uses {job.MsgData.GetStringValue("ApiToken")}.");
            job.Attempt.Log(LogLevel.Information, $"Uses {job.MsgData.GetStringValue("ApiToken")}.");
            throw new InvalidOperationException($"The token is {job.MsgData.GetStringValue("ApiToken")}.");
        }
    }

    private sealed record Echo(string Secret, string Words, int Count);

    [JobMasterDefinitionId("echo")]
    private sealed class EchoHandler : IJobHandler
    {
        public Task HandleAsync(JobContext job)
        {
            job.Attempt.SetResult(new Echo("own-of-the-result", $"Sent with {job.MsgData.GetStringValue("ApiToken")}.", 7));
            return Task.CompletedTask;
        }
    }
}
