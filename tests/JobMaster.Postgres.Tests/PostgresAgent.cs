using JobMaster.Conformance.Agents;
using JobMaster.Conformance.Jobs;
using JobMaster.Storage;
using Npgsql;

namespace JobMaster.Postgres.Tests;

/// <summary>An agent under a prefix of its own on the server for tests.</summary>
public sealed class PostgresAgentFixture : IAgentFixture
{
    private static int _made;

    public string Prefix { get; } = $"a{Environment.ProcessId}_{Interlocked.Increment(ref _made)}_";

    public TimeSpan WakesWithin => TimeSpan.FromMilliseconds(100);

    public bool MovesClock => false;

    public Task PrepareAsync() => Task.CompletedTask;

    public IAgentTransport Open(string clusterId, TimeSpan lease) => PostgresAgentTransport.Create(
        AgentContexts.Create(clusterId, tablePrefix: Prefix) with { Lease = lease }, new PostgresStoreOptions { ConnectionString = PostgresFixture.ConnectionString });

    public Task PassAsync(TimeSpan time) => Task.CompletedTask;

    public async Task CleanUpAsync()
    {
        await using var source = NpgsqlDataSource.Create(PostgresFixture.ConnectionString);
        await using var command = source.CreateCommand(
            $"drop table if exists jobmaster.{Prefix}agent_message, jobmaster.{Prefix}agent, jobmaster.{Prefix}agent_schema_version");
        await command.ExecuteNonQueryAsync();
    }
}

public sealed class PostgresAgentConformance : AgentTransportConformance<PostgresAgentFixture>;

public sealed class PostgresAgentSchedulingTests : AgentSchedulingConformance<PostgresFixture, PostgresAgentFixture>;

public sealed class PostgresAdmissionJobsTests : AdmissionJobsConformance<PostgresFixture, PostgresAgentFixture>;

public sealed class PostgresAgentDrainTests : AgentDrainConformance<PostgresFixture, PostgresAgentFixture>;
