using System.Net;
using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;

namespace JobMaster.AspNetCore.Tests;

/// <summary>What a caller has seen with an ETag is what its change with If-Match is about.</summary>
public sealed class VersionTests : IAsyncLifetime
{
    private const string Stale = "urn:jobmaster:problem:stale";

    private ApiApp _app = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _app = await ApiApp.StartAsync(cluster: config => config.AddWorker().SetAsDefault());
        _client = _app.Caller("admin");
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task A_schedule_that_was_changed_since_it_was_read_stays_as_it_is()
    {
        var made = await _client.PostJsonAsync($"{ApiApp.Cluster}jobs", """{"type":"other","cron":"0 3 1 1 *","scheduleKey":"yearly"}""");
        string path = $"{ApiApp.Cluster}schedules/{made.Body.Text("id")}";
        string first = await TagAsync(path);
        (await _client.PostJsonAsync($"{path}/run-now", null, ("If-Match", first))).Status.ShouldBe(HttpStatusCode.Created);
        (await TagAsync(path)).ShouldBe(first, "an occurrence is no change by an operator");

        var changed = await _client.SendJsonAsync(HttpMethod.Patch, path, """{"cron":"0 4 1 1 *"}""", ("If-Match", first));
        changed.Status.ShouldBe(HttpStatusCode.OK);
        string second = changed.Response.Headers.ETag!.ToString();
        second.ShouldNotBe(first);
        (await TagAsync(path)).ShouldBe(second);

        var stale = await _client.SendJsonAsync(HttpMethod.Patch, path, """{"cron":"0 5 1 1 *"}""", ("If-Match", first));
        (stale.Status, stale.Body.Text("type"), $"{stale.Response.Headers.ETag}")
            .ShouldBe((HttpStatusCode.PreconditionFailed, Stale, second));
        foreach (string call in new[] { "pause", "run-now", "cancel" })
        {
            (await _client.PostJsonAsync($"{path}/{call}", null, ("If-Match", first))).Status
                .ShouldBe(HttpStatusCode.PreconditionFailed, call);
        }

        (await _client.GetJsonAsync(path)).Body.Text("expression").ShouldBe("0 4 1 1 *");
        (await _client.PostJsonAsync($"{path}/pause", null, ("If-Match", second))).Status.ShouldBe(HttpStatusCode.OK);
        (await _client.PostJsonAsync($"{path}/resume", null, ("If-Match", second))).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await _client.PostJsonAsync($"{path}/resume", null, ("If-Match", "*"))).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Two_changes_of_a_schedule_from_one_reading_are_one()
    {
        var made = await _client.PostJsonAsync($"{ApiApp.Cluster}jobs", """{"type":"other","cron":"0 3 1 1 *","scheduleKey":"yearly"}""");
        string path = $"{ApiApp.Cluster}schedules/{made.Body.Text("id")}";
        string tag = await TagAsync(path);
        var calls = await Task.WhenAll(Enumerable.Range(4, 8).Select(hour =>
            _client.SendJsonAsync(HttpMethod.Patch, path, $$"""{"cron":"0 {{hour}} 1 1 *"}""", ("If-Match", tag))));
        calls.Count(call => call.Status == HttpStatusCode.OK).ShouldBe(1);
        calls.Count(call => call.Status == HttpStatusCode.PreconditionFailed).ShouldBe(7);
    }

    [Fact]
    public async Task A_failed_job_is_discarded_restored_and_copied_as_it_was_seen()
    {
        var failed = await _client.PostJsonAsync(
            $"{ApiApp.Cluster}jobs", """{"type":"greet","payload":{"Name":"nobody"},"maxRetries":0}""");
        string path = $"{ApiApp.Cluster}jobs/{failed.Body.Text("id")}";
        await Eventually.BecomesAsync(
            "the job has failed", async () => (await _client.GetJsonAsync(path)).Body.Text("state") == "Failed", TestTime.Patience);
        string tag = await TagAsync(path);
        foreach (string call in new[] { "discard", "copy" })
        {
            var stale = await _client.PostJsonAsync($"{path}/{call}", null, ("If-Match", "\"another\""));
            (stale.Status, stale.Body.Text("type")).ShouldBe((HttpStatusCode.PreconditionFailed, Stale), call);
        }

        (await _client.PostJsonAsync($"{path}/copy", null, ("If-Match", tag))).Status.ShouldBe(HttpStatusCode.Created);
        (await _client.PostJsonAsync($"{path}/discard", null, ("If-Match", tag))).Status.ShouldBe(HttpStatusCode.OK);
        (await _client.PostJsonAsync($"{path}/restore", null, ("If-Match", tag))).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await _client.PostJsonAsync($"{path}/restore", null, ("If-Match", await TagAsync(path)))).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("lanes/default/pause")]
    [InlineData("jobs")]
    public async Task A_call_that_compares_no_versions_refuses_to_be_given_one(string path)
    {
        var (status, body, _) = await _client.PostJsonAsync($"{ApiApp.Cluster}{path}", """{"type":"other"}""", ("If-Match", "\"any\""));
        (status, body.Text("type")).ShouldBe((HttpStatusCode.BadRequest, "urn:jobmaster:problem:invalid-header"));
        body.Text("detail").ShouldContain("If-Match");
        (await _client.GetJsonAsync($"{ApiApp.Cluster}lanes")).Body.GetRawText().ShouldNotContain("\"pause\":{");
        (await _app.Monitor.Jobs.CountAsync()).Ready.ShouldBe(0);
    }

    private async Task<string> TagAsync(string path) => (await _client.GetJsonAsync(path)).Response.Headers.ETag!.ToString();
}
