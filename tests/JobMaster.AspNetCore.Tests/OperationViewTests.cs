using System.Net;
using System.Text.Json;

namespace JobMaster.AspNetCore.Tests;

/// <summary>An operation shows what was asked of it, in its own view, in the list and in the audit; but no payload.</summary>
public sealed class OperationViewTests : AdminTests
{
    private const string Operations = "clusters/default/operations";

    [Fact]
    public async Task A_change_shows_what_it_changes()
    {
        var shown = await StartedAsync(
            """
            {"kind":"Change","filter":{"definitionId":"greet"},"maxPerSecond":100,"max":50,
             "change":{"priority":"High","workerLane":"mail","at":"2040-01-01T08:00:00Z","removesExpiry":true,"payload":{"Name":"hidden"}}}
            """);

        shown.GetProperty("change").GetRawText().ShouldBe(
            """{"priority":"High","workerLane":"mail","at":"2040-01-01T08:00:00+00:00","runNow":false,"removesExpiry":true"""
            + ""","changesPayload":true}""");
        (shown.GetProperty("maxPerSecond").GetInt32(), shown.GetProperty("max").GetInt64()).ShouldBe((100, 50));
        shown.TryGetProperty("replay", out _).ShouldBeFalse();
        shown.TryGetProperty("tryFirst", out _).ShouldBeFalse();
        (await AuditedAsync()).ShouldBe(
            """{"kind":"Change","matched":0,"maxJobs":50"""
            + ""","maxPerSecond":100,"priority":"High","lane":"mail","dueAt":"2040-01-01T08:00:00Z","expiresAt":null,"msgDataChanged":true}""");
    }

    [Fact]
    public async Task A_replay_shows_what_its_jobs_get()
    {
        var shown = await StartedAsync(
            """
            {"kind":"Replay","filter":{"definitionId":"greet"},"tryFirst":5,
             "replay":{"definitionId":"other","workerLane":"mail","priority":"Low"}}
            """);

        shown.GetProperty("replay").GetRawText().ShouldBe(
            """{"workerLane":"mail","priority":"Low","definitionId":"other","changesPayload":false}""");
        shown.GetProperty("tryFirst").GetInt32().ShouldBe(5);
        shown.TryGetProperty("change", out _).ShouldBeFalse();
        shown.TryGetProperty("max", out _).ShouldBeFalse();
        (await AuditedAsync()).ShouldBe(
            """{"kind":"Replay","matched":0,"maxJobs":null,"tryFirst":5,"priority":"Low","lane":"mail","definition":"other"}""");
    }

    [Fact]
    public async Task An_operation_that_changes_no_values_shows_none()
    {
        var shown = await StartedAsync("""{"kind":"Cancel","filter":{"definitionId":"greet"}}""");

        string[] values = ["change", "replay", "tryFirst", "maxPerSecond", "max"];
        shown.EnumerateObject().Select(member => member.Name).Intersect(values).ShouldBeEmpty();
        (await AuditedAsync()).ShouldBe("""{"kind":"Cancel","matched":0,"maxJobs":null}""");
    }

    /// <summary>The same in the answer, in the list, and when it is read.</summary>
    private async Task<JsonElement> StartedAsync(string sent)
    {
        var (status, body, _) = await Client.PostJsonAsync(Operations, sent);
        status.ShouldBe(HttpStatusCode.Created, $"{body}");
        var read = (await Client.GetJsonAsync($"{Operations}/{body.Text("id")}")).Body;
        var listed = (await Client.GetJsonAsync(Operations)).Body.GetProperty("operations").EnumerateArray().ShouldHaveSingleItem();
        foreach (string name in new[] { "change", "replay", "tryFirst", "maxPerSecond", "max" })
        {
            Raw(listed, name).ShouldBe(Raw(body, name), name);
            Raw(read, name).ShouldBe(Raw(body, name), name);
        }

        return read;
    }

    private static string? Raw(JsonElement view, string name) => view.TryGetProperty(name, out var value) ? value.GetRawText() : null;

    private async Task<string> AuditedAsync()
    {
        var entries = (await Client.GetJsonAsync("clusters/default/audit?action=operation.start")).Body.GetProperty("entries");
        return entries.EnumerateArray().ShouldHaveSingleItem().Text("after");
    }
}
