using System.Net;
using System.Text;
using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Patches;
using JobMaster.Storage;

namespace JobMaster.AspNetCore.Tests;

/// <summary>Input that is made to cost much, or that no list gave, is refused for little.</summary>
public sealed class BoundTests
{
    [Fact]
    public void Copies_that_double_a_payload_are_refused_before_they_fill_the_memory()
    {
        List<PatchOperation> doubling =
            [.. Enumerable.Range(0, 200).Select(place => new PatchOperation { Op = "copy", From = "", Path = $"/k{place}" })];

        Should.Throw<ApiProblem>(() => JsonPatch.Apply("""{"Name":"Ada"}""", doubling)).Message
            .ShouldContain("the copies of this patch add more than 1048576 characters together");
        JsonPatch.Apply("""{"Name":"Ada"}""", doubling[..2])
            .ShouldBe("""{"Name":"Ada","k0":{"Name":"Ada"},"k1":{"Name":"Ada","k0":{"Name":"Ada"}}}""");
    }

    [Fact]
    public async Task A_long_name_before_many_members_is_not_copied_for_each()
    {
        await using var app = await ApiApp.StartAsync();
        using var client = app.Caller("operator");
        var job = await app.Jobs.OnceAfterAsync(TimeSpan.FromHours(1), "other");
        var body = new StringBuilder("{\"payload\":{\"").Append('n', 300_000).Append("\":{\"k\":1");
        for (int member = 0; member < 30_000; member++)
        {
            body.Append(System.Globalization.CultureInfo.InvariantCulture, $",\"k{member}\":1");
        }

        // One copy of the name for each member would be 18 GB.
        long before = GC.GetTotalAllocatedBytes();
        (await client.SendJsonAsync(HttpMethod.Patch, $"{ApiApp.Cluster}jobs/{job.Id}", body.Append("}}}").ToString()))
            .Status.ShouldBe(HttpStatusCode.BadRequest);
        (GC.GetTotalAllocatedBytes() - before).ShouldBeLessThan(9_000_000_000);
    }

    [Theory]
    [InlineData("schedules")]
    [InlineData("operations")]
    public async Task A_cursor_with_no_id_is_no_cursor(string list)
    {
        await using var app = await ApiApp.StartAsync();
        using var client = app.Caller("admin");
        string forged = list == "operations"
            ? ApiCursor.Write("nothing", "operations", null)!
            : ApiCursor.Write("nothing", "schedules", null, null, null)!;

        var (status, body, _) = await client.GetJsonAsync($"{ApiApp.Cluster}{list}?cursor={forged}");

        (status, body.Text("type")).ShouldBe((HttpStatusCode.BadRequest, "urn:jobmaster:problem:invalid-cursor"));
    }

    [Fact]
    public async Task An_id_with_a_time_that_no_clock_shows_is_an_unknown_job()
    {
        var id = new Guid("ffffffff-ffff-8a6e-8000-000000000000");
        AgentJobId.Is(id).ShouldBeFalse();
        await using var app = await ApiApp.StartAsync();
        using var client = app.Caller("reader");
        (await client.GetJsonAsync($"{ApiApp.Cluster}jobs/{id}")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Schedules_with_large_payloads_are_listed_to_the_last()
    {
        await using var app = await ApiApp.StartAsync();
        await app.UntilDefinitionsAreKnownAsync();
        using var client = app.Caller("admin");
        string large = new('x', 100_000);
        for (int schedule = 0; schedule < 95; schedule++)
        {
            string sent = $$$"""{"type":"greet","cron":"0 3 1 1 *","scheduleKey":"s{{{schedule}}}","payload":{"Name":"{{{large}}}"}}""";
            (await client.PostJsonAsync($"{ApiApp.Cluster}jobs", sent)).Status.ShouldBe(HttpStatusCode.Created);
        }

        var seen = new List<string>();
        string? next = null;
        do
        {
            var page = (await client.GetJsonAsync($"{ApiApp.Cluster}schedules{next}")).Body;
            seen.AddRange(page.GetProperty("schedules").EnumerateArray().Select(one => one.Text("id")));
            next = page.TryGetProperty("next", out var cursor) ? $"?cursor={cursor.GetString()}" : null;
        }
        while (next is not null);

        seen.Distinct().Count().ShouldBe(95);
    }
}
