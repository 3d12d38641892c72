using JobMaster.Conformance.Agents;
using JobMaster.Conformance.Jobs;
using JobMaster.Storage;
using Npgsql;

namespace JobMaster.Postgres.Tests;

/// <summary>An agent under a prefix of its own on the server for tests.</summary>
public sealed class PostgresAgentFixture : IAgentFixture
{
    private static int _made;
    private readonly List<string> _clusters = [];

    public string Prefix { get; } = $"a{Environment.ProcessId}_{Interlocked.Increment(ref _made)}_";

    public TimeSpan WakesWithin => TimeSpan.FromMilliseconds(100);

    public bool MovesClock => false;

    public Task PrepareAsync() => Task.CompletedTask;

    public IAgentTransport Open(string clusterId, TimeSpan lease) =>
        Open(AgentContexts.Create(clusterId, tablePrefix: PrefixOf(clusterId)) with { Lease = lease });

    public IAgentTransport OpenAs(string clusterId, string name, string? formerClusterId = null, string? formerName = null) =>
        Open(AgentContexts.Create(clusterId, name, PrefixOf("")) with { FormerClusterId = formerClusterId, FormerName = formerName });

    public Task PassAsync(TimeSpan time) => Task.CompletedTask;

    public async Task CleanUpAsync()
    {
        await using var source = NpgsqlDataSource.Create(PostgresFixture.ConnectionString);
        foreach (string prefix in _clusters.Select(PrefixOf).ToList())
        {
            await using var command = source.CreateCommand(
                $"drop table if exists jobmaster.{prefix}agent_message, jobmaster.{prefix}agent, jobmaster.{prefix}agent_schema_version");
            await command.ExecuteNonQueryAsync();
        }
    }

    private static PostgresAgentTransport Open(AgentTransportContext context) =>
        PostgresAgentTransport.Create(
            context, new PostgresStoreOptions { ConnectionString = $"{PostgresFixture.ConnectionString};Maximum Pool Size=40" });

    /// <summary>Tables belong to one cluster, so each of a test has its own.</summary>
    private string PrefixOf(string clusterId)
    {
        lock (_clusters)
        {
            if (!_clusters.Contains(clusterId))
            {
                _clusters.Add(clusterId);
            }

            return _clusters.IndexOf(clusterId) is > 0 and var at ? $"{Prefix}{at}_" : Prefix;
        }
    }
}

public sealed class PostgresAgentConformance : AgentTransportConformance<PostgresAgentFixture>;

public sealed class PostgresAgentSchedulingTests : AgentSchedulingConformance<PostgresFixture, PostgresAgentFixture>;

public sealed class PostgresAdmissionJobsTests : AdmissionJobsConformance<PostgresFixture, PostgresAgentFixture>;

public sealed class PostgresAgentFeedTests : AgentFeedConformance<PostgresFixture, PostgresAgentFixture>;

public sealed class PostgresAgentDrainTests : AgentDrainConformance<PostgresFixture, PostgresAgentFixture>;

public sealed class PostgresAgentControlTests : AgentControlConformance<PostgresFixture, PostgresAgentFixture>;

public sealed class PostgresAgentMonitorTests : AgentMonitorConformance<PostgresFixture, PostgresAgentFixture>;
