using System.Net;
using System.Text.Json;
using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;

namespace JobMaster.AspNetCore.Tests;

/// <summary>An order that has nothing to lift says so, and an order that is repeated says what it said.</summary>
public sealed class OrderNoteTests : IAsyncLifetime
{
    private const string Cluster = "clusters/default";

    private ApiApp _app = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _app = await ApiApp.StartAsync(
            cluster: config =>
            {
                config.AddAgentConnectionConfig("Agent-1").UseInMemoryForAgent();
                config.AddWorker(worker => worker.WorkerName("mailer").WorkerLane("mail"));
            });
        _client = _app.Caller("admin");
        await _app.UntilDefinitionsAreKnownAsync();
        await Eventually.BecomesAsync(
            "the worker is there", async () => (await _app.Monitor.Workers.ListAsync()).Count == 1, TestTime.Patience);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    [Theory]
    [InlineData("workers/mailer/uncordon", "{}", "Worker 'mailer' was not cordoned.")]
    [InlineData("workers/mailer/start", "{}", "Worker 'mailer' was not stopped.")]
    [InlineData("workers/mailer/concurrency", """{"concurrency":null}""", "Worker 'mailer' was not given another 'concurrency'.")]
    [InlineData("workers/mialer/uncordon", "{}", "Worker 'mialer' was not cordoned. No worker 'mialer' is known now; known are mailer.")]
    [InlineData("workers/mialer/start", "{}", "Worker 'mialer' was not stopped. No worker 'mialer' is known now; known are mailer.")]
    [InlineData("lanes/mail/resume", "{}", "Lane 'mail' was not paused.")]
    [InlineData("lanes/mial/resume", "{}", "Lane 'mial' was not paused. No lane 'mial' is known now; known are mail.")]
    [InlineData("agents/Agent-1/resume", "{}", "Agent 'Agent-1' was not drained.")]
    [InlineData("agents/Agent-l/resume", "{}", "Agent 'Agent-l' was not drained. No agent 'Agent-l' is known now; known are Agent-1.")]
    [InlineData("definitions/greet/resume", "{}", "Definition 'greet' was not paused.")]
    [InlineData(
        "definitions/gret/resume", "{}",
        "Definition 'gret' was not paused. No node has, or had, the definition 'gret'. GET …/definitions lists the known ones.")]
    public async Task What_has_nothing_to_lift_says_so(string path, string sent, string note)
    {
        var (status, body, _) = await _client.PostJsonAsync($"{Cluster}/{path}", sent);

        (status, body.Text("result"), body.Text("note")).ShouldBe((HttpStatusCode.OK, "unchanged", note));
    }

    [Theory]
    [InlineData("workers/mailer/cordon", "workers/mailer/uncordon", "{}")]
    [InlineData("workers/mailer/stop", "workers/mailer/start", "{}")]
    [InlineData("lanes/mail/pause", "lanes/mail/resume", "{}")]
    [InlineData("agents/Agent-1/drain", "agents/Agent-1/resume", "{}")]
    [InlineData("definitions/greet/pause", "definitions/greet/resume", "{}")]
    public async Task What_has_something_to_lift_has_no_note(string path, string lift, string sent)
    {
        (await MadeAsync(path, sent)).TryGetProperty("note", out _).ShouldBeFalse();
        (await MadeAsync(lift, sent)).TryGetProperty("note", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task An_order_to_another_host_is_named_where_one_is_to_be_lifted()
    {
        var unknown = await MadeAsync("workers/mailer/cordon", """{"host":"web-1"}""");
        unknown.Text("note").ShouldBe($"No worker 'mailer' runs on host 'web-1' now; it runs on {Environment.MachineName}.");

        var (_, body, _) = await _client.PostJsonAsync($"{Cluster}/workers/mailer/uncordon", "{}");
        (body.Text("result"), body.Text("note")).ShouldBe((
            "unchanged",
            "Worker 'mailer' was not cordoned on every host, but on 'web-1'. Give the 'host' of that order, or none for the order to every "
            + "host."));
        await MadeAsync("workers/mailer/uncordon", """{"host":"web-1"}""");
    }

    [Theory]
    [InlineData("lanes/mial/pause", "{}", "mial")]
    [InlineData("workers/mialer/cordon", "{}", "mialer")]
    [InlineData("workers/mailer/stop", """{"host":"web-1"}""", "web-1")]
    [InlineData("workers/mialer/concurrency", """{"concurrency":2}""", "mialer")]
    [InlineData("agents/Agent-l/drain", "{}", "Agent-l")]
    [InlineData("definitions/gret/pause", "{}", "gret")]
    public async Task An_order_that_is_repeated_with_its_key_has_the_note_of_the_first(string path, string sent, string named)
    {
        (string, string) key = ("Idempotency-Key", "once");
        string first = (await MadeAsync(path, sent, key)).Text("note");

        first.ShouldContain($"'{named}'");
        (await MadeAsync(path, sent, key)).Text("note").ShouldBe(first);
    }

    [Theory]
    [InlineData("copy")]
    [InlineData("replay")]
    [InlineData("retry")]
    public async Task A_job_that_is_run_again_to_an_unserved_lane_with_a_key_has_the_note_twice(string call)
    {
        await using var app = await ApiApp.StartAsync(cluster: config => config.AddWorker().SetAsDefault());
        using var client = app.Caller("admin");
        var job = await app.Jobs.OnceNowAsync(
            "greet", WriteableMessageData.New().SetStringValue("Name", "nobody"), new JobOptions { MaxNumberOfRetries = 0 });
        await Eventually.BecomesAsync(
            "it fails", async () => (await app.Monitor.Jobs.GetAsync(job.Id))!.State == JobState.Failed, TestTime.Patience);
        foreach (int _ in new[] { 1, 2 })
        {
            var (_, body, _) = await client.PostJsonAsync(
                $"{Cluster}/jobs/{job.Id}/{call}", """{"workerLane":"maill"}""", ("Idempotency-Key", "once"));
            body.Text("note").ShouldBe("No live worker serves lane 'maill': a job waits there until one does.");
        }
    }

    private async Task<JsonElement> MadeAsync(string path, string sent, params (string Name, string Value)[] headers)
    {
        var (status, body, _) = await _client.PostJsonAsync($"{Cluster}/{path}", sent, headers);
        (status, body.Text("result")).ShouldBe((HttpStatusCode.OK, "changed"), $"{body}");
        return body;
    }
}
