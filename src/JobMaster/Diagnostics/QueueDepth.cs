using System.Diagnostics.Metrics;
using JobMaster.Storage;

namespace JobMaster.Diagnostics;

/// <summary>
/// The last counts of live jobs. Being measured marks that somebody listens; only then does anyone spend a statement on counting.
/// </summary>
internal sealed class QueueDepth
{
    private IReadOnlyList<JobCount> _counts = [];
    private volatile bool _wanted;

    public IEnumerable<Measurement<long>> Measure(string clusterId)
    {
        _wanted = true;
        return _counts.Where(count => !JobTransitions.IsFinal(count.State)).Select(count => new Measurement<long>(
            count.Count,
            new("jobmaster.cluster", clusterId),
            new("jobmaster.lane", count.Lane),
            new("jobmaster.state", count.IsParked ? "Parked" : count.State.ToString())));
    }

    /// <summary>Whether anybody has measured since this was last asked.</summary>
    public bool TakeWanted()
    {
        var wanted = _wanted;
        _wanted = false;
        return wanted;
    }

    public void Set(IReadOnlyList<JobCount> counts) => _counts = counts;
}
