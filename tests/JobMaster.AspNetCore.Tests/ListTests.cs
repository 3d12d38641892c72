using System.Net;
using System.Text.Json;

namespace JobMaster.AspNetCore.Tests;

/// <summary>Lists of operations and of the audit, page by page, and what the audit is asked for.</summary>
public sealed class ListTests : AdminTests
{
    private const string Cluster = "clusters/default";

    [Fact]
    public async Task Operations_are_listed_page_by_page_each_once()
    {
        var started = new List<string>();
        for (int i = 0; i < 3; i++)
        {
            started.Add((await MadeAsync("operations", """{"kind":"Cancel","filter":{"definitionId":"other"}}""")).Text("id"));
        }

        var seen = await AllAsync("operations", "operations", "");

        seen.Select(operation => operation.Text("id")).ShouldBe(started.OrderDescending(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Paused_operations_are_listed_and_a_cursor_belongs_to_their_state()
    {
        var paused = new List<string>();
        foreach (bool pauses in new[] { true, true, false })
        {
            string id = (await MadeAsync("operations", """{"kind":"Cancel","filter":{"definitionId":"other"}}""")).Text("id");
            if (pauses)
            {
                await MadeAsync($"operations/{id}/pause", "{}");
                paused.Add(id);
            }
        }

        (await AllAsync("operations", "operations", "&state=Paused")).Select(operation => operation.Text("id"))
            .ShouldBe(paused.OrderDescending(StringComparer.Ordinal));

        string cursor = (await Client.GetJsonAsync($"{Cluster}/operations?limit=1&state=Paused")).Body.Text("next");
        var (status, body, _) = await Client.GetJsonAsync($"{Cluster}/operations?limit=1&cursor={cursor}");
        (status, body.Text("type")).ShouldBe((HttpStatusCode.BadRequest, "urn:jobmaster:problem:invalid-cursor"));
    }

    [Fact]
    public async Task The_audit_is_listed_page_by_page_each_once_and_a_cursor_belongs_to_its_filter()
    {
        await MadeAsync("lanes/a/pause", "{}");
        await MadeAsync("lanes/b/pause", "{}");
        await MadeAsync("lanes/c/pause", "{}");
        await MadeAsync("definitions/greet/pause", "{}");

        var seen = await AllAsync("audit", "entries", "&targetKind=lane");
        seen.Select(entry => entry.Text("targetId")).ShouldBe(["c", "b", "a"]);

        string cursor = (await Client.GetJsonAsync($"{Cluster}/audit?limit=1&targetKind=lane")).Body.Text("next");
        foreach (string filter in new[] { "", "&targetKind=definition", "&targetKind=lane&who=admin", "&targetKind=lane&action=lane.*" })
        {
            var (status, body, _) = await Client.GetJsonAsync($"{Cluster}/audit?limit=1{filter}&cursor={cursor}");
            (status, body.Text("type")).ShouldBe((HttpStatusCode.BadRequest, "urn:jobmaster:problem:invalid-cursor"), filter);
        }
    }

    [Fact]
    public async Task The_audit_is_asked_by_operator_action_target_and_time()
    {
        await MadeAsync("lanes/a/pause", """{"reason":"first"}""");
        using var other = App.Caller("operator");
        (await other.PostJsonAsync($"{Cluster}/lanes/a/resume", """{"reason":"second"}""")).Status.ShouldBe(HttpStatusCode.OK);
        await MadeAsync("lanes/b/pause", """{"reason":"third"}""");
        string at = Uri.EscapeDataString((await AskedAsync("who=operator")).ShouldHaveSingleItem().Text("at"));

        (await ReasonsAsync("who=operator")).ShouldBe(["second"]);
        (await ReasonsAsync("who=admin")).ShouldBe(["third", "first"]);
        (await ReasonsAsync("who=adm")).ShouldBeEmpty();
        (await ReasonsAsync("action=lane.resume")).ShouldBe(["second"]);
        (await ReasonsAsync("action=lane.*&targetKind=lane&targetId=b")).ShouldBe(["third"]);
        (await ReasonsAsync($"from={at}")).ShouldBe(["third", "second"]);
        (await ReasonsAsync($"before={at}")).ShouldBe(["first"]);
        (await ReasonsAsync($"who=admin&from={at}")).ShouldBe(["third"]);

        async Task<IEnumerable<string>> ReasonsAsync(string query) => (await AskedAsync(query)).Select(entry => entry.Text("reason"));
    }

    [Theory]
    [InlineData("jobs")]
    [InlineData("schedules")]
    [InlineData("operations")]
    [InlineData("audit")]
    public async Task An_offset_of_0_is_taken_and_another_is_refused_with_the_name_of_what_takes_its_place(string list)
    {
        (await Client.GetJsonAsync($"{Cluster}/{list}?offset=0")).Status.ShouldBe(HttpStatusCode.OK);
        var (status, body, _) = await Client.GetJsonAsync($"{Cluster}/{list}?offset=1");
        status.ShouldBe(HttpStatusCode.BadRequest);
        body.Text("detail").ShouldContain("cursor");
    }

    private async Task<IReadOnlyList<JsonElement>> AskedAsync(string query) =>
        [.. (await Client.GetJsonAsync($"{Cluster}/audit?{query}")).Body.GetProperty("entries").EnumerateArray()];

    /// <summary>All of a list in pages of one, with no empty page but the last.</summary>
    private async Task<IReadOnlyList<JsonElement>> AllAsync(string list, string member, string filter)
    {
        var all = new List<JsonElement>();
        string? next = "";
        while (next is not null)
        {
            var (status, body, _) = await Client.GetJsonAsync(
                $"{Cluster}/{list}?limit=1{filter}{(next.Length == 0 ? "" : $"&cursor={Uri.EscapeDataString(next)}")}");
            status.ShouldBe(HttpStatusCode.OK, $"{body}");
            var page = body.GetProperty(member);
            next = body.TryGetProperty("next", out var cursor) ? cursor.GetString() : null;
            page.GetArrayLength().ShouldBe(page.GetArrayLength() == 0 && next is null ? 0 : 1);
            all.AddRange(page.EnumerateArray());
            all.Count.ShouldBeLessThan(10, "the list goes round");
        }

        return all;
    }

    private async Task<JsonElement> MadeAsync(string path, string json)
    {
        var (status, body, _) = await Client.PostJsonAsync($"{Cluster}/{path}", json);
        ((int)status).ShouldBeInRange(200, 201, $"{path}: {body}");
        return body;
    }
}
