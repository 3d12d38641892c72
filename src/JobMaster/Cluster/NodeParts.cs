using JobMaster.Diagnostics;
using JobMaster.Execution;
using JobMaster.Maintenance;
using JobMaster.Recurring;
using JobMaster.Scheduling;
using JobMaster.Storage;
using Microsoft.Extensions.Logging;

namespace JobMaster.Cluster;

/// <summary>Everything one node consists of, wired but not started.</summary>
internal sealed record NodeParts
{
    public required JobMasterClusterOptions Options { get; init; }

    public required IMasterStore Store { get; init; }

    public required Provisioning Provisioning { get; init; }

    public required FirstUse FirstUse { get; init; }

    public required ClusterSettings Settings { get; init; }

    public required QueueSignals Signals { get; init; }

    /// <summary>Null in a cluster without agents.</summary>
    public required NodeAgents? Agents { get; init; }

    public required ClusterAgreement Agreement { get; init; }

    public required IJobMasterScheduler Scheduler { get; init; }

    public required IJobMasterMonitor Monitor { get; init; }

    public required List<Worker> Workers { get; init; }

    public required JobDefinitionRegistry Definitions { get; init; }

    public required JobFactory Jobs { get; init; }

    public required ExecutorParts Executor { get; init; }

    public required AttemptServices Attempts { get; init; }

    public required int WriteConcurrency { get; init; }

    public required JobCompleter Completer { get; init; }

    public required AttemptReporter Reporter { get; init; }

    public required SessionRenewal Sessions { get; init; }

    public required CommitPolls CommitPolls { get; init; }

    public required Unparker Unparker { get; init; }

    /// <summary>Null on a node that does no upkeep.</summary>
    public required Rescuer? Rescuer { get; init; }

    /// <summary>Null on a node that does no upkeep.</summary>
    public required Pruner? Pruner { get; init; }

    public required RecurrenceParts Recurrence { get; init; }

    public required DepthSampler Depth { get; init; }

    public required Heartbeat Heartbeat { get; init; }

    public required JobMasterTelemetry Telemetry { get; init; }

    public required ILoggerFactory Loggers { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>Lets a test's clock move by itself from now on; null outside tests.</summary>
    public Action? LetTimePass { get; init; }

    public required Random Random { get; init; }

    public required ILogger Logger { get; init; }
}
