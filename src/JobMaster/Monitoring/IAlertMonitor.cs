namespace JobMaster;

/// <summary>Reading alerts: what fires, and what has resolved.</summary>
public interface IAlertMonitor
{
    /// <summary>
    /// The alerts that fire first, then those that have resolved; in each the one that fired last first. A rule and a subject have one
    /// alert, however often it fired. Resolved ones are kept for <see cref="JobMasterClusterOptions.DataRetentionTtl"/>.
    /// </summary>
    /// <param name="state">Only those that stand so; null for all.</param>
    /// <param name="count">At most so many, 1 to 1,000.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">The count is out of range.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    /// <example><code>var firing = await monitor.Alerts.ListAsync(JobAlertState.Firing);</code></example>
    Task<IReadOnlyList<JobAlertDetails>> ListAsync(
        JobAlertState? state = null, int count = 100, CancellationToken cancellationToken = default);
}

/// <summary>An alert: what a rule says of one subject.</summary>
public sealed record JobAlertDetails
{
    /// <summary>The same for its rule and subject, each time it fires and resolves.</summary>
    public required Guid Id { get; init; }

    /// <summary>The name of the rule.</summary>
    public required string Rule { get; init; }

    /// <summary>What it is about: a lane, a fingerprint, a schedule or a worker.</summary>
    public required string Subject { get; init; }

    /// <summary>Whether it fires or has resolved.</summary>
    public required JobAlertState State { get; init; }

    /// <summary>How bad it is.</summary>
    public required JobAlertSeverity Severity { get; init; }

    /// <summary>What is the matter, as it was last found.</summary>
    public required string Text { get; init; }

    /// <summary>The number behind it, as it was last found: seconds that something waits, or jobs that failed.</summary>
    public required double Value { get; init; }

    /// <summary>When it last fired.</summary>
    public required DateTimeOffset FiredAt { get; init; }

    /// <summary>When its condition last held.</summary>
    public required DateTimeOffset LastSeenAt { get; init; }

    /// <summary>When it resolved; null while it fires.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>How often it has fired, as long as anything of it is kept.</summary>
    public required long TimesFired { get; init; }
}
