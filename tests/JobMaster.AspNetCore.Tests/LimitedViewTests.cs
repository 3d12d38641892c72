using System.Net;
using System.Text.Json;
using JobMaster.AspNetCore.Access;
using JobMaster.AspNetCore.Contracts;
using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;

namespace JobMaster.AspNetCore.Tests;

/// <summary>A caller who is limited to a tenant learns of its jobs nothing about workers, hosts and other operators.</summary>
public sealed class LimitedViewTests : IAsyncLifetime
{
    private const string Submission =
        """{"definitionId":"greet","tenant":"acme","payload":{"Name":"Ada"},"workerLane":"slow"}""";

    private ApiApp _app = null!;
    private HttpClient _admin = null!;
    private HttpClient _acme = null!;

    public async Task InitializeAsync()
    {
        _app = await ApiApp.StartAsync(cluster: config => config.AddWorker().WorkerName("the-worker").WorkerLane("slow"));
        (_admin, _acme) = (_app.Caller("admin"), _app.Caller("acme"));
        await _app.UntilDefinitionsAreKnownAsync();
    }

    public async Task DisposeAsync()
    {
        _admin.Dispose();
        _acme.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task An_explanation_names_no_operator_and_no_worker()
    {
        (await _admin.PostJsonAsync($"{ApiApp.Cluster}lanes/slow/pause", """{"reason":"Their-secret has a flood"}""")).Status
            .ShouldBe(HttpStatusCode.OK);
        string id = await SubmitAsync();
        (await ReasonAsync(_admin, id, "LanePaused")).ShouldContain("Their-secret");
        (await ReasonAsync(_acme, id, "LanePaused")).ShouldBe("Its lane is paused.");

        // While the lane is still paused, so that the worker is just about to take no job.
        (await _admin.PostJsonAsync($"{ApiApp.Cluster}workers/the-worker/cordon")).Status.ShouldBe(HttpStatusCode.OK);
        string other = await SubmitAsync();
        (await _admin.PostJsonAsync($"{ApiApp.Cluster}lanes/slow/resume")).Status.ShouldBe(HttpStatusCode.OK);
        await Eventually.BecomesAsync(
            "the worker is cordoned", async () => (await TextAsync(_admin, other)).Contains("the-worker", StringComparison.Ordinal),
            TestTime.Patience);
        (await TextAsync(_acme, other)).ShouldNotContain("the-worker");
    }

    [Fact]
    public async Task A_definition_names_its_nodes_only_to_who_sees_the_whole_cluster()
    {
        const string Path = "clusters/default/definitions/greet";
        var all = (await _admin.GetJsonAsync(Path)).Body;
        all.GetProperty("nodes").EnumerateArray().ShouldHaveSingleItem().Text("name").ShouldContain(Environment.MachineName);
        all.GetProperty("oldestPayloadVersion").GetInt32().ShouldBe(1);
        all.GetProperty("others").GetArrayLength().ShouldBe(0);

        (await _acme.GetJsonAsync(Path)).Body.TryGetProperty("nodes", out _).ShouldBeFalse();
        var node = new DefinitionNodeDetails("web-1:4711", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
        var older = Build(1) with { Nodes = [node] };
        var newest = Build(3) with { OldestPayloadVersion = 2, Others = [older] };
        var whole = DefinitionView.Of(newest, new ApiCaller("admin", ApiPermissions.Admin)).Others.ShouldHaveSingleItem();
        (whole.PayloadVersion, whole.Nodes).ShouldBe((1, older.Nodes));
        DefinitionView.Of(newest, new ApiCaller("acme", ApiPermissions.Read) { Tenants = ["acme"] }).Others.ShouldHaveSingleItem()
            .Nodes.ShouldBeNull();

        static DefinitionDetails Build(int version) => new()
        {
            Id = "greet", HandlerType = "Greeter", PayloadVersion = version, WorkerLane = "default", Priority = JobMasterPriority.Medium,
            Timeout = TimeSpan.Zero, MaxNumberOfRetries = 0,
        };
    }

    [Fact]
    public async Task A_timeline_names_no_worker_and_of_the_operators_only_the_caller_itself()
    {
        string id = await SubmitAsync(""","afterSeconds":3600""");
        string path = $"{ApiApp.Cluster}jobs/{id}";
        (await _admin.SendJsonAsync(HttpMethod.Patch, path, """{"priority":"High"}""")).Status.ShouldBe(HttpStatusCode.OK);
        (await _acme.PostJsonAsync($"{path}/run-now")).Status.ShouldBe(HttpStatusCode.OK);
        await Eventually.BecomesAsync(
            "the job is done", async () => (await _admin.GetJsonAsync(path)).Body.Text("state") == "Succeeded", TestTime.Patience);

        string all = (await _admin.GetJsonAsync($"{path}/timeline")).Body.GetRawText();
        (all.Contains("the-worker", StringComparison.Ordinal), all.Contains("\"who\":\"admin\"", StringComparison.Ordinal))
            .ShouldBe((true, true));
        var shown = (await _acme.GetJsonAsync($"{path}/timeline")).Body;
        shown.GetRawText().ShouldNotContain("the-worker");
        shown.GetRawText().ShouldNotContain(Environment.MachineName);
        shown.GetProperty("entries").EnumerateArray().Where(entry => entry.TryGetProperty("change", out var change)
            && change.ValueKind == JsonValueKind.Object).Select(entry => entry.GetProperty("change").Text("who"))
            .ShouldBe(["***", "acme"]);
    }

    private async Task<string> SubmitAsync(string more = "")
    {
        var (status, body, _) = await _acme.PostJsonAsync($"{ApiApp.Cluster}jobs", $"{Submission[..^1]}{more}}}");
        status.ShouldBe(HttpStatusCode.Created, $"{body}");
        return body.Text("id");
    }

    private static async Task<string> TextAsync(HttpClient client, string id) =>
        (await client.GetJsonAsync($"{ApiApp.Cluster}jobs/{id}/explanation")).Body.GetRawText();

    private static async Task<string> ReasonAsync(HttpClient client, string id, string kind)
    {
        string text = "";
        await Eventually.BecomesAsync(
            kind,
            async () =>
            {
                var reasons = (await client.GetJsonAsync($"{ApiApp.Cluster}jobs/{id}/explanation")).Body.GetProperty("reasons");
                text = reasons.EnumerateArray().Where(reason => reason.Text("kind") == kind).Select(reason => reason.Text("text"))
                    .FirstOrDefault() ?? "";
                return text.Length > 0;
            },
            TestTime.Patience);
        return text;
    }
}
