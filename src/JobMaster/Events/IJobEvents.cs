using System.Text.Json.Serialization;

namespace JobMaster;

/// <summary>
/// Is told what needs attention: jobs that failed for good, were lost with their worker, or were parked. Register it as a singleton. Told
/// best effort, in the process that recorded it and after the commit: a process that dies, and a subscriber that is too slow, miss events.
/// What must not be missed is asked of <see cref="IJobMasterMonitor"/>.
/// </summary>
/// <example><code>builder.Services.AddSingleton&lt;IJobEvents, PagerEvents&gt;();</code></example>
public interface IJobEvents
{
    /// <summary>
    /// Takes what happened since the last call. Runs apart from the jobs, one call at a time; up to 1,000 events wait for it, and those
    /// that come then are dropped. What it throws is logged.
    /// </summary>
    /// <param name="events">What happened, in order; at least one, at most 100.</param>
    /// <param name="cancellationToken">Fires when the host has stopped waiting.</param>
    Task OnEventsAsync(IReadOnlyList<JobEvent> events, CancellationToken cancellationToken);
}

/// <summary>What happened to a job.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JobEventKind>))]
public enum JobEventKind
{
    /// <summary>It failed for good and is a dead letter now.</summary>
    Failed = 1,

    /// <summary>Its worker was lost. It runs again, unless it was lost too often: then <see cref="Failed"/> follows.</summary>
    Lost = 2,

    /// <summary>It was set aside: the node cannot run it, and another one may.</summary>
    Parked = 3,
}

/// <summary>One thing that happened to a job.</summary>
public sealed record JobEvent
{
    /// <summary>What happened.</summary>
    public required JobEventKind Kind { get; init; }

    /// <summary>When this process learned it, by its own clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The cluster.</summary>
    public required string ClusterId { get; init; }

    /// <summary>The job.</summary>
    public required Guid JobId { get; init; }

    /// <summary>The handler's stable name.</summary>
    public required string JobDefinitionId { get; init; }

    /// <summary>Its lane.</summary>
    public required string WorkerLane { get; init; }

    /// <summary>The attempt; null when it is not known here.</summary>
    public int? Attempt { get; init; }

    /// <summary>The tenant it belongs to; null when it has none, or it is not known here.</summary>
    public string? Tenant { get; init; }

    /// <summary>What went wrong; null when it is not known here.</summary>
    public string? Error { get; init; }

    /// <summary>Why it is parked.</summary>
    public ParkedReason? ParkedReason { get; init; }
}
