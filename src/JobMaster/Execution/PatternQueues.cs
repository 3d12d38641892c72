using JobMaster.Storage;

namespace JobMaster.Execution;

/// <summary>
/// The known queues of a worker's patterns. Their number is limited, because each poll asks for all of them. A search finds forgotten
/// queues again while they hold jobs, so that every lane gets its turn.
/// </summary>
/// <param name="patterns">The patterns.</param>
/// <param name="forgetAfter">How long an empty queue stays known.</param>
/// <param name="time">The clock.</param>
internal sealed class PatternQueues(IReadOnlyList<string> patterns, TimeSpan forgetAfter, TimeProvider time)
{
    /// <summary>The most queues that are known at once.</summary>
    public const int MostKnown = 1000;

    /// <summary>When a queue was last seen with jobs, or became known.</summary>
    private readonly Dictionary<JobQueue, long> _seenAt = [];

    /// <summary>The known queues, the one known for longest first.</summary>
    private readonly Queue<JobQueue> _order = [];

    public bool Serves(JobQueue queue) => LanePattern.Serves(patterns, queue.Lane);

    /// <summary>Makes a queue known.</summary>
    /// <returns>The queues that are forgotten for it: the ones known for longest have had their turn.</returns>
    public IReadOnlyList<JobQueue> Add(JobQueue queue)
    {
        _seenAt[queue] = time.GetTimestamp();
        _order.Enqueue(queue);
        List<JobQueue> forgotten = [];
        while (_seenAt.Count > MostKnown)
        {
            var oldest = _order.Dequeue();
            if (_seenAt.Remove(oldest))
            {
                forgotten.Add(oldest);
            }
        }

        return forgotten;
    }

    /// <summary>Forgets the queues that were empty for a while, and returns them.</summary>
    /// <param name="isEmpty">Whether a queue is empty, as far as known.</param>
    public IReadOnlyList<JobQueue> Idle(Func<JobQueue, bool> isEmpty)
    {
        var now = time.GetTimestamp();
        List<JobQueue>? idle = null;
        foreach (var (queue, seenAt) in _seenAt)
        {
            if (!isEmpty(queue))
            {
                _seenAt[queue] = now;
            }
            else if (time.GetElapsedTime(seenAt, now) >= forgetAfter)
            {
                (idle ??= []).Add(queue);
            }
        }

        if (idle is null)
        {
            return [];
        }

        idle.ForEach(queue => _seenAt.Remove(queue));
        var left = _order.Where(_seenAt.ContainsKey).ToList();
        _order.Clear();
        left.ForEach(_order.Enqueue);
        return idle;
    }
}
