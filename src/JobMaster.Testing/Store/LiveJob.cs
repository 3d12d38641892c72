using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>A live job with its place in the order of insertion.</summary>
internal sealed class LiveJob(StoredJob row, long sequence)
{
    /// <summary>The stored job. Ready is stored as Scheduled: the current time decides which of the two it is.</summary>
    public StoredJob Row { get; set; } = row;

    public long Sequence => sequence;

    /// <summary>The place where it waits under limits; null if it does not wait there.</summary>
    public string? Gate { get; set; }

    /// <summary>The readers that found its payload unreadable.</summary>
    public HashSet<string> UnreadBy { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether the reader found its payload unreadable; null means no reader.</summary>
    public bool IsUnreadBy(string? reader) => reader is not null && UnreadBy.Contains(reader);

    public bool IsRunning => Row.State == JobState.Running;

    public JobQueue Queue => new(Row.Lane, Row.Priority);

    /// <summary>Whether it runs under this claim number.</summary>
    public bool RunsUnder(int claimNo) => IsRunning && Row.ClaimNo == claimNo;

    /// <summary>The job as a reader sees it at this instant.</summary>
    public StoredJob SeenAt(DateTimeOffset now) => IsRunning || Row.DueAt > now
        ? Row
        : Row with { State = Gate is null ? JobState.Ready : JobState.Throttled };

    /// <summary>
    /// The due time of a running job that is given back or taken back: at once in its old place, even if the clock went back meanwhile; or
    /// its own time if that had not come when it was claimed.
    /// </summary>
    public static DateTimeOffset PlaceOf(StoredJob job, DateTimeOffset now) =>
        job.DueAt > job.AttemptedAt || job.DueAt < now ? job.DueAt : now;

    /// <summary>Whether no further attempt may start.</summary>
    public bool IsExpiredAt(DateTimeOffset now) => Row.ExpiresAt < now;
}

/// <summary>Row changes by limits.</summary>
internal static class LimitedRows
{
    /// <summary>The waiting job: it holds no permits.</summary>
    public static StoredJob Gated(this StoredJob job) =>
        StoredLimits.AreHeld(job.Limits) ? job with { Limits = StoredLimits.Bare(job.Limits) } : job;
}
