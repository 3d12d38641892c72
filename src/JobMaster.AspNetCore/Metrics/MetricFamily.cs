using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace JobMaster.AspNetCore.Metrics;

/// <summary>
/// The series of one instrument. Beyond a limit, new ones share one series, so that names from jobs cannot use up memory.
/// </summary>
internal sealed class MetricFamily
{
    internal const int MostSeries = 2000;

    /// <summary>OpenTelemetry's default bounds, for instruments without advice.</summary>
    private static readonly double[] DefaultBounds = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000];

    private readonly ConcurrentDictionary<MetricTags, MetricSeries> _series = new();
    private readonly bool _isValue;
    private int _count;
    private MetricSeries? _overflow;
    private string[] _labels = [];

    public MetricFamily(Instrument instrument)
    {
        (Name, Help, IsCounter) = (MetricName.Of(instrument), instrument.Description ?? "", MetricName.IsCounter(instrument));
        _isValue = instrument.IsObservable;
        if (MetricName.IsHistogram(instrument))
        {
            Bounds = (instrument as Histogram<double>)?.Advice?.HistogramBucketBoundaries ?? DefaultBounds;
        }
    }

    public string Name { get; }

    public string Help { get; }

    public bool IsCounter { get; }

    /// <summary>The upper bounds of a histogram's buckets; null for others.</summary>
    public IReadOnlyList<double>? Bounds { get; }

    /// <summary>The names of the labels, in the order of the tags.</summary>
    public IReadOnlyList<string> Labels => _labels;

    public IEnumerable<KeyValuePair<MetricTags, MetricSeries>> Series => _series;

    /// <summary>The series beyond the limit; null if there is none.</summary>
    public MetricSeries? Overflow => _overflow;

    public void Measure(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var series = Of(tags);
        if (_isValue)
        {
            series.Set(value);
        }
        else
        {
            series.Add(value);
        }
    }

    /// <summary>Clears the values of an instrument that reports all of them again.</summary>
    public void Forget()
    {
        if (_isValue)
        {
            _series.Clear();
            (_count, _overflow) = (0, null);
        }
    }

    private MetricSeries Of(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (_labels.Length < Math.Min(tags.Length, MetricTags.Most))
        {
            _labels = Names(tags);
        }

        var key = MetricTags.Of(tags);
        if (_series.TryGetValue(key, out var series))
        {
            return series;
        }

        if (Interlocked.Increment(ref _count) > MostSeries)
        {
            Interlocked.Decrement(ref _count);
            return LazyInitializer.EnsureInitialized(ref _overflow, () => new MetricSeries(Bounds));
        }

        return _series.GetOrAdd(key, _ => new MetricSeries(Bounds));
    }

    private static string[] Names(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string[] names = new string[Math.Min(tags.Length, MetricTags.Most)];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = MetricName.Label(tags[i].Key);
        }

        return names;
    }
}
