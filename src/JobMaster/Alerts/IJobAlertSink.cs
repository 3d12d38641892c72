using System.Text.Json.Serialization;

namespace JobMaster;

/// <summary>
/// Receives notices of alerts, to send them by mail or chat. Add it with <see cref="JobMasterClusterConfig.AddAlertSink"/>.
/// </summary>
public interface IJobAlertSink
{
    /// <summary>
    /// Sends one notice. Called on one node at a time, outside any transaction, in order for each alert, and at least once. If it throws,
    /// takes longer than 10 seconds, or its process dies, the same notice comes again later, perhaps on another node, with the same
    /// <see cref="JobAlertNotice.Id"/>.
    /// </summary>
    /// <param name="notice">The notice.</param>
    /// <param name="cancellationToken">Fires after 10 seconds, and when the node stops.</param>
    Task SendAsync(JobAlertNotice notice, CancellationToken cancellationToken);
}

/// <summary>A notice that an alert fires or has resolved.</summary>
public sealed record JobAlertNotice
{
    /// <summary>The id of this notice. It stays the same when the notice is sent again, so a receiver can drop repeats.</summary>
    public required string Id { get; init; }

    /// <summary>The cluster.</summary>
    public required string ClusterId { get; init; }

    /// <summary>The alert's id. It stays the same for its rule and subject each time the alert fires and resolves.</summary>
    public required Guid AlertId { get; init; }

    /// <summary>The name of the rule.</summary>
    public required string Rule { get; init; }

    /// <summary>Its subject: a lane, a fingerprint, a schedule or a worker.</summary>
    public required string Subject { get; init; }

    /// <summary>Whether it fires or has resolved.</summary>
    public required JobAlertState State { get; init; }

    /// <summary>How serious it is.</summary>
    public required JobAlertSeverity Severity { get; init; }

    /// <summary>The problem, in one or two English sentences.</summary>
    public required string Text { get; init; }

    /// <summary>The number behind it: seconds that something waits, or jobs that failed.</summary>
    public required double Value { get; init; }

    /// <summary>When it fired.</summary>
    public required DateTimeOffset FiredAt { get; init; }

    /// <summary>When it resolved; null while it fires.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>How often it has fired, including this time. Firings that followed too soon are counted but not sent.</summary>
    public required long TimesFired { get; init; }
}

/// <summary>The state of an alert.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JobAlertState>))]
public enum JobAlertState
{
    /// <summary>It fires.</summary>
    Firing = 1,

    /// <summary>It fired, and its condition has ended.</summary>
    Resolved = 2,
}
