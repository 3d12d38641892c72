using JobMaster.Storage;

namespace JobMaster.Execution;

/// <summary>
/// Decides which queues a claim takes from, and in which order. The highest priority comes first, but the lower priorities get a tenth of
/// the claimed jobs in turn, so that every queue makes progress even while the highest is full. Lanes of the same priority take turns.
/// </summary>
internal sealed class ClaimPlan
{
    /// <summary>One slot in this many belongs to the lower priorities.</summary>
    private const int SlotsPerLower = 10;

    private int _credit;
    private int _planned;
    private bool _hasLower;
    private int _turn;
    private int _laneTurn;

    /// <param name="ready">The queues with due jobs.</param>
    /// <param name="want">How many jobs the worker wants.</param>
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

    /// <summary>Reports how many jobs the last planned claim took. These count, not the number wanted.</summary>
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
