using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>The results of a schedule's due occurrences, and the schedule's state afterwards.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record ScheduleStep
{
    /// <summary>The schedule.</summary>
    public required Guid ScheduleId { get; init; }

    /// <summary>The version from which the step was planned.</summary>
    public required long Version { get; init; }

    /// <summary>Whether the schedule continues to fire.</summary>
    public required RecurringScheduleState State { get; init; }

    /// <summary>The next occurrence; null if there is none.</summary>
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>The last occurrence that became a job.</summary>
    public DateTimeOffset? LastAt { get; init; }

    /// <summary>The last job.</summary>
    public Guid? LastJobId { get; init; }

    /// <summary>The last occurrence that became a job before this step. It stays the last one if no job of the step is stored.</summary>
    public DateTimeOffset? FormerLastAt { get; init; }

    /// <summary>The last job before this step.</summary>
    public Guid? FormerLastJobId { get; init; }

    /// <summary>Whether the next occurrence waits for a live job to end.</summary>
    public bool IsWaiting { get; init; }

    /// <summary>Whether the schedule's live jobs are cancelled, or asked to stop, before its new ones are stored.</summary>
    public bool StopsLiveJobs { get; init; }

    /// <summary>
    /// The audit entry to write if the step is taken, and if its job, if any, is stored; null unless an operator made it.
    /// </summary>
    public NewAuditEntry? Audit { get; init; }

    /// <summary>The occurrences to record.</summary>
    public IReadOnlyList<PlannedOccurrence> Occurrences { get; init; } = [];
}

/// <summary>An occurrence to record.</summary>
/// <param name="At">Its instant.</param>
/// <param name="Result">Its result.</param>
/// <param name="Cause">The cause, if it does not simply fire.</param>
/// <param name="Job">The job it becomes.</param>
/// <param name="Range">
/// The end of a run of occurrences that are recorded as one entry, and their number; null for a single one. A range has no job.
/// </param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record PlannedOccurrence(
    DateTimeOffset At, OccurrenceResult Result, string? Cause = null, NewJob? Job = null, OccurrenceRange? Range = null)
{
    /// <summary>The waiting job that has taken it over, if it has no job of its own.</summary>
    public Guid? TakenOverBy { get; init; }

    /// <summary>The job that the ledger shows for it.</summary>
    public Guid? JobId => Job?.Id ?? TakenOverBy;
}

/// <summary>The result of a step.</summary>
/// <param name="IsTaken">False if the schedule had changed meanwhile: nothing was done.</param>
/// <param name="Jobs">The jobs stored for it.</param>
/// <param name="StopRequested">The running jobs that were asked to stop.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record StepResult(bool IsTaken, IReadOnlyList<InsertedJob> Jobs, IReadOnlyList<Guid> StopRequested)
{
    /// <summary>The jobs that hold the unique keys of the jobs that were not stored.</summary>
    public IReadOnlyList<InsertedJob> Holders { get; init; } = [];
}

/// <summary>
/// A recorded occurrence, or a run of occurrences that became no jobs. Schedule, instant and whether it was started by hand are unique
/// together; the instants of a run count as recorded.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record StoredOccurrence
{
    /// <summary>The schedule.</summary>
    public required Guid ScheduleId { get; init; }

    /// <summary>Its instant.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Its result.</summary>
    public required OccurrenceResult Result { get; init; }

    /// <summary>The cause, if it did not simply fire.</summary>
    public string? Cause { get; init; }

    /// <summary>The job it became.</summary>
    public Guid? JobId { get; init; }

    /// <summary>The end of the entry's run, and its number of occurrences; null for a single one.</summary>
    public OccurrenceRange? Range { get; init; }

    /// <summary>When it was recorded.</summary>
    public required DateTimeOffset FiledAt { get; init; }
}

/// <summary>A page of a ledger to read.</summary>
/// <param name="ScheduleId">The schedule.</param>
/// <param name="Before">Only occurrences before this instant; null for the latest.</param>
/// <param name="Limit">The most to return.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record OccurrenceListRequest(Guid ScheduleId, DateTimeOffset? Before, int Limit);
