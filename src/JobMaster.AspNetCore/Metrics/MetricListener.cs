using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace JobMaster.AspNetCore.Metrics;

/// <summary>Listens to the library's meters of this app only, not of other apps in the process.</summary>
internal sealed class MetricListener : IDisposable
{
    private const string Meter = "JobMaster";

    private readonly ConcurrentDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();
    private readonly Lock _reading = new();

    /// <param name="meters">The app's own factory; null if it has none.</param>
    public MetricListener(IMeterFactory? meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == Meter && (instrument.Meter.Scope is null || ReferenceEquals(instrument.Meter.Scope, meters)))
            {
                // Several clusters of an app have the same instruments; a tag distinguishes their measurements.
                var family = new MetricFamily(instrument);
                listener.EnableMeasurementEvents(instrument, _families.GetOrAdd(family.Name, family));
            }
        };
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, family) => ((MetricFamily)family!).Measure(value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, family) => ((MetricFamily)family!).Measure(value, tags));
        _listener.Start();
    }

    /// <summary>The measurements so far, by name.</summary>
    public string Write(Func<string, bool> seesCluster)
    {
        lock (_reading)
        {
            foreach (var family in _families.Values)
            {
                family.Forget();
            }

            _listener.RecordObservableInstruments();
            return MetricText.Write(_families.Values.OrderBy(family => family.Name, StringComparer.Ordinal), seesCluster);
        }
    }

    /// <summary>The families, with or without measurements.</summary>
    public IReadOnlyCollection<MetricFamily> Families => [.. _families.Values];

    public void Dispose() => _listener.Dispose();
}
