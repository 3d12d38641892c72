using JobMaster.Agents;
using JobMaster.Cluster;
using JobMaster.Diagnostics;
using JobMaster.Execution;
using JobMaster.Scheduling;
using JobMaster.Storage;
using Microsoft.Extensions.Logging;

namespace JobMaster.Configuration;

/// <summary>Wires the agents of one node: their connections, and the roles around them.</summary>
internal sealed class AgentBuilder(
    JobMasterClusterConfig config, IReadOnlyList<IAgentTransport> transports, IMasterStore store, JobMasterTelemetry telemetry, QueueSignals signals,
    TimeProvider time, Random random, ILogger logger)
{
    private readonly AgentServing _serving = new();

    public List<AgentConnection> Connections { get; } = [.. config.Agents.Zip(transports, (agent, transport) => new AgentConnection(
        agent.Name, new InstrumentedTransport(transport, new StoreCall(telemetry, transport.IsTransient, time, random, logger)), time, logger))];

    public JobAdmission Admission { get; } = new(store.Admissions, telemetry, UnseenJobs.DedupeWindow(config.Options), logger);

    /// <summary>How long agents leave messages with their receiver.</summary>
    public static TimeSpan Lease(JobMasterClusterOptions options) => options.HeartbeatTimeout;

    public AgentConnection? Of(JobMasterWorkerOptions worker) => Connections.Find(connection => connection.Name == worker.AgentConnectionName);

    public AgentFirst First(InsertBatcher inserts) => new(new AgentChoice(Connections, _serving, config.Options.HeartbeatTimeout, random), inserts, time);

    public NodeAgents Build()
    {
        var drain = new AgentDrain(new AgentDrainParts
        {
            Agents = Connections,
            ToEmpty = config.Options.Workers.Where(worker => worker.Mode == AgentWorkerMode.Drain).Select(worker => worker.AgentConnectionName!).ToHashSet(StringComparer.Ordinal),
            Serving = _serving,
            Admission = Admission,
            Signals = signals,
            HeartbeatTimeout = config.Options.HeartbeatTimeout,
            MaxMessageByteSize = config.Options.MaxMessageByteSize,
            Time = time,
            Random = random,
            Logger = logger,
        });
        return new NodeAgents(Connections, new AgentWatch(Connections, _serving, store.Sessions, drain, config.Options.HeartbeatTimeout, time, random, logger), drain);
    }
}
