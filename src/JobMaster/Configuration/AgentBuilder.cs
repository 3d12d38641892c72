using JobMaster.Agents;
using JobMaster.Cluster;
using JobMaster.Execution;
using JobMaster.Scheduling;
using JobMaster.Storage;

namespace JobMaster.Configuration;

/// <summary>Builds the agents of one node: their connections, and the roles around them.</summary>
internal sealed class AgentBuilder(NodeServices node, JobMasterClusterConfig config, IReadOnlyList<IAgentTransport> transports)
{
    private readonly AgentServing _serving = new();
    private readonly JobAdmission _admission = new(
        node.Store.Admissions, node.Telemetry, JobsOnAgents.DedupeWindow(config.Options), node.Limits, node.Logger,
        node.Store.IsRefusal);

    private readonly List<AgentConnection> _connections = [.. config.Agents.Zip(transports, (agent, transport) => new AgentConnection(
        agent.Name,
        new InstrumentedTransport(transport, new StoreCall(node.Telemetry, transport.IsTransient, node.Time, node.Random, node.Logger)),
        node.Time,
        node.Logger)
    {
        Provider = agent.Transport!.Value.Provider,
    })];

    /// <summary>How long agents leave messages with their receiver.</summary>
    public static TimeSpan Lease(JobMasterClusterOptions options) => options.HeartbeatTimeout;

    /// <summary>The source from which a worker receives; null for none.</summary>
    public AgentSource? Of(JobMasterWorkerOptions worker) =>
        _connections.Find(connection => connection.Name == worker.AgentConnectionName) is { } agent
            ? new AgentSource(agent, Lease(config.Options), _admission)
            : null;

    public AgentFirst First(InsertBatcher inserts) =>
        new(
            new AgentChoice(_connections, _serving, node.Controls, config.Options.HeartbeatTimeout, node.Random), inserts, node.Time);

    public NodeAgents Build()
    {
        var toEmpty = config.Options.Workers.Where(worker => worker.Mode == AgentWorkerMode.Drain)
            .Select(worker => worker.AgentConnectionName!);
        var drain = new AgentDrain(node, _connections, toEmpty.ToHashSet(StringComparer.Ordinal), _serving, _admission);
        return new NodeAgents(_connections, new AgentWatch(node, _connections, _serving, drain), drain);
    }
}
