using JobMaster.Conformance.Agents;
using JobMaster.Conformance.Jobs;
using JobMaster.Storage;

namespace JobMaster.MySql.Tests;

/// <summary>An agent under a prefix of its own on the server for tests.</summary>
public sealed class MySqlAgentFixture : IAgentFixture
{
    private static int _made;
    private readonly List<string> _clusters = [];

    public string Prefix { get; } = $"a{Environment.ProcessId}_{Interlocked.Increment(ref _made)}_";

    public TimeSpan WakesWithin => TimeSpan.FromMilliseconds(500);

    public bool MovesClock => false;

    public Task PrepareAsync() => Task.CompletedTask;

    public IAgentTransport Open(string clusterId, TimeSpan lease) =>
        Open(AgentContexts.Create(clusterId, tablePrefix: PrefixOf(clusterId)) with { Lease = lease });

    public IAgentTransport OpenAs(string clusterId, string name, string? formerClusterId = null, string? formerName = null) =>
        Open(AgentContexts.Create(clusterId, name, PrefixOf("")) with { FormerClusterId = formerClusterId, FormerName = formerName });

    public Task PassAsync(TimeSpan time) => Task.CompletedTask;

    public async Task CleanUpAsync()
    {
        foreach (string prefix in _clusters.Select(PrefixOf).ToList())
        {
            await MySqlFixture.ExecuteAsync(
                $"drop table if exists {prefix}agent_message, {prefix}agent, {prefix}agent_schema_version");
        }
    }

    private static MySqlAgentTransport Open(AgentTransportContext context) =>
        MySqlAgentTransport.Create(context, new MySqlStoreOptions { ConnectionString = MySqlFixture.ConnectionString });

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

public sealed class MySqlAgentConformance : AgentTransportConformance<MySqlAgentFixture>;

public sealed class MySqlAgentSchedulingTests : AgentSchedulingConformance<MySqlFixture, MySqlAgentFixture>;

public sealed class MySqlAdmissionJobsTests : AdmissionJobsConformance<MySqlFixture, MySqlAgentFixture>;

public sealed class MySqlAgentFeedTests : AgentFeedConformance<MySqlFixture, MySqlAgentFixture>;

public sealed class MySqlAgentDrainTests : AgentDrainConformance<MySqlFixture, MySqlAgentFixture>;

public sealed class MySqlAgentControlTests : AgentControlConformance<MySqlFixture, MySqlAgentFixture>;

public sealed class MySqlAgentMonitorTests : AgentMonitorConformance<MySqlFixture, MySqlAgentFixture>;
