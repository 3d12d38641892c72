using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using JobMaster.AspNetCore.Contracts;

namespace JobMaster.AspNetCore.Tests;

/// <summary>The names of other systems in docs/api.md mean what the page says: each is submitted beside ours.</summary>
public sealed partial class OtherNamesTests : AdminTests
{
    private const string Jobs = "clusters/default/jobs";

    /// <summary>What differs between two jobs that were asked for in the same way.</summary>
    private static readonly string[] OwnOfEach = ["id", "createdAt", "scheduledAt", "dueAt"];

    /// <summary>Our name, theirs, a value of each that means the same, one of theirs that does not, and what the job then says.</summary>
    private static readonly (string Ours, string Theirs, string Value, string Same, string Another, string Shown)[] Names =
    [
        ("definitionId", "type", "\"other\"", "\"other\"", "\"greet\"", "definitionId"),
        ("workerLane", "queue", "\"mail\"", "\"mail\"", "\"post\"", "workerLane"),
        ("tenant", "tenantId", "\"acme\"", "\"acme\"", "\"beta\"", "tenant"),
        ("at", "runAt", "\"2031-01-01T08:00:00+00:00\"", "\"2031-01-01T10:00:00+02:00\"", "\"2031-01-01T08:00:01Z\"", "scheduledAt"),
        ("maxRetries", "maxAttempts", "2", "3", "2", "maxRetries"),
        ("payloadVersion", "schemaVersion", "1", "1", "2", "payloadVersion"),
    ];

    [Fact]
    public async Task Each_name_of_the_table_makes_the_same_job_as_ours()
    {
        Rows().Where(row => row.Theirs.Length > 0 && row.Theirs != "Idempotency-Key").ShouldBe(
            Names.Select(name => (name.Ours, name.Theirs)), ignoreOrder: true);
        foreach (var (ours, theirs, value, same, another, shown) in Names)
        {
            var expected = await JobAsync((ours, value));
            var found = await JobAsync((theirs, same));
            JsonNode.DeepEquals(expected[shown], JsonNode.Parse(value)).ShouldBeTrue($"{ours}: {expected[shown]}");
            JsonNode.DeepEquals(found[shown], expected[shown]).ShouldBeTrue($"{theirs}: {found[shown]}");
            Common(found).ShouldBe(Common(expected), theirs);

            // Both are taken when they agree, and refused with the place when they do not.
            Common(await JobAsync((ours, value), (theirs, same))).ShouldBe(Common(expected), theirs);
            var (status, body, _) = await Client.PostJsonAsync(Jobs, Body((ours, value), (theirs, another)));
            (status, body.Text("path")).ShouldBe((HttpStatusCode.BadRequest, $"$.{theirs}"));
        }
    }

    [Fact]
    public async Task The_key_is_the_same_in_the_body_and_in_the_header()
    {
        Rows().ShouldContain(("idempotencyKey", "Idempotency-Key"));
        string withKey = Body(("idempotencyKey", "\"order-7\""));
        var first = await Client.PostJsonAsync(Jobs, withKey);
        var second = await Client.PostJsonAsync(Jobs, Body(), ("Idempotency-Key", "order-7"));
        var both = await Client.PostJsonAsync(Jobs, withKey, ("Idempotency-Key", "order-7"));
        (first.Status, second.Status, both.Status).ShouldBe((HttpStatusCode.Created, HttpStatusCode.OK, HttpStatusCode.OK));
        new[] { second.Body.Text("id"), both.Body.Text("id") }.ShouldAllBe(id => id == first.Body.Text("id"));

        var (status, body, _) = await Client.PostJsonAsync(Jobs, withKey, ("Idempotency-Key", "order-8"));
        (status, body.Text("path")).ShouldBe((HttpStatusCode.BadRequest, "$.idempotencyKey"));
        body.Text("detail").ShouldContain("the header Idempotency-Key is 'order-8'");
    }

    [Fact]
    public void The_section_names_every_member_of_a_body()
    {
        var written = Quoted().Matches(ApiPage.Section("Submitting")).Select(match => match.Groups[1].Value);
        var members = ApiJson.Default.SubmitBody.Properties.Select(property => property.Name).ToList();
        members.ShouldContain("definitionId");
        members.Except(written).ShouldBeEmpty("members of a submission that docs/api.md does not name");
    }

    private static List<(string Ours, string Theirs)> Rows() => [.. ApiPage.Rows("Submitting").Select(cells => (
        Quoted().Match(cells[0]).Groups[1].Value, Quoted().Match(cells[1]).Groups[1].Value))];

    private static string Body(params (string Name, string Json)[] members)
    {
        var given = members.Any(member => member.Name is "definitionId" or "type") ? members : [("definitionId", "\"other\""), .. members];
        return $$"""{"payload":{"a":1},{{string.Join(',', given.Select(member => $"\"{member.Name}\":{member.Json}"))}}}""";
    }

    private async Task<JsonObject> JobAsync(params (string Name, string Json)[] members)
    {
        string sent = Body(members);
        var (status, body, _) = await Client.PostJsonAsync(Jobs, sent);
        status.ShouldBe(HttpStatusCode.Created, sent);
        return JsonObject.Create((await Client.GetJsonAsync($"{Jobs}/{body.Text("id")}")).Body)!;
    }

    private static string Common(JsonObject job) =>
        new JsonObject(job.Where(member => !OwnOfEach.Contains(member.Key)).Select(member =>
            KeyValuePair.Create(member.Key, member.Value?.DeepClone()))).ToJsonString();

    [GeneratedRegex("`([A-Za-z-]+)`")]
    private static partial Regex Quoted();
}
