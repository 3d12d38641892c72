namespace JobMaster;

/// <summary>Reads alerts that fire or have resolved.</summary>
public interface IAlertMonitor
{
    /// <summary>
    /// Lists firing alerts, then resolved ones; in both groups, the last that fired is first. A rule and a subject share one alert, however
    /// often it fired. Resolved alerts are kept for <see cref="JobMasterClusterOptions.DataRetentionTtl"/>.
    /// </summary>
    /// <param name="state">Only alerts in this state; null for all.</param>
    /// <param name="count">The most alerts to return, 1 to 1,000.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">The count is out of range.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    /// <example><code>var firing = await monitor.Alerts.ListAsync(JobAlertState.Firing);</code></example>
    Task<IReadOnlyList<JobAlertDetails>> ListAsync(
        JobAlertState? state = null, int count = 100, CancellationToken cancellationToken = default);
}

/// <summary>An alert: the finding of a rule about one subject.</summary>
public sealed record JobAlertDetails
{
    /// <summary>The alert's id. It stays the same for its rule and subject each time the alert fires and resolves.</summary>
    public required Guid Id { get; init; }

    /// <summary>The name of the rule.</summary>
    public required string Rule { get; init; }

    /// <summary>Its subject: a lane, a fingerprint, a schedule or a worker.</summary>
    public required string Subject { get; init; }

    /// <summary>Whether it fires or has resolved.</summary>
    public required JobAlertState State { get; init; }

    /// <summary>How serious it is.</summary>
    public required JobAlertSeverity Severity { get; init; }

    /// <summary>The problem, as last found.</summary>
    public required string Text { get; init; }

    /// <summary>The number behind it, as last found: seconds that something waits, or jobs that failed.</summary>
    public required double Value { get; init; }

    /// <summary>When it last fired.</summary>
    public required DateTimeOffset FiredAt { get; init; }

    /// <summary>When its condition last held.</summary>
    public required DateTimeOffset LastSeenAt { get; init; }

    /// <summary>When it resolved; null while it fires.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>How often it has fired while it has been stored.</summary>
    public required long TimesFired { get; init; }
}
