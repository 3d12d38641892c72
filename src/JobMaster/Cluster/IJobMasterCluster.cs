namespace JobMaster;

/// <summary>What can be asked of, and changed for, a whole cluster while it runs.</summary>
public interface IJobMasterCluster
{
    /// <summary>The cluster's id.</summary>
    string ClusterId { get; }

    /// <summary>The mode in force on this node.</summary>
    ClusterMode Mode { get; }

    /// <summary>The options in force on this node, without secrets, and the mode.</summary>
    JobMasterClusterSettings Settings { get; }

    /// <summary>Changes to many jobs at once.</summary>
    IJobOperations Operations { get; }

    /// <summary>Pausing lanes.</summary>
    ILaneControls Lanes { get; }

    /// <summary>Pausing definitions.</summary>
    IDefinitionControls Definitions { get; }

    /// <summary>Telling workers what to do.</summary>
    IWorkerControls Workers { get; }

    /// <summary>Draining agents.</summary>
    IAgentControls Agents { get; }

    /// <summary>Changing limits.</summary>
    ILimitControls Limits { get; }

    /// <summary>Changes to failed jobs and their groups.</summary>
    IJobFailures Failures { get; }

    /// <summary>
    /// Changes the mode for every node, at the latest with its next poll. Goes before what the code configures until it is removed.
    /// </summary>
    /// <param name="mode">The mode, or null to go back to what the code configures.</param>
    /// <param name="by">Who makes the change, and why, for the audit. Default: whom the app's <see cref="IOperatorContextAccessor"/> names,
    /// else the host.</param>
    /// <param name="cancellationToken">Stops waiting; the change may still be made.</param>
    /// <exception cref="ArgumentOutOfRangeException">The mode is none.</exception>
    /// <exception cref="JobMasterStoreException">The master cannot be reached.</exception>
    Task SetModeAsync(ClusterMode? mode, OperatorContext? by = null, CancellationToken cancellationToken = default);

    /// <summary>The SQL of every migration the master's schema still lacks, in order; empty when it is up to date.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="JobMasterStoreException">The master cannot be reached.</exception>
    Task<IReadOnlyList<string>> GetPendingSqlAsync(CancellationToken cancellationToken = default);
}
