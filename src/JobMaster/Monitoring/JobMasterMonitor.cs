using JobMaster.Agents;
using JobMaster.Scheduling;
using JobMaster.Storage;

namespace JobMaster.Monitoring;

/// <summary>Combines the parts.</summary>
internal sealed class JobMasterMonitor : IJobMasterMonitor
{
    /// <param name="store">The store, as the app's calls see it.</param>
    /// <param name="onAgents">Recognises jobs that agents may hold.</param>
    /// <param name="schedules">Reads schedules.</param>
    /// <param name="definitions">Reads definitions.</param>
    /// <param name="cluster">The facts about the cluster that an explanation needs.</param>
    /// <param name="statistics">Reads statistics.</param>
    /// <param name="agents">The agents that this node is connected to.</param>
    /// <param name="payloads">Decrypts payloads.</param>
    /// <param name="operators">Finds who makes a call.</param>
    public JobMasterMonitor(
        IMasterStore store, JobsOnAgents onAgents, IScheduleMonitor schedules, IDefinitionMonitor definitions, Explained cluster,
        IStatisticMonitor statistics, IReadOnlyList<AgentConnection> agents, PayloadStorage payloads, Operators operators)
    {
        var workers = new WorkerMonitor(store, cluster.HeartbeatTimeout);
        Jobs = new JobMonitor(store, onAgents, new JobExplainer(store, onAgents, workers, cluster), payloads, operators);
        (Schedules, Definitions, Workers, Lanes) = (schedules, definitions, workers, new LaneMonitor(store, workers));
        Agents = new AgentMonitor(store, workers, agents, cluster.HeartbeatTimeout);
        (Audit, Operations) = (new AuditMonitor(store), new OperationMonitor(store));
        (Limits, Orders) = (new LimitMonitor(store), new OrderMonitor(store));
        (Failures, Statistics, Alerts) = (new FailureMonitor(store), statistics, new AlertMonitor(store));
    }

    public IJobMonitor Jobs { get; }

    public IScheduleMonitor Schedules { get; }

    public IAuditMonitor Audit { get; }

    public IDefinitionMonitor Definitions { get; }

    public IOperationMonitor Operations { get; }

    public ILaneMonitor Lanes { get; }

    public IWorkerMonitor Workers { get; }

    public IAgentMonitor Agents { get; }

    public IOrderMonitor Orders { get; }

    public IFailureMonitor Failures { get; }

    public IStatisticMonitor Statistics { get; }

    public IAlertMonitor Alerts { get; }

    public ILimitMonitor Limits { get; }
}
