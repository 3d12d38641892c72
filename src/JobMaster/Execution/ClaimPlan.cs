using JobMaster.Storage;

namespace JobMaster.Execution;

/// <summary>
/// Which queues a claim takes from, and in which order: the highest priority first, but a tenth of what is claimed goes to the lower
/// priorities in turn, so that everything moves however long the highest stays full. Lanes of the same priority take turns.
/// </summary>
internal sealed class ClaimPlan
{
    /// <summary>One slot in so many is the lower priorities'.</summary>
    private const int SlotsPerLower = 10;

    private int _credit;
    private int _planned;
    private bool _hasLower;
    private int _turn;
    private int _laneTurn;

    /// <param name="ready">The queues that hold due jobs.</param>
    /// <param name="want">How many jobs are wanted.</param>
    public IReadOnlyList<QueueShare> Next(IReadOnlyList<JobQueue> ready, int want)
    {
        var levels = ready.GroupBy(queue => queue.Priority).OrderByDescending(level => level.Key)
            .Select(level => Rotated([.. level.OrderBy(queue => queue.Lane, StringComparer.Ordinal)])).ToList();
        _laneTurn++;
        var shares = new List<QueueShare>(ready.Count + 1);
        _hasLower = levels.Count > 1;
        _planned = _hasLower ? Math.Min((_credit / SlotsPerLower) + (want / SlotsPerLower), want) : 0;
        if (_planned > 0)
        {
            // Whole slots go to one level at a time: with one slot in ten and four lower levels, each is served once in forty.
            var lower = levels[1 + (_turn++ % (levels.Count - 1))];
            shares.Add(new QueueShare(lower[0], _planned));
        }

        shares.AddRange(levels.SelectMany(level => level).Select(queue => new QueueShare(queue, want)));
        return shares;
    }

    /// <summary>The claim planned last has taken so many jobs: they count, not those that were wanted.</summary>
    public void Taken(int jobs)
    {
        if (_hasLower)
        {
            _credit = Math.Max(0, _credit + jobs - (SlotsPerLower * Math.Min(_planned, jobs)));
        }
    }

    private List<JobQueue> Rotated(List<JobQueue> lanes)
    {
        var start = _laneTurn % lanes.Count;
        return [.. lanes.Skip(start), .. lanes.Take(start)];
    }
}
