namespace JobMaster.AspNetCore.Metrics;

/// <summary>One series: a sum, a value, or a histogram.</summary>
/// <param name="bounds">The upper bounds of a histogram's buckets; null for a sum or a value.</param>
internal sealed class MetricSeries(IReadOnlyList<double>? bounds)
{
    private readonly Lock _lock = new();
    private readonly long[] _buckets = new long[bounds?.Count + 1 ?? 0];
    private double _sum;

    public void Set(double value)
    {
        lock (_lock)
        {
            _sum = value;
        }
    }

    public void Add(double value)
    {
        int bucket = 0;
        while (bounds is not null && bucket < bounds.Count && value > bounds[bucket])
        {
            bucket++;
        }

        lock (_lock)
        {
            _sum += value;
            if (bounds is not null)
            {
                _buckets[bucket]++;
            }
        }
    }

    /// <summary>The sum or the value, and how many measurements each bucket has.</summary>
    public (double Sum, long[] Buckets) Read()
    {
        lock (_lock)
        {
            return (_sum, [.. _buckets]);
        }
    }
}
