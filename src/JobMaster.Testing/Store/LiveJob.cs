using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>A live job with its place in the order of insertion.</summary>
internal sealed class LiveJob(StoredJob row, long sequence)
{
    /// <summary>What is stored. Ready is stored as Scheduled: which of the two it is depends on when one looks.</summary>
    public StoredJob Row { get; set; } = row;

    public long Sequence => sequence;

    /// <summary>Where it waits under limits; null if it does not.</summary>
    public string? Gate { get; set; }

    /// <summary>The readers that found its payload unreadable.</summary>
    public HashSet<string> UnreadBy { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether the reader found its payload unreadable; null is none.</summary>
    public bool IsUnreadBy(string? reader) => reader is not null && UnreadBy.Contains(reader);

    public bool IsRunning => Row.State == JobState.Running;

    public JobQueue Queue => new(Row.Lane, Row.Priority);

    /// <summary>Whether it runs under this claim number.</summary>
    public bool RunsUnder(int claimNo) => IsRunning && Row.ClaimNo == claimNo;

    /// <summary>What a reader sees at this instant.</summary>
    public StoredJob SeenAt(DateTimeOffset now) => IsRunning || Row.DueAt > now
        ? Row
        : Row with { State = Gate is null ? JobState.Ready : JobState.Throttled };

    /// <summary>
    /// When a running job is due that is given back or taken back: at once in its old place, even when the clock went back meanwhile; at
    /// its time if that had not come when it was claimed.
    /// </summary>
    public static DateTimeOffset PlaceOf(StoredJob job, DateTimeOffset now) =>
        job.DueAt > job.AttemptedAt || job.DueAt < now ? job.DueAt : now;

    /// <summary>Whether no attempt may be started any more.</summary>
    public bool IsExpiredAt(DateTimeOffset now) => Row.ExpiresAt < now;
}

/// <summary>What limits do to rows.</summary>
internal static class LimitedRows
{
    /// <summary>The job as it waits: it holds no permits.</summary>
    public static StoredJob Gated(this StoredJob job) =>
        StoredLimits.AreHeld(job.Limits) ? job with { Limits = StoredLimits.Bare(job.Limits) } : job;
}
