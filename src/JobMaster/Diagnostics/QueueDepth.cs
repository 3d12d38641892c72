using System.Diagnostics.Metrics;
using JobMaster.Storage;

namespace JobMaster.Diagnostics;

/// <summary>The last counts of live jobs, for a gauge.</summary>
internal sealed class QueueDepth
{
    public SampledGauge<JobCount> Sample { get; } = new();

    public IEnumerable<Measurement<long>> Measure(string clusterId) =>
        Sample.Measured().Select(count => new Measurement<long>(
            count.Count,
            new("jobmaster.cluster", clusterId),
            new("jobmaster.lane", count.Lane),
            new("jobmaster.state", count.IsParked ? "Parked" : count.State.ToString())));
}
