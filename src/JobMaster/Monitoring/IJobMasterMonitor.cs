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

    /// <summary>The agents, what they hold and who receives from them.</summary>
    IAgentMonitor Agents { get; }

    /// <summary>The failed jobs, grouped by what they failed of.</summary>
    IFailureMonitor Failures { get; }

    /// <summary>What the cluster did over time, for charts.</summary>
    IStatisticMonitor Statistics { get; }

    /// <summary>What needs an operator.</summary>
    IAlertMonitor Alerts { get; }

    /// <summary>The limits, and how much of them is in use.</summary>
    ILimitMonitor Limits { get; }
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
    /// One job as <see cref="GetAsync"/>, with its message data decrypted where this process has the key. Files in the audit who looked,
    /// and why, before anything is shown. Null, with nothing filed, when the job is unknown or was pruned, or waits on an agent.
    /// </summary>
    /// <param name="jobId">The job.</param>
    /// <param name="by">Who looks, and why.</param>
    /// <param name="cancellationToken">Gives up; the look may be filed all the same.</param>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<JobDetails?> RevealAsync(Guid jobId, OperatorContext by, CancellationToken cancellationToken = default);

    /// <summary>
    /// A page of jobs: live ones first by descending id, then failed, then finished ones by descending time of finishing. Pages by key, so
    /// a page costs the same however far into the list it is, and jobs that come or go meanwhile neither repeat nor hide others.
    /// A page is full where an index holds the jobs of the filter. With several conditions, and for live jobs of a definition, lane or
    /// state, a call looks at 10,000 jobs at a time and goes on for half a second: the page may then be short or empty, and the list goes
    /// on while there is a <see cref="JobPage.Next"/>.
    /// </summary>
    /// <param name="filter">Which jobs, and how many a page.</param>
    /// <param name="continueFrom">The <see cref="JobPage.Next"/> of the page before; null for the first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">The continuation is not one this method returned.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<JobPage> ListAsync(JobFilter? filter = null, string? continueFrom = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// A page of the jobs that meet all of some conditions, by time. A call looks at a bounded number of jobs: where no index serves the
    /// conditions together and few jobs meet them, the page is not full and says how far the search came, and the next one goes on there.
    /// </summary>
    /// <param name="search">The conditions, the order, and how many a page; null for all jobs.</param>
    /// <param name="continueFrom">The <see cref="JobSearchPage.Next"/> of the page before; null for the first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">A condition cannot be met, or the continuation is not one this method returned.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    /// <example><code>var page = await monitor.Jobs.SearchAsync(new JobSearch { Tenant = "acme" });</code></example>
    Task<JobSearchPage> SearchAsync(
        JobSearch? search = null, string? continueFrom = null, CancellationToken cancellationToken = default);

    /// <summary>How many jobs a search finds, counted up to 10,000 and within the number of jobs that one call looks at.</summary>
    /// <param name="search">The conditions.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">A condition cannot be met.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<JobSearchCount> CountAsync(JobSearch search, CancellationToken cancellationToken = default);

    /// <summary>
    /// The attempts of a job, oldest first, the running or last one included; empty when the job is unknown or was never started. Of more
    /// than 1,000 earlier ones the newest: <see cref="GetAttemptsBeforeAsync"/> reads those before.
    /// </summary>
    /// <param name="jobId">The job.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<IReadOnlyList<JobAttemptDetails>> GetAttemptsAsync(Guid jobId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Why a job does not run: every reason, by the conditions of the claim itself and by what each live worker would claim. Null when the
    /// job is unknown or was pruned.
    /// </summary>
    /// <param name="jobId">The job.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    /// <example><code>
    /// var explanation = await monitor.Jobs.ExplainAsync(id);
    /// foreach (var reason in explanation?.Reasons ?? []) Console.WriteLine(reason.Text);
    /// </code></example>
    Task<JobExplanation?> ExplainAsync(Guid jobId, CancellationToken cancellationToken = default);

    /// <summary>Earlier attempts of a job, oldest first: those just before one.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="before">The number of the attempt that follows those wanted.</param>
    /// <param name="count">How many at most, 1 to 1,000.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">The count is out of range.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<IReadOnlyList<JobAttemptDetails>> GetAttemptsBeforeAsync(
        Guid jobId, int before, int count = 100, CancellationToken cancellationToken = default);

    /// <summary>
    /// The lines a job's handlers wrote, oldest first: about 10,000 at most, or some megabytes. <see cref="GetLogPageAsync"/> reads any
    /// number.
    /// </summary>
    /// <param name="jobId">The job.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<IReadOnlyList<JobLogLine>> GetLogAsync(Guid jobId, CancellationToken cancellationToken = default);

    /// <summary>A page of the lines a job's handlers wrote, oldest first.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="continueFrom">The <see cref="JobLogPage.Next"/> of the page before; 0 for the first.</param>
    /// <param name="count">How many at most, 1 to 1,000.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">The count is out of range.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<JobLogPage> GetLogPageAsync(
        Guid jobId, long continueFrom = 0, int count = 100, CancellationToken cancellationToken = default);

    /// <summary>
    /// Everything that happened to a job, in order: when it was stored, each attempt, what operators did to it, how it ended. Composed from
    /// the job, its attempts and the audit. Null when the job is unknown or was pruned.
    /// </summary>
    /// <param name="jobId">The job.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    /// <example><code>var timeline = await monitor.Jobs.GetTimelineAsync(id);</code></example>
    Task<JobTimeline?> GetTimelineAsync(Guid jobId, CancellationToken cancellationToken = default);

    /// <summary>
    /// How many jobs are in each state. Live, failed and finished jobs are each counted up to 100,000, so the call stays short on big
    /// tables.
    /// </summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<JobCounts> CountAsync(CancellationToken cancellationToken = default);
}
