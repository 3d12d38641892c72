using JobMaster.Agents;
using JobMaster.Diagnostics;
using JobMaster.Recurring;
using JobMaster.Storage;

namespace JobMaster.Scheduling;

/// <summary>What the scheduler of one cluster works with. One instance serves the plain scheduler and those inside transactions.</summary>
internal sealed class SchedulerParts
{
    public required JobMasterClusterOptions Options { get; init; }

    public required IMasterStore Store { get; init; }

    public required JobFactory Factory { get; init; }

    public required InsertBatcher Inserts { get; init; }

    public required RecurringSchedules Recurring { get; init; }

    /// <summary>Accepts jobs on agents; null in a cluster without.</summary>
    public AgentFirst? Agents { get; init; }

    /// <summary>The jobs the master does not know because an agent holds them.</summary>
    public required UnseenJobs Unseen { get; init; }

    public required QueueSignals Signals { get; init; }

    public required CancelSignals Cancels { get; init; }

    public required JobContextFactory Contexts { get; init; }

    public required JobMasterTelemetry Telemetry { get; init; }

    public required LaneWatch Lanes { get; init; }

    public required TimeProvider Time { get; init; }

    public required CommitPolls CommitPolls { get; init; }

    /// <summary>The mode in force.</summary>
    public required Func<ClusterMode> Mode { get; init; }

    /// <summary>The schedulers of the other clusters in this process.</summary>
    public required Func<string, IJobMasterScheduler> SchedulerOf { get; init; }

    /// <summary>Makes the node look for due jobs soon.</summary>
    public required Action RequestPoll { get; init; }

    /// <summary>Makes the cluster ready before its first call.</summary>
    public required FirstUse FirstUse { get; init; }

    /// <summary>Before a change to jobs or schedules on the master.</summary>
    /// <exception cref="JobMasterException">The call is refused, or the cluster cannot be used.</exception>
    public async ValueTask EnterAsync(CancellationToken cancellationToken)
    {
        AmbientTransaction.ThrowIfOpen(Options.AmbientTransactions);
        await FirstUse.ReadyAsync(cancellationToken).ConfigureAwait(false);
        ThrowIfReadOnly();
    }

    public void ThrowIfReadOnly()
    {
        if (Mode() == ClusterMode.Archive)
        {
            throw new JobRejectedException(
                $"Cluster '{Options.ClusterId}' is in mode Archive: it can be read, not changed. Set another mode through IJobMasterCluster.SetModeAsync.");
        }
    }
}
