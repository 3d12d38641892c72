namespace JobMaster;

/// <summary>
/// All options of one cluster. Set them with the fluent calls of <see cref="JobMasterClusterConfig"/>, or bind them from configuration by
/// name. They are checked together at start.
/// </summary>
public sealed class JobMasterClusterOptions
{
    /// <summary>The cluster's name, the same on every node. At most 100 characters. <value>The default is <c>default</c>.</value></summary>
    public string ClusterId { get; set; } = "default";

    /// <summary>
    /// The former id of this cluster; its tables and agents are taken over at start. <value>The default is null: it
    /// was not renamed.</value>
    /// </summary>
    public string? FormerClusterId { get; set; }

    /// <summary>What the cluster does until it is changed at run time. <value>The default is Active.</value></summary>
    public ClusterMode Mode { get; set; } = ClusterMode.Active;

    /// <summary>
    /// How long one attempt may run if neither call nor handler sets a timeout; at most 49 days. <value>The default is 5 minutes.</value>
    /// </summary>
    public TimeSpan DefaultJobTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How often a failed job is tried again if neither call nor handler sets a number. <value>The default is 10.</value>
    /// </summary>
    public int DefaultMaxRetryCount { get; set; } = 10;

    /// <summary>
    /// The largest size of a job's message data, of its metadata and of its result, each in UTF-8 bytes of JSON text. <value>The default is
    /// 131,072 (128 KiB).</value>
    /// </summary>
    public int MaxMessageByteSize { get; set; } = 128 * 1024;

    /// <summary>The IANA time zone of the cluster. <value>The default is <c>UTC</c>.</value></summary>
    public string IanaTimeZoneId { get; set; } = "UTC";

    /// <summary>How long succeeded and cancelled jobs are kept. <value>The default is 30 days.</value></summary>
    public TimeSpan DataRetentionTtl { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long failed jobs are kept. <value>The default is 90 days.</value></summary>
    public TimeSpan FailedRetentionTtl { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How long the audit of operators' actions is kept. <value>The default is 90 days.</value></summary>
    public TimeSpan AuditRetentionTtl { get; set; } = TimeSpan.FromDays(90);

    /// <summary>Whether statistics of the cluster's activity are kept. <value>The default is true.</value></summary>
    public bool Statistics { get; set; } = true;

    /// <summary>
    /// For how many tenants statistics are kept, per node and day; the rest are counted together. At most 1,000. <value>The default is 0:
    /// none are kept by tenant.</value>
    /// </summary>
    public int StatisticsMaxTenants { get; set; }

    /// <summary>How long statistics are kept minute by minute. <value>The default is 2 days.</value></summary>
    public TimeSpan StatisticsMinuteRetention { get; set; } = TimeSpan.FromDays(2);

    /// <summary>How long statistics are kept hour by hour. <value>The default is 90 days.</value></summary>
    public TimeSpan StatisticsHourRetention { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How long statistics are kept day by day. <value>The default is 800 days.</value></summary>
    public TimeSpan StatisticsDayRetention { get; set; } = TimeSpan.FromDays(800);

    /// <summary>
    /// A worker whose heartbeat does not change for this time is declared dead, and other workers get its jobs within twice this time.
    /// <value>The default is 30 seconds.</value>
    /// </summary>
    public TimeSpan HeartbeatTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How often an idle node asks its store for work, jittered by a tenth. Jobs scheduled in the same process do not wait for it.
    /// <value>The default is 1.5 seconds.</value>
    /// </summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1.5);

    /// <summary>
    /// How early a worker may claim a job into memory before it is due, so that the job starts on time. Jobs due now come first. A worker
    /// claims at most as many of them as it has slots. <value>The default is zero: jobs are claimed when they are due.</value>
    /// </summary>
    public TimeSpan TransientThreshold { get; set; }

    /// <summary>A job that has lost this many workers fails as "worker lost". <value>The default is 5.</value></summary>
    public int MaxWorkerLosses { get; set; } = 5;

    /// <summary>
    /// How long a stopping node waits for running jobs before it cancels their tokens and gives them back. Keep it below the host's
    /// shutdown timeout. <value>The default is 20 seconds.</value>
    /// </summary>
    public TimeSpan ShutdownGracePeriod { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// While this many outcomes wait for an unavailable store, no further job starts. <value>The default is 10,000.</value>
    /// </summary>
    public int MaxUnflushedOutcomes { get; set; } = 10_000;

    /// <summary>What happens when the master cannot be reached at start. <value>The default is Throw.</value></summary>
    public StartupFailure StartupFailure { get; set; } = StartupFailure.Throw;

    /// <summary>
    /// What a call that changes jobs or schedules does inside an open <c>TransactionScope</c>. Jobs never join the scope. <value>The
    /// default is Refuse.</value>
    /// </summary>
    public AmbientTransactionPolicy AmbientTransactions { get; set; } = AmbientTransactionPolicy.Refuse;

    /// <summary>The beginning of every table name: letters, digits and underscores. <value>The default is <c>jm_</c>.</value></summary>
    public string SqlTablePrefix { get; set; } = "jm_";

    /// <summary>
    /// The database schema of the tables, if the provider has schemas. <value>The default is the provider's own.</value>
    /// </summary>
    public string? SqlSchema { get; set; }

    /// <summary>
    /// Whether a starting node creates and migrates the tables. When false, run the SQL that
    /// <see cref="IJobMasterCluster.GetPendingSqlAsync"/> returns. <value>The default is true.</value>
    /// </summary>
    public bool AutoProvisionSqlSchema { get; set; } = true;

    /// <summary>
    /// A directory for log files with one JSON object per line, for debugging; null for none. <value>The default is null.</value>
    /// </summary>
    public string? DebugJsonlDirectory { get; set; }

    /// <summary>
    /// Whether an unkeyed <see cref="IJobMasterScheduler"/> belongs to this cluster when there are several. <value>The
    /// default is false.</value>
    /// </summary>
    public bool IsDefault { get; set; }

    /// <summary>The workers of this process. <value>The default is none: the process only schedules.</value></summary>
    public IList<JobMasterWorkerOptions> Workers { get; } = [];
}

/// <summary>What a call that changes jobs or schedules does inside a <c>TransactionScope</c>.</summary>
public enum AmbientTransactionPolicy
{
    /// <summary>It is refused: the job would run even if the scope is rolled back.</summary>
    Refuse = 1,

    /// <summary>The change is made immediately and stays, even if the scope rolls back.</summary>
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
