using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>How one attempt ended, recorded under its claim number.</summary>
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

    /// <summary>How long the handler ran; null if it never started.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>
    /// How long after the store's now the next attempt is due, for <see cref="OutcomeKind.Retry"/> and <see cref="OutcomeKind.Snooze"/>.
    /// </summary>
    public TimeSpan Delay { get; init; }

    /// <summary>The error, or why the job was cancelled; null keeps the stored text, except that a success deletes it.</summary>
    public string? Error { get; init; }

    /// <summary>
    /// The fingerprint shared by failures of the same cause, for <see cref="OutcomeKind.Failed"/>; at most 16 characters.
    /// </summary>
    public string? Fingerprint { get; init; }

    /// <summary>The handler's result as JSON text.</summary>
    public string? Result { get; init; }

    /// <summary>The last reported progress, 0 to 1; null keeps the stored value.</summary>
    public double? Progress { get; init; }

    /// <summary>The text reported with the progress; null keeps the stored text.</summary>
    public string? ProgressText { get; init; }

    /// <summary>Why it is parked, for <see cref="OutcomeKind.Park"/>.</summary>
    public ParkedReason? ParkedReason { get; init; }

    /// <summary>
    /// The reader of the build that found this payload unreadable, for <see cref="OutcomeKind.Park"/>; 16 letters and digits. Stored with
    /// the readers that found so before.
    /// </summary>
    public string? Reader { get; init; }

    /// <summary>
    /// True if this outcome was sent before and the reply was lost. If no running job matches, it may be recorded already.
    /// </summary>
    public bool IsResent { get; init; }

    /// <summary>Whether the job has limits, so that recording also releases permits in the same transaction.</summary>
    public bool IsLimited { get; init; }
}

/// <summary>The ways an attempt can end.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public enum OutcomeKind
{
    /// <summary>The handler returned. Final.</summary>
    Succeeded = 1,

    /// <summary>Failed, and no retry is left or allowed. Spends the attempt. Final.</summary>
    Failed = 2,

    /// <summary>Stopped by request, or expired before it started. Final.</summary>
    Cancelled = 3,

    /// <summary>Failed; due again after the delay. Spends an attempt.</summary>
    Retry = 4,

    /// <summary>The handler asked to be run again after the delay. Spends nothing.</summary>
    Snooze = 5,

    /// <summary>Given back without a run, or stopped by a shutdown; due immediately, in its old place. Spends nothing.</summary>
    Release = 6,

    /// <summary>This node cannot run it, so it is set aside with a reason. Spends nothing; the attempt counts as parked.</summary>
    Park = 7,
}

/// <summary>The result of recording an outcome.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public enum RecordResult
{
    /// <summary>Recorded as sent.</summary>
    Recorded = 1,

    /// <summary>The same outcome was sent earlier and is recorded.</summary>
    AlreadyRecorded = 2,

    /// <summary>The job was asked to stop: this or an earlier send recorded it as cancelled, instead of letting it wait again.</summary>
    CancelledInstead = 3,

    /// <summary>The job no longer runs under this claim number. Nothing was changed.</summary>
    Fenced = 4,
}
