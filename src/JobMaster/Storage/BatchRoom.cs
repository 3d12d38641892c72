namespace JobMaster.Storage;

/// <summary>
/// How many items to request from a store or an agent whose item sizes are unknown beforehand. It judges by recent items: larger ones count
/// immediately, smaller ones gradually. Unexpectedly large items are limited by the largest possible size.
/// </summary>
/// <param name="largest">The largest possible item, in bytes.</param>
internal sealed class BatchRoom(int largest)
{
    private const int MostAhead = 128 << 20;

    private readonly int _most = Math.Max(1, MostAhead / Math.Max(1, largest));
    private double _average;

    /// <summary>The requested number of jobs, or fewer if that many would not fit.</summary>
    public int Limit(int wanted)
    {
        var average = Volatile.Read(ref _average);
        var fitting = average * wanted <= BatchBytes.Most ? wanted : Math.Max(1, (int)(BatchBytes.Most / average));
        return Math.Min(fitting, _most);
    }

    /// <summary>Learns from the sizes of received items.</summary>
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
