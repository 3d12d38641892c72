namespace JobMaster;

/// <summary>
/// Every option of one cluster. Set by the fluent calls of <see cref="JobMasterClusterConfig"/> or bound from configuration by name;
/// checked together at start.
/// </summary>
public sealed class JobMasterClusterOptions
{
    /// <summary>The cluster's name, the same on every node. At most 100 characters. <value>The default is <c>default</c>.</value></summary>
    public string ClusterId { get; set; } = "default";

    /// <summary>
    /// The id this cluster had before; its tables and agents are taken over at start. <value>The default is null: it was not
    /// renamed.</value>
    /// </summary>
    public string? FormerClusterId { get; set; }

    /// <summary>What the cluster does until it is changed at run time. <value>The default is Active.</value></summary>
    public ClusterMode Mode { get; set; } = ClusterMode.Active;

    /// <summary>
    /// How long one attempt may run when neither call nor handler says; at most 49 days. <value>The default is 5 minutes.</value>
    /// </summary>
    public TimeSpan DefaultJobTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How often a failed job is tried again when neither call nor handler says. <value>The default is 10.</value></summary>
    public int DefaultMaxRetryCount { get; set; } = 10;

    /// <summary>
    /// The largest message data, metadata and result of one job, each, in UTF-8 bytes of its JSON text. <value>The default is 131,072 (128
    /// KiB).</value>
    /// </summary>
    public int MaxMessageByteSize { get; set; } = 128 * 1024;

    /// <summary>The IANA time zone of the cluster. <value>The default is <c>UTC</c>.</value></summary>
    public string IanaTimeZoneId { get; set; } = "UTC";

    /// <summary>How long succeeded and cancelled jobs are kept. <value>The default is 30 days.</value></summary>
    public TimeSpan DataRetentionTtl { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long failed jobs are kept. <value>The default is 90 days.</value></summary>
    public TimeSpan FailedRetentionTtl { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How long the audit of what operators did is kept. <value>The default is 90 days.</value></summary>
    public TimeSpan AuditRetentionTtl { get; set; } = TimeSpan.FromDays(90);

    /// <summary>
    /// A worker whose heartbeat stands still for so long is dead and its jobs are given to others; they come back within twice this time.
    /// <value>The default is 30 seconds.</value>
    /// </summary>
    public TimeSpan HeartbeatTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How often an idle node asks its store for work, jittered by a tenth. Jobs scheduled in the same process do not wait for it.
    /// <value>The default is 1.5 seconds.</value>
    /// </summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1.5);

    /// <summary>
    /// How early a worker may take a job into memory that is not due yet, so that it starts on time. Jobs due now come first. At most as
    /// many as the worker runs at once. <value>The default is zero: jobs are claimed when they are due.</value>
    /// </summary>
    public TimeSpan TransientThreshold { get; set; }

    /// <summary>A job under which so many workers were lost fails as "worker lost". <value>The default is 5.</value></summary>
    public int MaxWorkerLosses { get; set; } = 5;

    /// <summary>
    /// How long a stopping node waits for running jobs before it cancels their tokens and gives them back. Keep it below the host's
    /// shutdown timeout. <value>The default is 20 seconds.</value>
    /// </summary>
    public TimeSpan ShutdownGracePeriod { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// With this many outcomes waiting for a store that is away, no further job is started. <value>The default is 10,000.</value>
    /// </summary>
    public int MaxUnflushedOutcomes { get; set; } = 10_000;

    /// <summary>What happens when the master cannot be reached at start. <value>The default is Throw.</value></summary>
    public StartupFailure StartupFailure { get; set; } = StartupFailure.Throw;

    /// <summary>
    /// What a call does that changes jobs or schedules while a <c>TransactionScope</c> is open around it: jobs never join the scope.
    /// <value>The default is Refuse.</value>
    /// </summary>
    public AmbientTransactionPolicy AmbientTransactions { get; set; } = AmbientTransactionPolicy.Refuse;

    /// <summary>What every table name starts with: letters, digits and underscores. <value>The default is <c>jm_</c>.</value></summary>
    public string SqlTablePrefix { get; set; } = "jm_";

    /// <summary>
    /// The database schema the tables live in, where the provider has schemas. <value>The default is the provider's own.</value>
    /// </summary>
    public string? SqlSchema { get; set; }

    /// <summary>
    /// Whether a starting node creates and migrates the tables. When false, run the SQL that
    /// <see cref="IJobMasterCluster.GetPendingSqlAsync"/> returns. <value>The default is true.</value>
    /// </summary>
    public bool AutoProvisionSqlSchema { get; set; } = true;

    /// <summary>
    /// A directory for log files of one JSON object a line, for debugging; null for none. <value>The default is null.</value>
    /// </summary>
    public string? DebugJsonlDirectory { get; set; }

    /// <summary>
    /// Whether an unkeyed <see cref="IJobMasterScheduler"/> means this cluster when there are several. <value>The default is false.</value>
    /// </summary>
    public bool IsDefault { get; set; }

    /// <summary>The workers of this process. <value>The default is none: the process only schedules.</value></summary>
    public IList<JobMasterWorkerOptions> Workers { get; } = [];
}

/// <summary>What a call does that changes jobs or schedules inside a <c>TransactionScope</c>.</summary>
public enum AmbientTransactionPolicy
{
    /// <summary>It is refused: the job would run even if the scope is rolled back.</summary>
    Refuse = 1,

    /// <summary>It is made at once and stays, whatever becomes of the scope.</summary>
    Ignore = 2,
}

/// <summary>What to do when the master cannot be reached at start.</summary>
public enum StartupFailure
{
    /// <summary>The host fails to start with the error.</summary>
    Throw = 1,

    /// <summary>The host starts; the node keeps trying in the background and logs each failure.</summary>
    RetryInBackground = 2,
}
