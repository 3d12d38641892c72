namespace JobMaster.Storage;

/// <summary>
/// How many items to ask a store or an agent for, whose size is known only when they have come. Judged by those that came lately: larger
/// ones count at once, smaller ones by and by. Items that turn out large without warning are bounded by the largest there can be.
/// </summary>
/// <param name="largest">The largest item there can be, in bytes.</param>
internal sealed class BatchRoom(int largest)
{
    private const int MostAhead = 128 << 20;

    private readonly int _most = Math.Max(1, MostAhead / Math.Max(1, largest));
    private double _average;

    /// <summary>The wanted number of jobs, or fewer if so many would not fit.</summary>
    public int Limit(int wanted)
    {
        var average = Volatile.Read(ref _average);
        var fitting = average * wanted <= BatchBytes.Most ? wanted : Math.Max(1, (int)(BatchBytes.Most / average));
        return Math.Min(fitting, _most);
    }

    /// <summary>Items came: their sizes tell what the next ones may be like.</summary>
    public void Came<T>(IReadOnlyList<T> items, Func<T, int> bytes)
    {
        if (items.Count > 0)
        {
            var sum = 0L;
            for (var i = 0; i < items.Count; i++)
            {
                sum += bytes(items[i]);
            }

            Volatile.Write(ref _average, Math.Max((double)sum / items.Count, Volatile.Read(ref _average) * 0.75));
        }
    }
}
