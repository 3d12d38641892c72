using System.Diagnostics.Metrics;
using JobMaster.Storage;

namespace JobMaster.Diagnostics;

/// <summary>
/// The last levels of the busiest keys of limits. A measurement shows that a listener reads them; only then is a statement spent on them.
/// </summary>
internal sealed class LimitLevels
{
    /// <summary>So many keys have series of their own, however many there are.</summary>
    public const int MostKeys = 50;

    private IReadOnlyList<(WaitingUse Key, int? Most)> _levels = [];
    private volatile bool _wanted;

    public IEnumerable<Measurement<long>> InUse(string clusterId) => Measure(clusterId, static level => level.Key.Use.InUse);

    public IEnumerable<Measurement<long>> Waiting(string clusterId) => Measure(clusterId, static level => level.Key.Waiting);

    public IEnumerable<Measurement<long>> Most(string clusterId) => Measure(clusterId, static level => level.Most);

    /// <summary>Whether a listener has measured since the last call.</summary>
    public bool TakeWanted()
    {
        var wanted = _wanted;
        _wanted = false;
        return wanted;
    }

    public void Set(IReadOnlyList<(WaitingUse Key, int? Most)> levels) => _levels = levels;

    private List<Measurement<long>> Measure(string clusterId, Func<(WaitingUse Key, int? Most), long?> read)
    {
        _wanted = true;
        var measured = new List<Measurement<long>>();
        foreach (var level in _levels)
        {
            if (read(level) is { } value)
            {
                measured.Add(new Measurement<long>(
                    value, new("jobmaster.cluster", clusterId), new("jobmaster.limit", StoredLimits.LimitOf(level.Key.Use.Key)),
                    new("jobmaster.limit_key", StoredLimits.ByOf(level.Key.Use.Key) ?? "")));
            }
        }

        return measured;
    }
}
