using JobMaster.Storage;

namespace JobMaster;

/// <summary>
/// The counts. Jobs are counted when they are accepted, attempts when they start and when their outcome is recorded.
/// </summary>
public sealed record StatisticCounts
{
    private readonly IReadOnlyList<long> _counts;

    internal StatisticCounts(IReadOnlyList<long> counts)
    {
        _counts = counts;
        Accepted = At(StatisticSlots.Accepted);
        Started = At(StatisticSlots.Started);
        Succeeded = At(StatisticSlots.Succeeded);
        Failed = At(StatisticSlots.Failed);
        Cancelled = At(StatisticSlots.Cancelled);
        Retried = At(StatisticSlots.Retried);
        Snoozed = At(StatisticSlots.Snoozed);
        Returned = At(StatisticSlots.Returned);
        Lost = At(StatisticSlots.Lost);
        Wait = new StatisticTimes(At(StatisticSlots.WaitSum), Buckets(StatisticSlots.WaitBuckets));
        Run = new StatisticTimes(At(StatisticSlots.RunSum), Buckets(StatisticSlots.RunBuckets));

        long At(int slot) => slot < counts.Count ? counts[slot] : 0;

        long[] Buckets(int first) => [.. Enumerable.Range(first, StatisticSlots.Bounds.Count + 1).Select(At)];
    }

    /// <summary>
    /// Jobs accepted: scheduled by a call or by a recurring schedule. A job scheduled through a caller's transaction counts even if the
    /// transaction is rolled back.
    /// </summary>
    public long Accepted { get; }

    /// <summary>Attempts started.</summary>
    public long Started { get; }

    /// <summary>Jobs that succeeded.</summary>
    public long Succeeded { get; }

    /// <summary>Jobs that failed for good.</summary>
    public long Failed { get; }

    /// <summary>Jobs that a worker ended as cancelled or expired. A job cancelled while it waited is not counted.</summary>
    public long Cancelled { get; }

    /// <summary>Attempts that failed and will be tried again.</summary>
    public long Retried { get; }

    /// <summary>Attempts whose handler asked to be run again later.</summary>
    public long Snoozed { get; }

    /// <summary>Attempts given back without an outcome, because the node stopped or could not run the job.</summary>
    public long Returned { get; }

    /// <summary>Attempts lost with their worker. Not counted by tenant.</summary>
    public long Lost { get; }

    /// <summary>How long started attempts waited after they were due.</summary>
    public StatisticTimes Wait { get; }

    /// <summary>How long handlers ran.</summary>
    public StatisticTimes Run { get; }

    /// <summary>The sum of both, including their times.</summary>
    /// <param name="one">Some counts.</param>
    /// <param name="other">Others.</param>
    public static StatisticCounts Sum(StatisticCounts one, StatisticCounts other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        return new StatisticCounts(StatisticFolding.Sum(one._counts, other._counts));
    }
}

/// <summary>How long something took, as a histogram.</summary>
public sealed record StatisticTimes
{
    internal StatisticTimes(long microseconds, IReadOnlyList<long> buckets)
    {
        (Buckets, Count) = (buckets, buckets.Sum());
        Total = TimeSpan.FromMicroseconds(Math.Min(microseconds, TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerMicrosecond));
    }

    /// <summary>
    /// The upper bounds of <see cref="Buckets"/>; each bound belongs to its bucket. The last bucket has none: it holds all longer times.
    /// </summary>
    public static IReadOnlyList<TimeSpan> Bounds { get; } = [.. StatisticSlots.Bounds.Select(TimeSpan.FromSeconds)];

    /// <summary>The number of measured times.</summary>
    public long Count { get; }

    /// <summary>The sum of the times.</summary>
    public TimeSpan Total { get; }

    /// <summary>The mean of the times; null if there are none.</summary>
    public TimeSpan? Mean => Count == 0 ? null : Total / Count;

    /// <summary>The number of times in each bucket.</summary>
    public IReadOnlyList<long> Buckets { get; }

    /// <summary>
    /// Estimates the time that the given share of all times does not exceed, evenly spread within its bucket. A time in the last bucket
    /// counts as the last bound. Null if there are no times.
    /// </summary>
    /// <param name="share">More than 0 and at most 1: 0.95 for the 95th percentile.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is out of range.</exception>
    public TimeSpan? Percentile(double share)
    {
        if (share is not (> 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(share), share, "A share must be more than 0 and at most 1: 0.95 for the 95th percentile.");
        }

        if (Count == 0)
        {
            return null;
        }

        var (rank, before) = (share * Count, 0L);
        for (var bucket = 0; bucket < Bounds.Count; bucket++)
        {
            if (Buckets[bucket] > 0 && before + Buckets[bucket] >= rank)
            {
                var lower = bucket == 0 ? TimeSpan.Zero : Bounds[bucket - 1];
                return lower + ((Bounds[bucket] - lower) * ((rank - before) / Buckets[bucket]));
            }

            before += Buckets[bucket];
        }

        return Bounds[^1];
    }
}
