namespace JobMaster.AspNetCore.Contracts;

/// <summary>The options in force on the node that answers. Contains no secret, connection string or path.</summary>
internal sealed record SettingsView
{
    public required string ClusterId { get; init; }

    /// <summary>The version of the library.</summary>
    public required string Version { get; init; }

    /// <summary>The kind of the master store.</summary>
    public required string MasterProvider { get; init; }

    public required ClusterMode Mode { get; init; }

    /// <summary>The mode that the code configures. It applies unless an operator has changed it.</summary>
    public required ClusterMode ConfiguredMode { get; init; }

    public required double DefaultJobTimeoutSeconds { get; init; }

    public required int DefaultMaxRetries { get; init; }

    /// <summary>The largest size of a payload, of metadata and of a result, each in bytes.</summary>
    public required int MaxMessageBytes { get; init; }

    public required string TimeZone { get; init; }

    public required RetentionView Retention { get; init; }

    public required bool Statistics { get; init; }

    /// <summary>The number of tenants for which statistics are kept.</summary>
    public required int StatisticsMaxTenants { get; init; }

    public required double HeartbeatTimeoutSeconds { get; init; }

    public required double PollIntervalSeconds { get; init; }

    /// <summary>How early a worker may claim a job before it is due.</summary>
    public required double TransientThresholdSeconds { get; init; }

    /// <summary>A job that has lost this many workers fails.</summary>
    public required int MaxWorkerLosses { get; init; }

    public required double ShutdownGraceSeconds { get; init; }

    /// <summary>While this many outcomes wait for an unavailable store, no further job starts.</summary>
    public required int MaxUnflushedOutcomes { get; init; }

    public required StartupFailure StartupFailure { get; init; }

    public required AmbientTransactionPolicy AmbientTransactions { get; init; }

    public required string SqlTablePrefix { get; init; }

    /// <summary>The database schema of the tables; absent if it is the provider's default.</summary>
    public string? SqlSchema { get; init; }

    public required bool AutoProvisionSqlSchema { get; init; }

    public static SettingsView Of(JobMasterClusterSettings settings) => new()
    {
        ClusterId = settings.ClusterId,
        Version = settings.Version,
        MasterProvider = settings.MasterProvider,
        Mode = settings.Mode,
        ConfiguredMode = settings.ConfiguredMode,
        DefaultJobTimeoutSeconds = settings.DefaultJobTimeout.TotalSeconds,
        DefaultMaxRetries = settings.DefaultMaxRetryCount,
        MaxMessageBytes = settings.MaxMessageByteSize,
        TimeZone = settings.IanaTimeZoneId,
        Retention = RetentionView.Of(settings),
        Statistics = settings.Statistics,
        StatisticsMaxTenants = settings.StatisticsMaxTenants,
        HeartbeatTimeoutSeconds = settings.HeartbeatTimeout.TotalSeconds,
        PollIntervalSeconds = settings.PollInterval.TotalSeconds,
        TransientThresholdSeconds = settings.TransientThreshold.TotalSeconds,
        MaxWorkerLosses = settings.MaxWorkerLosses,
        ShutdownGraceSeconds = settings.ShutdownGracePeriod.TotalSeconds,
        MaxUnflushedOutcomes = settings.MaxUnflushedOutcomes,
        StartupFailure = settings.StartupFailure,
        AmbientTransactions = settings.AmbientTransactions,
        SqlTablePrefix = settings.SqlTablePrefix,
        SqlSchema = settings.SqlSchema,
        AutoProvisionSqlSchema = settings.AutoProvisionSqlSchema,
    };
}

/// <summary>How long things are kept.</summary>
internal sealed record RetentionView
{
    /// <summary>Succeeded and cancelled jobs.</summary>
    public required double FinishedSeconds { get; init; }

    public required double FailedSeconds { get; init; }

    public required double AuditSeconds { get; init; }

    /// <summary>Statistics minute by minute.</summary>
    public required double MinutesSeconds { get; init; }

    /// <summary>Statistics hour by hour.</summary>
    public required double HoursSeconds { get; init; }

    /// <summary>Statistics day by day.</summary>
    public required double DaysSeconds { get; init; }

    public static RetentionView Of(JobMasterClusterSettings settings) => new()
    {
        FinishedSeconds = settings.DataRetentionTtl.TotalSeconds,
        FailedSeconds = settings.FailedRetentionTtl.TotalSeconds,
        AuditSeconds = settings.AuditRetentionTtl.TotalSeconds,
        MinutesSeconds = settings.StatisticsMinuteRetention.TotalSeconds,
        HoursSeconds = settings.StatisticsHourRetention.TotalSeconds,
        DaysSeconds = settings.StatisticsDayRetention.TotalSeconds,
    };
}
