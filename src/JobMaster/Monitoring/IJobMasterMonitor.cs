namespace JobMaster;

/// <summary>Reads a cluster, part by part. Nothing here blocks a claim or a finish.</summary>
public interface IJobMasterMonitor
{
    /// <summary>The jobs.</summary>
    IJobMonitor Jobs { get; }

    /// <summary>The recurring schedules.</summary>
    IScheduleMonitor Schedules { get; }

    /// <summary>The actions of operators.</summary>
    IAuditMonitor Audit { get; }

    /// <summary>The definitions of live and past nodes: what can be scheduled.</summary>
    IDefinitionMonitor Definitions { get; }

    /// <summary>The operations on many jobs.</summary>
    IOperationMonitor Operations { get; }

    /// <summary>The lanes, their jobs, workers and pauses.</summary>
    ILaneMonitor Lanes { get; }

    /// <summary>The workers, their condition, and operators' orders to them.</summary>
    IWorkerMonitor Workers { get; }

    /// <summary>The agents, their jobs, and the workers that receive from them.</summary>
    IAgentMonitor Agents { get; }

    /// <summary>The orders of operators in force.</summary>
    IOrderMonitor Orders { get; }

    /// <summary>The failed jobs, grouped by cause.</summary>
    IFailureMonitor Failures { get; }

    /// <summary>The cluster's activity over time, for charts.</summary>
    IStatisticMonitor Statistics { get; }

    /// <summary>The alerts: conditions that need an operator.</summary>
    IAlertMonitor Alerts { get; }

    /// <summary>The limits and their use.</summary>
    ILimitMonitor Limits { get; }
}

/// <summary>Reads jobs.</summary>
public interface IJobMonitor
{
    /// <summary>Returns one job in any state, or null if it is unknown or was pruned.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<JobDetails?> GetAsync(Guid jobId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Returns one job like <see cref="GetAsync"/>, with its message data decrypted if this process has the key. Before it shows anything,
    /// it records in the audit who looked and why. Null, with nothing recorded, if the job is unknown, was pruned, or waits on an agent.
    /// </summary>
    /// <param name="jobId">The job.</param>
    /// <param name="by">Who looks, and why.</param>
    /// <param name="cancellationToken">Cancels the call; the look may still be recorded.</param>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<JobDetails?> RevealAsync(Guid jobId, OperatorContext by, CancellationToken cancellationToken = default);

    /// <summary>
    /// Returns a page of jobs: live ones first by descending id, then failed ones, then finished ones by descending time of finishing.
    /// Pages by key: a page costs the same however far into the list it is, and jobs that come or go meanwhile neither repeat nor hide
    /// others. A page is full if an index holds the jobs of the filter. With several conditions, and for live jobs of a definition, lane or
    /// state, a call looks at 10,000 jobs at a time for half a second. The page may then be short or empty; the list continues as long as
    /// there is a <see cref="JobPage.Next"/>.
    /// </summary>
    /// <param name="filter">The jobs and the page size.</param>
    /// <param name="continueFrom">The <see cref="JobPage.Next"/> of the page before; null for the first.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">The continuation is not from this method.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<JobPage> ListAsync(JobFilter? filter = null, string? continueFrom = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Returns a page of the jobs that meet all conditions, by time. A call looks at a limited number of jobs. If no index serves the
    /// conditions together and few jobs meet them, the page is not full and says how far the search came; the next page continues there.
    /// </summary>
    /// <param name="search">The conditions, the order and the page size; null for all jobs.</param>
    /// <param name="continueFrom">The <see cref="JobSearchPage.Next"/> of the page before; null for the first.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">A condition cannot be met, or the continuation is not from this method.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    /// <example><code>var page = await monitor.Jobs.SearchAsync(new JobSearch { Tenant = "acme" });</code></example>
    Task<JobSearchPage> SearchAsync(
        JobSearch? search = null, string? continueFrom = null, CancellationToken cancellationToken = default);

    /// <summary>Counts the jobs that a search finds, up to 10,000 and within the number of jobs that one call looks at.</summary>
    /// <param name="search">The conditions.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">A condition cannot be met.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<JobSearchCount> CountAsync(JobSearch search, CancellationToken cancellationToken = default);

    /// <summary>
    /// Returns the attempts of a job, oldest first, including the running or last one; empty if the job is unknown or never started. If
    /// there are more than 1,000 earlier attempts, only the newest: <see cref="GetAttemptsBeforeAsync"/> reads those before.
    /// </summary>
    /// <param name="jobId">The job.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<IReadOnlyList<JobAttemptDetails>> GetAttemptsAsync(Guid jobId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Explains why a job does not run: gives every reason, by the conditions of the claim itself and by what each live worker would claim.
    /// Null if the job is unknown or was pruned.
    /// </summary>
    /// <param name="jobId">The job.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    /// <example><code>
    /// var explanation = await monitor.Jobs.ExplainAsync(id);
    /// foreach (var reason in explanation?.Reasons ?? []) Console.WriteLine(reason.Text);
    /// </code></example>
    Task<JobExplanation?> ExplainAsync(Guid jobId, CancellationToken cancellationToken = default);

    /// <summary>Returns earlier attempts of a job, oldest first: those just before a given one.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="before">The number of the attempt that follows the ones to return.</param>
    /// <param name="count">The most attempts to return, 1 to 1,000.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">The count is out of range.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<IReadOnlyList<JobAttemptDetails>> GetAttemptsBeforeAsync(
        Guid jobId, int before, int count = 100, CancellationToken cancellationToken = default);

    /// <summary>
    /// Returns the log lines of a job, oldest first: at most about 10,000, or some megabytes. <see cref="GetLogPageAsync"/> reads any
    /// number.
    /// </summary>
    /// <param name="jobId">The job.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<IReadOnlyList<JobLogLine>> GetLogAsync(Guid jobId, CancellationToken cancellationToken = default);

    /// <summary>Returns a page of the log lines of a job, oldest first.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="continueFrom">The <see cref="JobLogPage.Next"/> of the page before; 0 for the first.</param>
    /// <param name="count">The most lines to return, 1 to 1,000.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">The count is out of range.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<JobLogPage> GetLogPageAsync(
        Guid jobId, long continueFrom = 0, int count = 100, CancellationToken cancellationToken = default);

    /// <summary>
    /// Returns everything that happened to a job, in order: when it was stored, each attempt, operators' changes, and its end. Composed
    /// from the job, its attempts and the audit. Null if the job is unknown or was pruned.
    /// </summary>
    /// <param name="jobId">The job.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    /// <example><code>var timeline = await monitor.Jobs.GetTimelineAsync(id);</code></example>
    Task<JobTimeline?> GetTimelineAsync(Guid jobId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Counts the jobs in each state. Live, failed and finished jobs are each counted up to 100,000, so the call stays short on big tables.
    /// </summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<JobCounts> CountAsync(CancellationToken cancellationToken = default);
}
