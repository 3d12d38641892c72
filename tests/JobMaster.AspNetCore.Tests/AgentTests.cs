using System.Net;
using System.Text.Json;
using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.AspNetCore.Tests;

/// <summary>Agents and settings, as operators read them.</summary>
public sealed class AgentTests
{
    [Fact]
    public async Task An_agent_is_listed_with_its_lanes_and_workers()
    {
        await using var app = await ApiApp.StartAsync(cluster: config =>
        {
            config.AddAgentConnectionConfig("Agent-1").UseInMemoryForAgent();
            config.AddWorker().WorkerName("one").AgentConnName("Agent-1").WorkerLane("mail");
        });
        using var reader = app.Caller("reader");
        JsonElement agent = default;
        await Eventually.BecomesAsync(
            "the agent is up",
            async () => (agent = (await reader.GetJsonAsync("clusters/default/agents/Agent-1")).Body).Text("health") == "Up",
            TestTime.Patience);
        (agent.Text("name"), agent.Text("transport")).ShouldBe(("Agent-1", "memory"));
        agent.GetProperty("workers")[0].Text("name").ShouldBe("one");
        agent.TryGetProperty("failure", out _).ShouldBeFalse();
        var lane = agent.GetProperty("lanes").EnumerateArray().ShouldHaveSingleItem();
        (lane.Text("name"), lane.GetProperty("waiting").GetInt64(), lane.GetProperty("leased").GetInt64(),
            lane.GetProperty("isServed").GetBoolean()).ShouldBe(("mail", 0, 0, true));

        var listed = (await reader.GetJsonAsync("clusters/default/agents")).Body.GetProperty("agents").EnumerateArray();
        listed.ShouldHaveSingleItem().Text("name").ShouldBe("Agent-1");
    }

    [Fact]
    public async Task A_job_that_waits_on_an_agent_is_found_there()
    {
        await using var app = await ApiApp.StartAsync(cluster: config =>
        {
            config.AddAgentConnectionConfig("Agent-1").UseInMemoryForAgent();
            config.AddWorker().AgentConnName("Agent-1");
        });
        await app.App.Services.GetRequiredService<IJobMasterCluster>().Lanes.PauseAsync("default");
        using var reader = app.Caller("reader");
        await Eventually.BecomesAsync(
            "the node knows of the pause and of the agent's worker",
            async () => await IsOnAgentAsync(reader, (await app.Jobs.OnceNowAsync("other")).Id),
            TestTime.Patience);

        // The agent's depth is what it holds.
        JsonElement lane = default;
        await Eventually.BecomesAsync(
            "the agent shows what it holds",
            async () => (lane = (await reader.GetJsonAsync("clusters/default/agents/Agent-1")).Body.GetProperty("lanes").EnumerateArray()
                .FirstOrDefault()).ValueKind == JsonValueKind.Object
                && lane.GetProperty("waiting").GetInt64() + lane.GetProperty("leased").GetInt64() > 0,
            TestTime.Patience, () => $"{lane}");
        lane.Text("name").ShouldBe("default");
    }

    private static async Task<bool> IsOnAgentAsync(HttpClient reader, Guid id)
    {
        var (status, job, _) = await reader.GetJsonAsync($"clusters/default/jobs/{id}");
        status.ShouldBe(HttpStatusCode.OK);
        return job.TryGetProperty("isOnAgent", out var isOnAgent) && isOnAgent.GetBoolean() && job.Text("state") == "Ready";
    }

    [Fact]
    public async Task An_agent_is_drained_and_resumed_and_tells_when_it_is_empty()
    {
        await using var app = await ApiApp.StartAsync(cluster: config =>
        {
            config.Options.HeartbeatTimeout = TimeSpan.FromSeconds(2);
            config.AddAgentConnectionConfig("Agent-1").UseInMemoryForAgent();
            config.AddWorker().AgentConnName("Agent-1");
        });
        using var client = app.Caller("operator");
        var (status, body, _) = await client.PostJsonAsync("clusters/default/agents/Agent-1/drain", """{"reason":"The server goes"}""");
        (status, body.Text("result"), body.TryGetProperty("note", out _)).ShouldBe((HttpStatusCode.OK, "changed", false));
        (await client.PostJsonAsync("clusters/default/agents/Agent-1/drain", """{"reason":"The server goes"}"""))
            .Body.Text("result").ShouldBe("unchanged");
        JsonElement drain = default;
        await Eventually.BecomesAsync(
            "the agent is empty",
            async () => (drain = (await client.GetJsonAsync("clusters/default/agents/Agent-1")).Body.GetProperty("drain"))
                .GetProperty("isEmpty").GetBoolean(),
            TestTime.Patience);
        (drain.Text("by"), drain.Text("reason")).ShouldBe(("operator", "The server goes"));
        drain.GetProperty("since").GetDateTimeOffset().ShouldBeGreaterThan(DateTimeOffset.UnixEpoch);

        (await client.PostJsonAsync("clusters/default/agents/Agent-1/resume", "{}")).Body.Text("result").ShouldBe("changed");
        (await client.GetJsonAsync("clusters/default/agents/Agent-1")).Body.TryGetProperty("drain", out _).ShouldBeFalse();
        var entries = (await app.Monitor.Audit.ListAsync(new AuditFilter { Action = "agent.*" })).Entries;
        entries.Select(entry => (entry.Action, entry.TargetKind, entry.TargetId)).ShouldBe(
            [("agent.resume", "agent", "Agent-1"), ("agent.drain", "agent", "Agent-1")]);
    }

    [Fact]
    public async Task A_drain_of_an_agent_that_nobody_knows_holds_and_says_so()
    {
        await using var app = await ApiApp.StartAsync(
            cluster: config => config.AddAgentConnectionConfig("Agent-1").UseInMemoryForAgent());
        using var client = app.Caller("operator");
        var (status, body, _) = await client.PostJsonAsync("clusters/default/agents/Agent-l/drain", "{}");
        status.ShouldBe(HttpStatusCode.OK);
        body.Text("note").ShouldBe("No agent 'Agent-l' is known now; known are Agent-1.");
        var agent = (await client.GetJsonAsync("clusters/default/agents/Agent-l")).Body;
        (agent.Text("health"), agent.GetProperty("drain").TryGetProperty("isEmpty", out _)).ShouldBe(("Unknown", false));
        (await client.PostJsonAsync("clusters/default/agents/Agent-*/drain", "{}")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task An_unknown_agent_is_a_404_that_names_those_there_are()
    {
        await using var app = await ApiApp.StartAsync(
            cluster: config => config.AddAgentConnectionConfig("Agent-1").UseInMemoryForAgent());
        using var reader = app.Caller("reader");
        var (status, body, _) = await reader.GetJsonAsync("clusters/default/agents/Agent-2");
        (status, body.Text("type")).ShouldBe((HttpStatusCode.NotFound, "urn:jobmaster:problem:not-found"));
        body.Text("detail").ShouldContain("'Agent-2'");
        body.Text("detail").ShouldContain("Known are Agent-1.");
    }

    [Fact]
    public async Task Settings_are_those_in_force_and_tell_no_connection_string_or_path()
    {
        string directory = Directory.CreateTempSubdirectory("jm-settings-secret").FullName;
        try
        {
            await using var app = await ApiApp.StartAsync(
                master: config => config.UseSqliteForMaster($"Data Source={directory}/jobs.db"),
                cluster: config =>
                {
                    config.Options.DefaultJobTimeout = TimeSpan.FromMinutes(7);
                    config.Options.DebugJsonlDirectory = directory;
                    config.EncryptPayloads(new PayloadKey("secret-key", new byte[PayloadKey.Size]));
                });
            using var admin = app.Caller("admin");
            (await admin.SendJsonAsync(HttpMethod.Put, "clusters/default/mode", """{"mode":"Passive"}"""))
                .Status.ShouldBe(HttpStatusCode.OK);
            using var reader = app.Caller("reader");
            var (status, settings, _) = await reader.GetJsonAsync("clusters/default/settings");
            status.ShouldBe(HttpStatusCode.OK);
            (settings.Text("mode"), settings.Text("configuredMode"), settings.Text("masterProvider"))
                .ShouldBe(("Passive", "Active", "SQLite"));
            settings.GetProperty("defaultJobTimeoutSeconds").GetDouble().ShouldBe(420);
            settings.GetProperty("retention").GetProperty("failedSeconds").GetDouble().ShouldBe(TimeSpan.FromDays(90).TotalSeconds);
            settings.GetRawText().ShouldNotContain("secret");
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
