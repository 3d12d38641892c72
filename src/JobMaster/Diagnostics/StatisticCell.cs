using JobMaster.Storage;

namespace JobMaster.Diagnostics;

/// <summary>
/// The counts of one name since they were last taken. Each processor adds to its own row, so adding neither waits nor allocates.
/// </summary>
internal sealed class StatisticCell
{
    /// <summary>Rows begin on separate cache lines.</summary>
    private const int Stride = (StatisticSlots.Count + 7) / 8 * 8;

    private static readonly int Rows = (int)Math.Min(16, System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount));

    private readonly long[] _counts = new long[Rows * Stride];
    private volatile bool _hasLeft;

    /// <summary>
    /// Whether it gave its place to another. A thread that has added to it must report this, or its counts are never taken.
    /// </summary>
    public bool HasLeft => _hasLeft;

    public void Add(int slot) => Interlocked.Increment(ref _counts[Row() + slot]);

    /// <summary>Adds a time to its histogram and to the sum of the times.</summary>
    public void AddTime(int sumSlot, int firstBucket, TimeSpan time)
    {
        var row = Row();
        Interlocked.Add(ref _counts[row + sumSlot], Math.Max(0, time.Ticks / TimeSpan.TicksPerMicrosecond));
        Interlocked.Increment(ref _counts[row + firstBucket + StatisticSlots.BucketOf(time)]);
    }

    /// <summary>Moves the counts into the sums. Each count is moved once, even while others add.</summary>
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

    /// <summary>Marks that it gave its place to another. The next take finds counts that were added without seeing the mark.</summary>
    public void Leave()
    {
        _hasLeft = true;
        Interlocked.MemoryBarrier();
    }

    private static int Row() => (Thread.GetCurrentProcessorId() & (Rows - 1)) * Stride;
}
