using System.Text.Json.Serialization;

namespace JobMaster;

/// <summary>The history of a job, in order. It is composed when it is read: a job stores no rows for it.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Entries">The events, oldest first.</param>
/// <param name="IsComplete">
/// Whether the entries are complete. False if the job has more than 1,000 attempts or changes: only the newest of each are there. Entries
/// that retention has removed do not count as missing.
/// </param>
public sealed record JobTimeline(Guid JobId, IReadOnlyList<JobTimelineEntry> Entries, bool IsComplete);

/// <summary>The kind of an event.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JobTimelineKind>))]
public enum JobTimelineKind
{
    /// <summary>The job was stored.</summary>
    Scheduled = 1,

    /// <summary>An attempt began: a worker claimed the job.</summary>
    AttemptStarted = 2,

    /// <summary>
    /// An attempt ended. <see cref="JobTimelineEntry.Result"/> says how, including that its worker was lost and the job rescued.
    /// </summary>
    AttemptEnded = 3,

    /// <summary>The job was set aside and waits for a node that can run it.</summary>
    Parked = 4,

    /// <summary>An operator changed it. <see cref="JobTimelineEntry.Change"/> has the change.</summary>
    Changed = 5,

    /// <summary>It became final.</summary>
    Finished = 6,
}

/// <summary>One event of a job.</summary>
public sealed record JobTimelineEntry
{
    /// <summary>The time, by the store's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The kind of event.</summary>
    public required JobTimelineKind Kind { get; init; }

    /// <summary>The number of the attempt, if the event is about one.</summary>
    public int? Attempt { get; init; }

    /// <summary>The session of the worker that ran the attempt.</summary>
    public Guid? SessionId { get; init; }

    /// <summary>The name of that worker; null if it is no longer kept.</summary>
    public string? WorkerName { get; init; }

    /// <summary>
    /// The host of that worker, or of the call that scheduled the job, as <c>machine:process id</c>; null if it is no longer kept.
    /// </summary>
    public string? NodeName { get; init; }

    /// <summary>How the attempt ended.</summary>
    public AttemptResult? Result { get; init; }

    /// <summary>How long the handler ran, if known.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The error or reason.</summary>
    public string? Text { get; init; }

    /// <summary>Why it is parked.</summary>
    public ParkedReason? ParkedReason { get; init; }

    /// <summary>The final state.</summary>
    public JobState? State { get; init; }

    /// <summary>What created it.</summary>
    public TriggerSourceType? TriggerSourceType { get; init; }

    /// <summary>The recurring schedule it came from, if any.</summary>
    public Guid? RecurringScheduleId { get; init; }

    /// <summary>The W3C trace parent of the call that scheduled it.</summary>
    public string? TraceParent { get; init; }

    /// <summary>An operator's change: who, what, why, before and after.</summary>
    public AuditEntry? Change { get; init; }
}
