using JobMaster.Conformance.Agents;
using JobMaster.Conformance.Jobs;
using JobMaster.Storage;

namespace JobMaster.Sqlite.Tests;

/// <summary>An agent's file in a directory of its own.</summary>
public sealed class SqliteAgentFixture : IAgentFixture
{
    private readonly List<string> clusters = [];
    private readonly string directory = Directory.CreateTempSubdirectory("jobmaster-agent-").FullName;

    public TimeSpan WakesWithin => TimeSpan.FromMilliseconds(200);

    public bool MovesClock => false;

    public Task PrepareAsync() => Task.CompletedTask;

    /// <summary>Tables belong to one cluster, so each of a test has its own.</summary>
    public IAgentTransport Open(string clusterId, TimeSpan lease)
    {
        if (!clusters.Contains(clusterId))
        {
            clusters.Add(clusterId);
        }

        return Open(AgentContexts.Create(clusterId, tablePrefix: $"a{clusters.IndexOf(clusterId)}_") with { Lease = lease });
    }

    public IAgentTransport OpenAs(string clusterId, string name, string? formerClusterId = null, string? formerName = null) =>
        Open(AgentContexts.Create(clusterId, name) with { FormerClusterId = formerClusterId, FormerName = formerName });

    public Task PassAsync(TimeSpan time) => Task.CompletedTask;

    public Task CleanUpAsync()
    {
        Directory.Delete(directory, recursive: true);
        return Task.CompletedTask;
    }

    private SqliteAgentTransport Open(AgentTransportContext context) => SqliteAgentTransport.Create(
        context, new SqliteStoreOptions { ConnectionString = Path.Combine(directory, "agent.db"), Synchronous = SqliteSynchronous.Normal });
}

public sealed class SqliteAgentConformance : AgentTransportConformance<SqliteAgentFixture>;

public sealed class SqliteAgentSchedulingTests : AgentSchedulingConformance<SqliteFixture, SqliteAgentFixture>;

public sealed class SqliteAdmissionJobsTests : AdmissionJobsConformance<SqliteFixture, SqliteAgentFixture>;

public sealed class SqliteAgentFeedTests : AgentFeedConformance<SqliteFixture, SqliteAgentFixture>;

public sealed class SqliteAgentDrainTests : AgentDrainConformance<SqliteFixture, SqliteAgentFixture>;

public sealed class SqliteAgentControlTests : AgentControlConformance<SqliteFixture, SqliteAgentFixture>;

public sealed class SqliteAgentMonitorTests : AgentMonitorConformance<SqliteFixture, SqliteAgentFixture>;

/// <summary>The schema of an agent on a database, which is apart from a master's.</summary>
public sealed class AgentSchemaTests : StoreFile
{
    [Fact]
    public async Task With_provisioning_off_the_error_says_what_to_run_and_what_it_says_is_enough()
    {
        await using var agent = Agent(context => context with { AutoProvision = false });

        var message = (await Should.ThrowAsync<JobMasterStoreException>(agent.ProvisionAsync(default))).Message;
        message.ShouldContain("Agent 'Agent-1' on SQLite ");
        message.ShouldContain("has schema version 0 and needs 1; provisioning is off. Run this there, then start again:\n--");
        using var command = Connect().CreateCommand();
        command.CommandText = message[(message.IndexOf("start again:", StringComparison.Ordinal) + 12)..];
        command.ExecuteNonQuery();

        var identity = await agent.ProvisionAsync(default);
        (await agent.ProvisionAsync(default)).ShouldBe(identity);
    }

    [Fact]
    public async Task A_newer_schema_is_refused_with_the_remedy_and_one_step_ahead_is_served()
    {
        await using var agent = Agent(context => context);
        await agent.ProvisionAsync(default);
        Record(2);
        await agent.ProvisionAsync(default);
        Record(3);

        (await Should.ThrowAsync<JobMasterStoreException>(agent.ProvisionAsync(default))).Message
            .ShouldContain("has schema version 3; this version of JobMaster works with 1 to 2. Update the JobMaster packages");

        void Record(int version)
        {
            using var command = Connect().CreateCommand();
            command.CommandText = $"insert into jm_agent_schema_version values ({version}, 'later', 0)";
            command.ExecuteNonQuery();
        }
    }

    [Fact]
    public async Task A_master_and_agents_share_a_file_and_see_nothing_of_each_other()
    {
        var master = await OpenMigratedAsync();
        await using var first = Agent(context => context);
        await using var second = Agent(context => context with { TablePrefix = "other_" });
        (await first.ProvisionAsync(default)).ShouldNotBe(await second.ProvisionAsync(default));

        await first.PushAsync(
            [new AgentMessage(Guid.CreateVersion7(), new JobQueue("default", JobMasterPriority.Medium), new byte[] { 1 })], default);

        (await first.ReadDepthsAsync(default)).Count.ShouldBe(1);
        (await second.ReadDepthsAsync(default)).ShouldBeEmpty();
        (await master.Reads.CountAsync(10, default)).ShouldBeEmpty();
    }

    private SqliteAgentTransport Agent(Func<AgentTransportContext, AgentTransportContext> change) => SqliteAgentTransport.Create(
        change(AgentContexts.Create("c")), new SqliteStoreOptions { ConnectionString = FilePath });
}
