using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>How one attempt ended, to be recorded under its claim number.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record AttemptOutcome
{
    /// <summary>The job.</summary>
    public required Guid JobId { get; init; }

    /// <summary>The claim number under which the attempt ran.</summary>
    public required int ClaimNo { get; init; }

    /// <summary>How it ended.</summary>
    public required OutcomeKind Kind { get; init; }

    /// <summary>How long the handler ran; null when it was never started.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>
    /// How long after the store's now the next attempt is due, for <see cref="OutcomeKind.Retry"/> and <see cref="OutcomeKind.Snooze"/>.
    /// </summary>
    public TimeSpan Delay { get; init; }

    /// <summary>What went wrong, or why it was cancelled; null keeps what is stored, except that a success forgets it.</summary>
    public string? Error { get; init; }

    /// <summary>
    /// What it has in common with failures of the same cause, for <see cref="OutcomeKind.Failed"/>; at most 16 characters.
    /// </summary>
    public string? Fingerprint { get; init; }

    /// <summary>The handler's result as JSON text.</summary>
    public string? Result { get; init; }

    /// <summary>The last progress reported, 0 to 1; null keeps what is stored.</summary>
    public double? Progress { get; init; }

    /// <summary>The text reported with the progress; null keeps what is stored.</summary>
    public string? ProgressText { get; init; }

    /// <summary>Why it is parked, for <see cref="OutcomeKind.Park"/>.</summary>
    public ParkedReason? ParkedReason { get; init; }

    /// <summary>
    /// How the build reads payloads that found this one unreadable, for <see cref="OutcomeKind.Park"/>; 16 letters and digits. Kept with
    /// those that did so before.
    /// </summary>
    public string? Reader { get; init; }

    /// <summary>
    /// True when this outcome was sent before and the reply was lost: no matching running job then means it may already be recorded.
    /// </summary>
    public bool IsResent { get; init; }

    /// <summary>Whether the job has limits, so that recording gives back permits in the same transaction.</summary>
    public bool IsLimited { get; init; }
}

/// <summary>The ways an attempt can end.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public enum OutcomeKind
{
    /// <summary>The handler returned. Final.</summary>
    Succeeded = 1,

    /// <summary>Failed, and no retry is left or wanted. Spends the attempt. Final.</summary>
    Failed = 2,

    /// <summary>Stopped by request, or expired before it started. Final.</summary>
    Cancelled = 3,

    /// <summary>Failed; due again after the delay. Spends an attempt.</summary>
    Retry = 4,

    /// <summary>The handler asked to be run again after the delay. Spends nothing.</summary>
    Snooze = 5,

    /// <summary>Given back unrun, or stopped by a shutdown; due at once, in its old place. Spends nothing.</summary>
    Release = 6,

    /// <summary>This node cannot run it; set aside with a reason. Spends nothing; the attempt counts as released.</summary>
    Park = 7,
}

/// <summary>What became of an outcome.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public enum RecordResult
{
    /// <summary>Recorded as sent.</summary>
    Recorded = 1,

    /// <summary>An earlier sending of the same outcome had been recorded.</summary>
    AlreadyRecorded = 2,

    /// <summary>The job was asked to stop: instead of waiting again it was, by this or an earlier sending, recorded as cancelled.</summary>
    CancelledInstead = 3,

    /// <summary>The job no longer runs under this claim number. Nothing was changed.</summary>
    Fenced = 4,
}
