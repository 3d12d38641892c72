using System.Net;
using JobMaster.AspNetCore.Tests.Stores;
using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;

namespace JobMaster.AspNetCore.Tests;

/// <summary>A limit is removed once no live node has it in its code, and what is shown of its use is what is in use.</summary>
public sealed class LimitRemovalTests : IAsyncLifetime
{
    private const string Cluster = "clusters/default";

    private readonly ApiStore _store = ApiStore.Sqlite();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public async Task A_limit_in_the_code_of_the_node_that_answers_stays_and_the_remedy_is_named()
    {
        await using var app = await ApiApp.StartAsync(cluster: config => config.AddLimit("smtp", limit => limit.MaxConcurrent(1)));
        using var client = app.Caller("admin");

        var (status, body, _) = await client.PostJsonAsync($"{Cluster}/limits/smtp/remove", "{}");

        (status, body.Text("type")).ShouldBe((HttpStatusCode.Conflict, "urn:jobmaster:problem:defined-in-code"));
        body.Text("detail").ShouldContain($"in the code of a live node, {Environment.MachineName}");
        body.Text("detail").ShouldContain("restart the nodes that have it, then remove it");
        body.Text("detail").ShouldContain("POST …/limits/{limit}/override");
        (await app.Monitor.Limits.ListAsync()).ShouldHaveSingleItem().Name.ShouldBe("smtp");
        (await app.Monitor.Audit.ListAsync(new AuditFilter { Action = "limit.remove" })).Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_limit_in_the_code_of_another_live_node_stays_until_that_node_has_stopped()
    {
        await using var app = await StartAsync(config => { });
        using var client = app.Caller("admin");
        var other = await StartAsync(config => config.AddLimit("smtp", limit => limit.MaxConcurrent(1)).AddWorker());
        await Eventually.BecomesAsync(
            "the other node has reported",
            async () => (await app.Monitor.Workers.ListAsync()).Any(worker => worker.Running is not null), TestTime.Patience);

        var kept = await client.PostJsonAsync($"{Cluster}/limits/smtp/remove", "{}");
        (kept.Status, kept.Body.Text("type")).ShouldBe((HttpStatusCode.Conflict, "urn:jobmaster:problem:defined-in-code"));

        await other.DisposeAsync();
        var gone = await client.PostJsonAsync($"{Cluster}/limits/smtp/remove", """{"reason":"no more"}""");
        (gone.Status, gone.Body.Text("result")).ShouldBe((HttpStatusCode.OK, "changed"));
        (await client.GetJsonAsync($"{Cluster}/limits")).Body.GetProperty("limits").GetArrayLength().ShouldBe(0);
        (await client.PostJsonAsync($"{Cluster}/limits/smtp/remove", "{}")).Status.ShouldBe(HttpStatusCode.NotFound);
        var entry = (await app.Monitor.Audit.ListAsync(new AuditFilter { TargetKind = AuditTargets.Limit })).Entries.ShouldHaveSingleItem();
        (entry.Action, entry.TargetId, entry.Reason).ShouldBe(("limit.remove", "smtp", "no more"));

        await app.UntilDefinitionsAreKnownAsync();
        var unknown = await client.PostJsonAsync($"{Cluster}/jobs", """{"definitionId":"other","limitKeys":["smtp"]}""");
        unknown.Status.ShouldBe(HttpStatusCode.BadRequest);
        unknown.Body.Text("detail").ShouldContain("names the limit 'smtp', which the cluster does not have");
    }

    [Fact]
    public async Task An_override_of_a_limit_that_was_removed_can_still_be_lifted()
    {
        await using (var before = await StartAsync(config => config.AddLimit("smtp", limit => limit.MaxConcurrent(1))))
        {
            using var caller = before.Caller("admin");
            await caller.PostJsonAsync($"{Cluster}/limits/smtp/override", """{"key":"eu","maxConcurrent":2}""");
        }

        await using var app = await StartAsync(config => { });
        using var client = app.Caller("admin");
        (await client.PostJsonAsync($"{Cluster}/limits/smtp/remove", "{}")).Status.ShouldBe(HttpStatusCode.OK);

        var (status, body, _) = await client.PostJsonAsync($"{Cluster}/limits/smtp/lift", """{"key":"eu"}""");
        (status, body.Text("result")).ShouldBe((HttpStatusCode.OK, "changed"));
        (await client.PostJsonAsync($"{Cluster}/limits/smtp/lift", """{"key":"eu"}""")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_permit_that_was_given_back_is_not_in_use_though_no_job_waits_for_it()
    {
        await using var app = await StartAsync(
            config => config.AddLimit("smtp", limit => limit.MaxConcurrent(1)).AddWorker().SetAsDefault());
        using var client = app.Caller("admin");
        await app.UntilDefinitionsAreKnownAsync();
        var made = await client.PostJsonAsync($"{Cluster}/jobs", """{"definitionId":"other","limitKeys":["smtp:eu"]}""");
        var id = made.Body.GetProperty("id").GetGuid();
        await Eventually.BecomesAsync(
            "it succeeds", async () => (await app.Monitor.Jobs.GetAsync(id))!.State == JobState.Succeeded, TestTime.Patience);

        var key = (await client.GetJsonAsync($"{Cluster}/limits/keys")).Body.GetProperty("keys").EnumerateArray().ShouldHaveSingleItem();
        (key.Text("key"), key.GetProperty("inUse").GetInt64(), key.GetProperty("isFull").GetBoolean()).ShouldBe(("eu", 0, false));
    }

    private Task<ApiApp> StartAsync(Action<JobMasterClusterConfig> cluster) => ApiApp.StartAsync(
        master: _store.UseFor,
        cluster: config =>
        {
            config.Options.HeartbeatTimeout = TimeSpan.FromSeconds(3);
            cluster(config);
        });
}
