using System.Diagnostics.Metrics;
using JobMaster.Storage;

namespace JobMaster.Diagnostics;

/// <summary>
/// The last counts of live jobs. A measurement shows that a listener reads them; only then is a statement spent on counting.
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

    /// <summary>Whether a listener has measured since the last call.</summary>
    public bool TakeWanted()
    {
        var wanted = _wanted;
        _wanted = false;
        return wanted;
    }

    public void Set(IReadOnlyList<JobCount> counts) => _counts = counts;
}
