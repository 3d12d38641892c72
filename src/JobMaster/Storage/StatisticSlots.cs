namespace JobMaster.Storage;

/// <summary>
/// The meaning of each number of a statistic, by its place. The places are stored, so a new number goes to the end: stores add any number
/// of numbers by place.
/// </summary>
internal static class StatisticSlots
{
    public const int Accepted = 0;
    public const int Started = 1;
    public const int Succeeded = 2;
    public const int Failed = 3;
    public const int Cancelled = 4;
    public const int Retried = 5;
    public const int Snoozed = 6;
    public const int Returned = 7;
    public const int Lost = 8;

    /// <summary>Microseconds.</summary>
    public const int WaitSum = 9;

    /// <summary>Microseconds.</summary>
    public const int RunSum = 10;

    public const int WaitBuckets = 11;
    public const int RunBuckets = WaitBuckets + Buckets;
    public const int Count = RunBuckets + Buckets;

    private const int Buckets = 16;

    /// <summary>The upper bounds of the buckets, in seconds, each bound included; the last bucket has none.</summary>
    public static IReadOnlyList<double> Bounds => Seconds;

    private static readonly double[] Seconds =
        [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600];

    private static readonly long[] Ticks = [.. Seconds.Select(bound => (long)(bound * TimeSpan.TicksPerSecond))];

    /// <summary>The bucket of a time.</summary>
    public static int BucketOf(TimeSpan time)
    {
        var bucket = 0;
        while (bucket < Ticks.Length && time.Ticks > Ticks[bucket])
        {
            bucket++;
        }

        return bucket;
    }
}
