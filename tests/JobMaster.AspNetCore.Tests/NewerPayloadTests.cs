using System.Net;
using JobMaster.AspNetCore.Tests.Stores;

namespace JobMaster.AspNetCore.Tests;

/// <summary>A payload of a newer build is not replaced by one of this build unless the call says its version.</summary>
public abstract class NewerPayloadTests(ApiStore store) : AdminTests(store)
{
    private const string Jobs = "clusters/default/jobs";
    private const string Newer = """{"type":"greet","payload":{"Name":"Ada","Title":"Dr"},"payloadVersion":3,""";

    [Theory]
    [InlineData("""{"payload":{"Name":"Bob"}}""", HttpStatusCode.Conflict, 3)]
    [InlineData("""{"payload":{"Name":"Bob"},"payloadVersion":1}""", HttpStatusCode.OK, 1)]
    [InlineData("""{"payload":{"Name":"Bob"},"payloadVersion":3}""", HttpStatusCode.OK, 3)]
    [InlineData("""{"payload":{"Name":"Bob"},"payloadVersion":0}""", HttpStatusCode.BadRequest, 3)]
    [InlineData("""{"priority":"Low","payloadVersion":1}""", HttpStatusCode.BadRequest, 3)]
    [InlineData("""{"priority":"Low"}""", HttpStatusCode.OK, 3)]
    public async Task A_job_or_a_schedule_keeps_its_version_unless_the_change_says_another(
        string change, HttpStatusCode expected, int version)
    {
        foreach (string more in new[] { "\"afterSeconds\":3600", "\"cron\":\"0 3 1 1 *\",\"scheduleKey\":\"yearly\"" })
        {
            var made = await Client.PostJsonAsync(Jobs, $"{Newer}{more}}}");
            made.Status.ShouldBe(HttpStatusCode.Created, $"{made.Body}");
            string kind = more.Contains("cron", StringComparison.Ordinal) ? "schedules" : "jobs";
            string path = $"clusters/default/{kind}/{made.Body.Text("id")}";

            var (status, body, _) = await Client.SendJsonAsync(HttpMethod.Patch, path, change);

            status.ShouldBe(expected, $"{body}");
            if (expected == HttpStatusCode.Conflict)
            {
                body.Text("type").ShouldBe("urn:jobmaster:problem:newer-payload");
                body.Text("detail").ShouldContain("has version 3");
                body.Text("detail").ShouldContain("writes version 1. Give the 'payloadVersion' of the new data, 3 or 1");
            }

            if (expected == HttpStatusCode.BadRequest)
            {
                body.Text("path").ShouldBe("$.payloadVersion");
            }

            (await Client.GetJsonAsync(path)).Body.GetProperty("payloadVersion").GetInt32().ShouldBe(version);
        }
    }

    [Fact]
    public async Task The_key_of_a_schedule_changes_no_payload_of_a_newer_build_and_lists_show_the_version()
    {
        const string Key = "\"cron\":\"0 3 1 1 *\",\"scheduleKey\":\"yearly\"}";
        (await Client.PostJsonAsync(Jobs, Newer + Key)).Status.ShouldBe(HttpStatusCode.Created);
        var refused = await Client.PostJsonAsync(Jobs, """{"type":"greet","payload":{"Name":"Bob"},""" + Key);
        (refused.Status, refused.Body.Text("type")).ShouldBe((HttpStatusCode.Conflict, "urn:jobmaster:problem:newer-payload"));
        (await Client.PostJsonAsync(Jobs, """{"type":"greet","priority":"Low",""" + Key)).Status.ShouldBe(HttpStatusCode.OK);

        var listed = (await Client.GetJsonAsync("clusters/default/schedules")).Body.GetProperty("schedules")[0];
        (listed.GetProperty("payloadVersion").GetInt32(), listed.GetProperty("payload").Text("Name"), listed.Text("priority"))
            .ShouldBe((3, "Ada", "Low"));
    }

    [Fact]
    public async Task A_payload_is_checked_for_a_version_that_there_can_be()
    {
        foreach (int version in new[] { 0, -1 })
        {
            var (status, body, _) = await Client.PostJsonAsync(
                "clusters/default/definitions/greet/validate", $$$"""{"payload":{"Name":"Ada"},"payloadVersion":{{{version}}}}""");
            (status, body.Text("path")).ShouldBe((HttpStatusCode.BadRequest, "$.payloadVersion"));
        }
    }
}
