namespace JobMaster;

/// <summary>Reads and changes a whole cluster while it runs.</summary>
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

    /// <summary>Pauses lanes.</summary>
    ILaneControls Lanes { get; }

    /// <summary>Pauses definitions.</summary>
    IDefinitionControls Definitions { get; }

    /// <summary>Gives orders to workers.</summary>
    IWorkerControls Workers { get; }

    /// <summary>Drains agents.</summary>
    IAgentControls Agents { get; }

    /// <summary>Changes limits.</summary>
    ILimitControls Limits { get; }

    /// <summary>Changes to failed jobs and their groups.</summary>
    IJobFailures Failures { get; }

    /// <summary>
    /// Changes the mode for every node, at the latest with its next poll. Overrides the code's configuration until it is removed.
    /// </summary>
    /// <param name="mode">The mode, or null to return to the code's configuration.</param>
    /// <param name="by">
    /// Who makes the change and why, for the audit. Default: the operator of the app's <see cref="IOperatorContextAccessor"/>, else the
    /// host.
    /// </param>
    /// <param name="cancellationToken">Stops waiting; the change may still be made.</param>
    /// <returns>False if that was set already.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The mode is not defined.</exception>
    /// <exception cref="JobMasterStoreException">The master cannot be reached.</exception>
    Task<bool> SetModeAsync(ClusterMode? mode, OperatorContext? by = null, CancellationToken cancellationToken = default);

    /// <summary>Returns the SQL of every migration that the master's schema lacks, in order; empty if it is up to date.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="JobMasterStoreException">The master cannot be reached.</exception>
    Task<IReadOnlyList<string>> GetPendingSqlAsync(CancellationToken cancellationToken = default);
}
