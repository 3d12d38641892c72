using JobMaster.Conformance.Agents;
using JobMaster.Conformance.Jobs;
using JobMaster.Storage;

namespace JobMaster.Sqlite.Tests;

/// <summary>An agent's file in a directory of its own.</summary>
public sealed class SqliteAgentFixture : IAgentFixture
{
    private readonly string directory = Directory.CreateTempSubdirectory("jobmaster-agent-").FullName;

    public TimeSpan WakesWithin => TimeSpan.FromMilliseconds(200);

    public bool MovesClock => false;

    public Task PrepareAsync() => Task.CompletedTask;

    public IAgentTransport Open(string clusterId, TimeSpan lease) => SqliteAgentTransport.Create(
        AgentContexts.Create(clusterId) with { Lease = lease },
        new SqliteStoreOptions { ConnectionString = Path.Combine(directory, "agent.db"), Synchronous = SqliteSynchronous.Normal });

    public Task PassAsync(TimeSpan time) => Task.CompletedTask;

    public Task CleanUpAsync()
    {
        Directory.Delete(directory, recursive: true);
        return Task.CompletedTask;
    }
}

public sealed class SqliteAgentConformance : AgentTransportConformance<SqliteAgentFixture>;

public sealed class SqliteAgentSchedulingTests : AgentSchedulingConformance<SqliteFixture, SqliteAgentFixture>;

public sealed class SqliteAdmissionJobsTests : AdmissionJobsConformance<SqliteFixture, SqliteAgentFixture>;

public sealed class SqliteAgentDrainTests : AgentDrainConformance<SqliteFixture, SqliteAgentFixture>;
