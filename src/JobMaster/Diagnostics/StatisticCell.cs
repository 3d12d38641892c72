using JobMaster.Storage;

namespace JobMaster.Diagnostics;

/// <summary>
/// The counts of one name since they were last taken. Each processor adds to a row of its own, so adding neither waits nor allocates.
/// </summary>
internal sealed class StatisticCell
{
    /// <summary>Rows begin on cache lines of their own.</summary>
    private const int Stride = (StatisticSlots.Count + 7) / 8 * 8;

    private static readonly int Rows = (int)Math.Min(16, System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount));

    private readonly long[] _counts = new long[Rows * Stride];

    public void Add(int slot) => Interlocked.Increment(ref _counts[Row() + slot]);

    /// <summary>Adds a time to its histogram and to the sum of the times.</summary>
    public void AddTime(int sumSlot, int firstBucket, TimeSpan time)
    {
        var row = Row();
        Interlocked.Add(ref _counts[row + sumSlot], Math.Max(0, time.Ticks / TimeSpan.TicksPerMicrosecond));
        Interlocked.Increment(ref _counts[row + firstBucket + StatisticSlots.BucketOf(time)]);
    }

    /// <summary>Moves the counts into the sums; each count is moved once, also while others add.</summary>
    /// <returns>Whether there were any.</returns>
    public bool TakeInto(long[] sums)
    {
        var any = false;
        for (var row = 0; row < _counts.Length; row += Stride)
        {
            for (var slot = 0; slot < StatisticSlots.Count; slot++)
            {
                if (Volatile.Read(ref _counts[row + slot]) != 0)
                {
                    sums[slot] += Interlocked.Exchange(ref _counts[row + slot], 0);
                    any = true;
                }
            }
        }

        return any;
    }

    private static int Row() => (Thread.GetCurrentProcessorId() & (Rows - 1)) * Stride;
}
