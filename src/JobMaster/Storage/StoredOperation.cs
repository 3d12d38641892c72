using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>An operation to store.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record NewOperation
{
    /// <summary>The operation's id; version 7.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its change and its jobs.</summary>
    public required OperationSpec Spec { get; init; }

    /// <summary>Who starts it; with the operation's id.</summary>
    public required AuditOrigin By { get; init; }

    /// <summary>The jobs, if they are named one by one.</summary>
    public IReadOnlyList<Guid> JobIds { get; init; } = [];

    /// <summary>How many jobs it covers, as far as they were counted.</summary>
    public required long Matched { get; init; }

    /// <summary>Whether there are more.</summary>
    public required bool IsCapped { get; init; }

    /// <summary>The last job that was counted, if there are more.</summary>
    public Guid? CountedTo { get; init; }

    /// <summary>The audit entry to write.</summary>
    public required NewAuditEntry Audit { get; init; }
}

/// <summary>An operation as stored.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record StoredOperation
{
    /// <summary>How many more jobs a transaction counts while the operation has more than were counted at its start.</summary>
    public const int CountedAtOnce = 10_000;

    /// <summary>The operation's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its change and its jobs.</summary>
    public required OperationSpec Spec { get; init; }

    /// <summary>Its state.</summary>
    public required JobOperationState State { get; init; }

    /// <summary>Who started it.</summary>
    public required AuditOrigin By { get; init; }

    /// <summary>When it was stored.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When a node last worked on it.</summary>
    public required DateTimeOffset WorkedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How many jobs it covered, as far as they were counted.</summary>
    public required long Matched { get; init; }

    /// <summary>Whether there were more.</summary>
    public required bool IsCapped { get; init; }

    /// <summary>The last job that was counted, if there were more at the start.</summary>
    public Guid? CountedTo { get; init; }

    /// <summary>The job after which counting goes on: the last one counted, or the last one looked at if that is further.</summary>
    public Guid? CountsAfter => CountedTo is { } counted && (Cursor is not { } cursor || cursor.CompareTo(counted) < 0) ? counted : Cursor;

    /// <summary>Whether all its jobs were looked at once; only jobs that were held are left.</summary>
    public required bool IsScanned { get; init; }

    /// <summary>The last job that it looked at in this round.</summary>
    public Guid? Cursor { get; init; }

    /// <summary>The results for the jobs.</summary>
    public required OperationCounts Counts { get; init; }

    /// <summary>How many named or held jobs wait for their turn.</summary>
    public required long Waiting { get; init; }

    /// <summary>The stage of the trial, if it has trial jobs.</summary>
    public OperationStage Stage { get; init; }

    /// <summary>Why it stopped; null without a reason.</summary>
    public string? Note { get; init; }

    /// <summary>The text for a trial job that failed again.</summary>
    public static string EndedBadly(Guid jobId, bool hasFailed) =>
        $"Job {jobId}, one of the first, {(hasFailed ? "failed again" : "was cancelled")}.";

    /// <summary>The operation after some more of its jobs were counted.</summary>
    /// <param name="count">How many.</param>
    /// <param name="last">The last of them, or the last one that was looked at to count them.</param>
    /// <param name="isAll">Whether there are no more.</param>
    public StoredOperation Counted(int count, Guid? last, bool isAll) => this with
    {
        Matched = Matched + count,
        IsCapped = !isAll,
        CountedTo = last ?? CountsAfter,
    };

    /// <summary>The next stage after this many jobs were changed, and all were looked at or not.</summary>
    public OperationStage After(long changed, bool isThrough) =>
        Stage == OperationStage.First && changed > 0 && (isThrough || changed >= Spec.TryFirst) ? OperationStage.Watch : Stage;

    /// <summary>The operation once all its jobs were looked at: where the work has overtaken the count, it is the count.</summary>
    /// <param name="met">The counts of the jobs that the last step met.</param>
    public StoredOperation Through(OperationCounts met) =>
        IsCapped ? this with { Matched = Math.Max(Matched, Counts.Plus(met).Total), IsCapped = false } : this;

    /// <summary>The counts of the last step: jobs that matched but were never met have left the filter, so they are gone.</summary>
    /// <param name="met">The counts of the jobs that the step met.</param>
    public OperationCounts AtEnd(OperationCounts met)
    {
        long missing = Matched - Counts.Plus(met).Total;
        return Spec.Filter is null || IsCapped || missing <= 0 ? met : met with { Gone = met.Gone + missing };
    }

    /// <summary>How many jobs the next transaction may change.</summary>
    public int Most(int limit)
    {
        long most = Math.Min(limit, (Spec.MaxJobs ?? long.MaxValue) - Counts.Changed);
        most = Stage == OperationStage.First ? Math.Min(most, Spec.TryFirst!.Value - Counts.Changed) : most;
        return (int)Math.Min(most, Spec.MaxPerSecond ?? most);
    }

    /// <summary>How long to wait after this many jobs were changed.</summary>
    public TimeSpan? Pause(long changed) =>
        Spec.MaxPerSecond is { } rate && changed > 0 ? TimeSpan.FromSeconds(changed / (double)rate) : null;
}

/// <summary>The stage of an operation with trial jobs.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public enum OperationStage
{
    /// <summary>It has no trial jobs.</summary>
    All = 0,

    /// <summary>It replays the trial jobs.</summary>
    First = 1,

    /// <summary>It waits for the trial jobs.</summary>
    Watch = 2,

    /// <summary>It replays the rest.</summary>
    Rest = 3,
}

/// <summary>The results for the jobs of an operation.</summary>
/// <param name="Changed">Jobs that were changed.</param>
/// <param name="Unchanged">Jobs that were already in the state that the operation asks for.</param>
/// <param name="Running">Jobs that were skipped because they were running.</param>
/// <param name="OnAgent">Jobs that were skipped because an agent holds them.</param>
/// <param name="Gone">Jobs that had ended, or that the operation no longer covers, because another one took them.</param>
/// <param name="KeyHeld">Jobs that stayed failed because another job holds their unique key.</param>
/// <param name="Unreadable">Jobs that stayed failed because their new definition cannot read their message data.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public readonly record struct OperationCounts(
    long Changed, long Unchanged = 0, long Running = 0, long OnAgent = 0, long Gone = 0, long KeyHeld = 0,
    long Unreadable = 0)
{
    /// <summary>Counts these answers.</summary>
    public static OperationCounts Of(IEnumerable<JobChangeResult> results)
    {
        var counts = results.CountBy(result => result).ToDictionary();
        long Number(JobChangeResult result) => counts.GetValueOrDefault(result);
        return new OperationCounts(
            Number(JobChangeResult.Changed),
            Number(JobChangeResult.Unchanged),
            Number(JobChangeResult.Running),
            Number(JobChangeResult.OnAgent),
            Number(JobChangeResult.Final) + Number(JobChangeResult.Unknown));
    }

    /// <summary>All jobs that were met.</summary>
    public long Total => Changed + Unchanged + Running + OnAgent + Gone + KeyHeld + Unreadable;

    /// <summary>The sum of both.</summary>
    public OperationCounts Plus(OperationCounts more) => new(
        Changed + more.Changed, Unchanged + more.Unchanged, Running + more.Running, OnAgent + more.OnAgent, Gone + more.Gone,
        KeyHeld + more.KeyHeld, Unreadable + more.Unreadable);
}

/// <summary>The result of one transaction of an operation.</summary>
/// <param name="OperationId">The operation.</param>
/// <param name="State">Its state now.</param>
/// <param name="Counts">The results for the jobs of this transaction.</param>
/// <param name="WaitsForHolders">Whether only jobs that other transactions hold are left.</param>
/// <param name="StopRequested">The running jobs that were asked to stop.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record OperationWork(
    Guid OperationId, JobOperationState State, OperationCounts Counts, bool WaitsForHolders, IReadOnlyList<Guid> StopRequested)
{
    /// <summary>How long no node works on it; null if a node may work on it immediately.</summary>
    public TimeSpan? NextIn { get; init; }

    /// <summary>The definition that the check does not know, so that nothing was done; else null.</summary>
    public string? UnknownDefinition { get; init; }
}

/// <summary>The number of jobs of an operation.</summary>
/// <param name="Count">The number, as far as they were counted.</param>
/// <param name="Running">How many of them run.</param>
/// <param name="SampleIds">Some of them.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record OperationMatch(long Count, long Running, IReadOnlyList<Guid> SampleIds)
{
    /// <summary>How many of them an agent holds.</summary>
    public long OnAgent { get; init; }

    /// <summary>
    /// The last job but one if the limit was reached, else null: the last one only tells that there are more than the others.
    /// </summary>
    public Guid? CountedTo { get; init; }
}
