using System.Diagnostics.Metrics;
using JobMaster.Storage;

namespace JobMaster.Diagnostics;

/// <summary>The last levels of the busiest limit keys, for gauges.</summary>
internal sealed class LimitLevels
{
    /// <summary>The most keys with their own series.</summary>
    public const int MostKeys = 50;

    public SampledGauge<(WaitingUse Key, int? Most)> Sample { get; } = new();

    public IEnumerable<Measurement<long>> InUse(string clusterId) => Measure(clusterId, static level => level.Key.Use.InUse);

    public IEnumerable<Measurement<long>> Waiting(string clusterId) => Measure(clusterId, static level => level.Key.Waiting);

    public IEnumerable<Measurement<long>> Most(string clusterId) => Measure(clusterId, static level => level.Most);

    private IEnumerable<Measurement<long>> Measure(string clusterId, Func<(WaitingUse Key, int? Most), long?> read) =>
        from level in Sample.Measured()
        let value = read(level)
        where value is not null
        select new Measurement<long>(
            value.Value, new("jobmaster.cluster", clusterId), new("jobmaster.limit", StoredLimits.LimitOf(level.Key.Use.Key)),
            new("jobmaster.limit_key", StoredLimits.ByOf(level.Key.Use.Key) ?? ""));
}
