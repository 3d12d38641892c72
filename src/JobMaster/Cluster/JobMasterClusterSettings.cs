namespace JobMaster;

/// <summary>
/// The settings in force for a cluster on this node: the options of the same names, and the mode as changed at run time. Never contains a
/// secret, a connection string or a path.
/// </summary>
public sealed record JobMasterClusterSettings
{
    /// <summary>The cluster's id.</summary>
    public required string ClusterId { get; init; }

    /// <summary>The version of the library.</summary>
    public required string Version { get; init; }

    /// <summary>The kind of the master's store, such as <c>Postgres</c>.</summary>
    public required string MasterProvider { get; init; }

    /// <summary>The mode in force.</summary>
    public required ClusterMode Mode { get; init; }

    /// <summary>The mode in the code's configuration. It is in force unless an operator has changed it.</summary>
    public required ClusterMode ConfiguredMode { get; init; }

    /// <summary>How long one attempt may run if neither call nor handler sets a timeout.</summary>
    public required TimeSpan DefaultJobTimeout { get; init; }

    /// <summary>How often a failed job is tried again if neither call nor handler sets a number.</summary>
    public required int DefaultMaxRetryCount { get; init; }

    /// <summary>The largest size of a job's message data, of its metadata and of its result, each in bytes.</summary>
    public required int MaxMessageByteSize { get; init; }

    /// <summary>The IANA time zone of the cluster.</summary>
    public required string IanaTimeZoneId { get; init; }

    /// <summary>How long succeeded and cancelled jobs are kept.</summary>
    public required TimeSpan DataRetentionTtl { get; init; }

    /// <summary>How long failed jobs are kept.</summary>
    public required TimeSpan FailedRetentionTtl { get; init; }

    /// <summary>How long the audit is kept.</summary>
    public required TimeSpan AuditRetentionTtl { get; init; }

    /// <summary>Whether statistics are kept.</summary>
    public required bool Statistics { get; init; }

    /// <summary>The most tenants for which statistics are kept.</summary>
    public required int StatisticsMaxTenants { get; init; }

    /// <summary>How long statistics are kept minute by minute.</summary>
    public required TimeSpan StatisticsMinuteRetention { get; init; }

    /// <summary>How long statistics are kept hour by hour.</summary>
    public required TimeSpan StatisticsHourRetention { get; init; }

    /// <summary>How long statistics are kept day by day.</summary>
    public required TimeSpan StatisticsDayRetention { get; init; }

    /// <summary>A worker whose heartbeat does not change for this time is declared dead.</summary>
    public required TimeSpan HeartbeatTimeout { get; init; }

    /// <summary>How often an idle node asks its store for work.</summary>
    public required TimeSpan PollInterval { get; init; }

    /// <summary>How early a worker may claim a job before it is due.</summary>
    public required TimeSpan TransientThreshold { get; init; }

    /// <summary>A job that has lost this many workers fails.</summary>
    public required int MaxWorkerLosses { get; init; }

    /// <summary>How long a stopping node waits for running jobs.</summary>
    public required TimeSpan ShutdownGracePeriod { get; init; }

    /// <summary>While this many outcomes wait for an unavailable store, no further job starts.</summary>
    public required int MaxUnflushedOutcomes { get; init; }

    /// <summary>What happens when the master cannot be reached at start.</summary>
    public required StartupFailure StartupFailure { get; init; }

    /// <summary>What a call that changes jobs or schedules does inside an open <c>TransactionScope</c>.</summary>
    public required AmbientTransactionPolicy AmbientTransactions { get; init; }

    /// <summary>The beginning of every table name.</summary>
    public required string SqlTablePrefix { get; init; }

    /// <summary>The database schema of the tables; null for the provider's own.</summary>
    public string? SqlSchema { get; init; }

    /// <summary>Whether a starting node creates and migrates the tables.</summary>
    public required bool AutoProvisionSqlSchema { get; init; }

    internal static JobMasterClusterSettings Of(JobMasterClusterOptions options, string masterProvider, string version, ClusterMode mode) =>
        new()
        {
            ClusterId = options.ClusterId,
            Version = version,
            MasterProvider = masterProvider,
            Mode = mode,
            ConfiguredMode = options.Mode,
            DefaultJobTimeout = options.DefaultJobTimeout,
            DefaultMaxRetryCount = options.DefaultMaxRetryCount,
            MaxMessageByteSize = options.MaxMessageByteSize,
            IanaTimeZoneId = options.IanaTimeZoneId,
            DataRetentionTtl = options.DataRetentionTtl,
            FailedRetentionTtl = options.FailedRetentionTtl,
            AuditRetentionTtl = options.AuditRetentionTtl,
            Statistics = options.Statistics,
            StatisticsMaxTenants = options.StatisticsMaxTenants,
            StatisticsMinuteRetention = options.StatisticsMinuteRetention,
            StatisticsHourRetention = options.StatisticsHourRetention,
            StatisticsDayRetention = options.StatisticsDayRetention,
            HeartbeatTimeout = options.HeartbeatTimeout,
            PollInterval = options.PollInterval,
            TransientThreshold = options.TransientThreshold,
            MaxWorkerLosses = options.MaxWorkerLosses,
            ShutdownGracePeriod = options.ShutdownGracePeriod,
            MaxUnflushedOutcomes = options.MaxUnflushedOutcomes,
            StartupFailure = options.StartupFailure,
            AmbientTransactions = options.AmbientTransactions,
            SqlTablePrefix = options.SqlTablePrefix,
            SqlSchema = options.SqlSchema,
            AutoProvisionSqlSchema = options.AutoProvisionSqlSchema,
        };
}
