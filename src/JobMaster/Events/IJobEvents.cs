using System.Text.Json.Serialization;

namespace JobMaster;

/// <summary>
/// Receives events that need attention: jobs that failed for good, were lost with their worker, or were parked. Register it as a singleton.
/// Events come best effort, in the process that recorded them and after the commit: a process that dies, and a subscriber that is too slow,
/// miss events. For events that must not be missed, use <see cref="IJobMasterMonitor"/>.
/// </summary>
/// <example><code>builder.Services.AddSingleton&lt;IJobEvents, PagerEvents&gt;();</code></example>
public interface IJobEvents
{
    /// <summary>
    /// Receives the events since the last call. Runs separately from the jobs, one call at a time; up to 1,000 events wait for it, and
    /// further ones are dropped. Its exceptions are logged.
    /// </summary>
    /// <param name="events">The events, in order; at least one, at most 100.</param>
    /// <param name="cancellationToken">Fires when the host has stopped waiting.</param>
    Task OnEventsAsync(IReadOnlyList<JobEvent> events, CancellationToken cancellationToken);
}

/// <summary>The kinds of job events.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JobEventKind>))]
public enum JobEventKind
{
    /// <summary>It failed for good and is now a dead letter.</summary>
    Failed = 1,

    /// <summary>Its worker was lost. It runs again, unless it was lost too often: <see cref="Failed"/> then follows.</summary>
    Lost = 2,

    /// <summary>It was set aside: the node cannot run it, and another one may.</summary>
    Parked = 3,
}

/// <summary>One event of a job.</summary>
public sealed record JobEvent
{
    /// <summary>The kind of event.</summary>
    public required JobEventKind Kind { get; init; }

    /// <summary>When this process recorded it, by its own clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The cluster.</summary>
    public required string ClusterId { get; init; }

    /// <summary>The job.</summary>
    public required Guid JobId { get; init; }

    /// <summary>The handler's stable name.</summary>
    public required string JobDefinitionId { get; init; }

    /// <summary>Its lane.</summary>
    public required string WorkerLane { get; init; }

    /// <summary>The attempt; null if unknown here.</summary>
    public int? Attempt { get; init; }

    /// <summary>The tenant it belongs to; null if it has none, or if it is unknown here.</summary>
    public string? Tenant { get; init; }

    /// <summary>The error; null if unknown here.</summary>
    public string? Error { get; init; }

    /// <summary>Why it is parked.</summary>
    public ParkedReason? ParkedReason { get; init; }
}
