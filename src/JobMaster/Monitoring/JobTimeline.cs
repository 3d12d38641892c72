using System.Text.Json.Serialization;

namespace JobMaster;

/// <summary>What happened to a job, in order. It is composed when it is read: a job that runs through leaves no rows for it.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Entries">What happened, the oldest first.</param>
/// <param name="IsComplete">
/// Whether that is all. False when the job has more than 1,000 attempts or changes: the newest of each are there. What retention has
/// removed is not missed.
/// </param>
public sealed record JobTimeline(Guid JobId, IReadOnlyList<JobTimelineEntry> Entries, bool IsComplete);

/// <summary>What kind of thing happened.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JobTimelineKind>))]
public enum JobTimelineKind
{
    /// <summary>The job was stored.</summary>
    Scheduled = 1,

    /// <summary>An attempt began: a worker claimed the job.</summary>
    AttemptStarted = 2,

    /// <summary>
    /// An attempt ended. <see cref="JobTimelineEntry.Result"/> tells how: also that its worker was lost and the job rescued.
    /// </summary>
    AttemptEnded = 3,

    /// <summary>The job was set aside and waits for a node that can run it.</summary>
    Parked = 4,

    /// <summary>An operator did something to it. <see cref="JobTimelineEntry.Change"/> tells what.</summary>
    Changed = 5,

    /// <summary>It became final.</summary>
    Finished = 6,
}

/// <summary>One thing that happened to a job.</summary>
public sealed record JobTimelineEntry
{
    /// <summary>When, by the store's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What kind of thing.</summary>
    public required JobTimelineKind Kind { get; init; }

    /// <summary>Which attempt, if it is about one.</summary>
    public int? Attempt { get; init; }

    /// <summary>The session of the worker that ran the attempt.</summary>
    public Guid? SessionId { get; init; }

    /// <summary>The name of that worker; null once its session is over.</summary>
    public string? WorkerName { get; init; }

    /// <summary>The host of that worker, as <c>machine:process id</c>; null once its session is over.</summary>
    public string? NodeName { get; init; }

    /// <summary>How the attempt ended.</summary>
    public AttemptResult? Result { get; init; }

    /// <summary>How long the handler ran, if that is known.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>What went wrong, or why.</summary>
    public string? Text { get; init; }

    /// <summary>Why it is parked.</summary>
    public ParkedReason? ParkedReason { get; init; }

    /// <summary>The final state.</summary>
    public JobState? State { get; init; }

    /// <summary>What brought it into being.</summary>
    public TriggerSourceType? TriggerSourceType { get; init; }

    /// <summary>The recurring schedule it came from, if any.</summary>
    public Guid? RecurringScheduleId { get; init; }

    /// <summary>The W3C trace parent of the call that scheduled it: the trace tells which host that was.</summary>
    public string? TraceParent { get; init; }

    /// <summary>What an operator did: who, what, why, before and after.</summary>
    public AuditEntry? Change { get; init; }
}
