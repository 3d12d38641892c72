using System.Net;
using JobMaster.Conformance.Jobs;

namespace JobMaster.AspNetCore.Tests;

/// <summary>Names with a slash in routes: a caller writes it as %2F, and the text "%2F" as %252F.</summary>
public sealed class RouteNameTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_name_in_a_route_may_hold_a_slash(bool overKestrel)
    {
        await using var app = await ApiApp.StartAsync(
            cluster: config => config.AddJobHandler<SlashHandler>().AddWorker().WorkerName("w/1").WorkerLane("a/b"),
            overKestrel: overKestrel);
        using var client = app.Caller("admin");
        await Conformance.Eventually.BecomesAsync(
            "the definition is known", async () => await app.Monitor.Definitions.GetAsync("mail/send") is not null, TestTime.Patience);

        await ChangesAsync(client, "lanes/a%2Fb/pause");
        (await LanePausesAsync(app)).ShouldBe(["a/b"]);
        await ChangesAsync(client, "lanes/a%2fb/resume?");
        (await LanePausesAsync(app)).ShouldBeEmpty();

        await ChangesAsync(client, "definitions/mail%2Fsend/pause");
        (await app.Monitor.Definitions.GetAsync("mail/send"))!.Pause.ShouldNotBeNull();
        await ChangesAsync(client, "workers/w%2F1/cordon");
        (await app.Monitor.Workers.ListAsync()).Single().State.ShouldBe(WorkerState.Cordoned);

        var definition = await client.GetJsonAsync("clusters/default/definitions/mail%2Fsend");
        (definition.Status, definition.Body.Text("id")).ShouldBe((HttpStatusCode.OK, "mail/send"));
        (await client.PostJsonAsync("clusters/default/definitions/mail%2Fsend/validate", "{}")).Status.ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>On Kestrel: the test host does not give a path as it was sent.</summary>
    [Fact]
    public async Task A_name_may_hold_the_text_of_an_encoded_slash()
    {
        await using var app = await ApiApp.StartAsync(pathBase: "/base", overKestrel: true);
        using var client = app.Caller("admin");

        (await client.PostJsonAsync("clusters/default/lanes/a%252Fb/pause", "{}")).Status.ShouldBe(HttpStatusCode.OK);

        (await LanePausesAsync(app)).ShouldBe(["a%2Fb"]);
        var missing = await client.GetJsonAsync("clusters/default/definitions/mail%252Fsend");
        missing.Status.ShouldBe(HttpStatusCode.NotFound);
        missing.Body.Text("detail").ShouldContain("'mail%2Fsend'");
    }

    [Fact]
    public async Task One_key_in_calls_on_two_names_is_two_calls()
    {
        await using var app = await ApiApp.StartAsync(overKestrel: true);
        using var client = app.Caller("admin");
        foreach (string worker in new[] { "w%2F1", "w%252F1", "W%2F1" })
        {
            var (_, body, _) = await client.PostJsonAsync($"clusters/default/workers/{worker}/cordon", "{}", ("Idempotency-Key", "same"));
            body.Text("note").ShouldContain($"'{Uri.UnescapeDataString(worker)}'");
        }
    }

    private static async Task ChangesAsync(HttpClient client, string path)
    {
        var (status, body, _) = await client.PostJsonAsync($"clusters/default/{path}", "{}");
        (status, body.Text("result"), body.TryGetProperty("note", out _)).ShouldBe((HttpStatusCode.OK, "changed", false), path);
    }

    private static async Task<IReadOnlyList<string>> LanePausesAsync(ApiApp app) =>
        [.. (await app.Monitor.Lanes.ListAsync()).Lanes.Where(lane => lane.Pause is not null).Select(lane => lane.Name)];

    [JobMasterDefinitionId("mail/send")]
    public sealed class SlashHandler : IJobHandler
    {
        public Task HandleAsync(JobContext job) => Task.CompletedTask;
    }
}
