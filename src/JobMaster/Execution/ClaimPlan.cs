using JobMaster.Storage;

namespace JobMaster.Execution;

/// <summary>
/// Decides which queues a claim takes from, and in which order. The highest priority comes first, but the lower priorities get a tenth of
/// the claimed jobs in turn, so that every queue makes progress even while the highest is full. Lanes of the same priority take turns: a
/// claim continues after the last lane that gave a job, so that a full lane does not get the turns of empty ones beside it. If there are
/// many lanes, a claim takes some of each.
/// </summary>
internal sealed class ClaimPlan
{
    /// <summary>One slot in this many belongs to the lower priorities.</summary>
    private const int SlotsPerLower = 10;

    /// <summary>More lanes than this at one priority count as many. A full lane then gives at most this share of a claim.</summary>
    private const int ManyLanes = 16;

    /// <summary>The most of many lanes in one claim; the next claim continues after them.</summary>
    private const int MostLanes = 256;

    private readonly Dictionary<JobMasterPriority, string> _lastLanes = [];

    private int _credit;
    private int _planned;
    private bool _hasLower;
    private IReadOnlyList<JobQueue> _firsts = [];
    private int _turn;

    /// <param name="ready">The queues with due jobs.</param>
    /// <param name="want">How many jobs the worker wants.</param>
    public IReadOnlyList<QueueShare> Next(IReadOnlyList<JobQueue> ready, int want)
    {
        var levels = ready.GroupBy(queue => queue.Priority).OrderByDescending(level => level.Key)
            .Select(level => Rotated(level.Key, [.. level.OrderBy(queue => queue.Lane, StringComparer.Ordinal)])).ToList();
        var shares = new List<QueueShare>(ready.Count + 1);
        _hasLower = levels.Count > 1;
        _planned = _hasLower ? Math.Min((_credit / SlotsPerLower) + (want / SlotsPerLower), want) : 0;
        if (_planned > 0)
        {
            // Whole slots go to one level at a time: with one slot in ten and four lower levels, each is served once in forty.
            var lower = levels[1 + (_turn++ % (levels.Count - 1))];
            shares.Add(new QueueShare(lower[0], _planned));

            // This counts even if it has no jobs: it must not take the planned share of each claim.
            _lastLanes[lower[0].Priority] = lower[0].Lane;
        }

        _firsts = [.. levels.Select(level => level[0])];

        foreach (var level in levels)
        {
            var limit = level.Count > ManyLanes ? Math.Max(1, want / ManyLanes) : want;
            shares.AddRange(level.Take(MostLanes).Select(queue => new QueueShare(queue, limit)));
        }

        return shares;
    }

    /// <summary>Reports how many jobs the last planned claim took. These count, not the number wanted.</summary>
    /// <param name="jobs">The number.</param>
    /// <param name="queues">Their queues, in the order they were taken.</param>
    public void Taken(int jobs, IEnumerable<JobQueue> queues)
    {
        if (_hasLower)
        {
            _credit = Math.Max(0, _credit + jobs - (SlotsPerLower * Math.Min(_planned, jobs)));
        }

        // A claim that found nothing used the turn of the first lane of each priority. A priority that gave nothing beside others keeps its
        // place, because it may not have been asked.
        foreach (var queue in jobs == 0 ? _firsts : queues)
        {
            _lastLanes[queue.Priority] = queue.Lane;
        }
    }

    /// <summary>The lanes, starting after the last that gave a job.</summary>
    private List<JobQueue> Rotated(JobMasterPriority priority, List<JobQueue> lanes)
    {
        var start = _lastLanes.TryGetValue(priority, out var last)
            ? Math.Max(0, lanes.FindIndex(queue => string.CompareOrdinal(queue.Lane, last) > 0))
            : 0;
        return [.. lanes.Skip(start), .. lanes.Take(start)];
    }
}
