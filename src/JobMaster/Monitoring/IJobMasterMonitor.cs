namespace JobMaster;

/// <summary>Reading a cluster, in small parts. Nothing here blocks a claim or a finish.</summary>
public interface IJobMasterMonitor
{
    /// <summary>The jobs.</summary>
    IJobMonitor Jobs { get; }

    /// <summary>The recurring schedules.</summary>
    IScheduleMonitor Schedules { get; }

    /// <summary>What operators did.</summary>
    IAuditMonitor Audit { get; }

    /// <summary>The definitions that live and past nodes have: what may be scheduled.</summary>
    IDefinitionMonitor Definitions { get; }

    /// <summary>The operations on many jobs.</summary>
    IOperationMonitor Operations { get; }

    /// <summary>The lanes, their jobs, workers and pauses.</summary>
    ILaneMonitor Lanes { get; }

    /// <summary>The workers, how they do, and what operators told them.</summary>
    IWorkerMonitor Workers { get; }

    /// <summary>The failed jobs, grouped by what they failed of.</summary>
    IFailureMonitor Failures { get; }
}

/// <summary>Reading jobs.</summary>
public interface IJobMonitor
{
    /// <summary>One job in any state, or null when it is unknown or was pruned.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<JobDetails?> GetAsync(Guid jobId, CancellationToken cancellationToken = default);

    /// <summary>
    /// A page of jobs: live ones first by descending id, then failed, then finished ones by descending time of finishing. Pages by key, so
    /// a page costs the same however far into the list it is, and jobs that come or go meanwhile neither repeat nor hide others.
    /// </summary>
    /// <param name="filter">Which jobs, and how many a page.</param>
    /// <param name="continueFrom">The <see cref="JobPage.Next"/> of the page before; null for the first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">The continuation is not one this method returned.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<JobPage> ListAsync(JobFilter? filter = null, string? continueFrom = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Every attempt of a job, oldest first, the running or last one included; empty when the job is unknown or was never started.
    /// </summary>
    /// <param name="jobId">The job.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<IReadOnlyList<JobAttemptDetails>> GetAttemptsAsync(Guid jobId, CancellationToken cancellationToken = default);

    /// <summary>The lines a job's handlers wrote, oldest first.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<IReadOnlyList<JobLogLine>> GetLogAsync(Guid jobId, CancellationToken cancellationToken = default);

    /// <summary>
    /// How many jobs are in each state. Live, failed and finished jobs are each counted up to 100,000, so the call stays short on big
    /// tables.
    /// </summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<JobCounts> CountAsync(CancellationToken cancellationToken = default);
}
