using JobMaster.Storage;

namespace JobMaster.Execution;

/// <summary>
/// Which queues a claim takes from, and in which order: the highest priority first, but a tenth of what is claimed goes to the lower priorities in turn,
/// so that everything moves however long the highest stays full. Lanes of the same priority take turns.
/// </summary>
internal sealed class ClaimPlan
{
    public const double LowerShare = 0.1;

    private double _credit;
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
        if (levels.Count > 1)
        {
            AddLowerShare(shares, levels, want);
        }

        shares.AddRange(levels.SelectMany(level => level).Select(queue => new QueueShare(queue, want)));
        return shares;
    }

    private void AddLowerShare(List<QueueShare> shares, List<List<JobQueue>> levels, int want)
    {
        _credit += want * LowerShare;
        var share = (int)Math.Min(_credit, want);
        if (share < 1)
        {
            return;
        }

        // Whole slots go to one level at a time: with one slot in ten and four lower levels, each is served once in forty.
        var lower = levels[1 + (_turn++ % (levels.Count - 1))];
        shares.Add(new QueueShare(lower[0], share));
        _credit -= share;
    }

    private List<JobQueue> Rotated(List<JobQueue> lanes)
    {
        var start = _laneTurn % lanes.Count;
        return [.. lanes.Skip(start), .. lanes.Take(start)];
    }
}
