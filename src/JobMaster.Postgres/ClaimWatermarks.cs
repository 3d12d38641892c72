using JobMaster.Storage;

namespace JobMaster.Postgres;

/// <summary>A place in a queue: everything up to it has been claimed, as far as known.</summary>
internal readonly record struct QueuePlace(DateTimeOffset DueAt, long Seq)
{
    public static QueuePlace Start { get; } = new(DateTimeOffset.MinValue, 0);

    public bool IsBehind(QueuePlace other) => DueAt == other.DueAt ? Seq < other.Seq : DueAt < other.DueAt;
}

/// <summary>
/// Where the next claim of each queue may start: behind the last job this process claimed there. The index entries of claimed jobs stay until no
/// open transaction can see them; a claim that starts at the front walks over all of them. What comes in behind the place (a release, a rescue,
/// a transaction that committed late) is found from the front: at once when this process did it, else within the interval.
/// </summary>
internal sealed class ClaimWatermarks(TimeSpan fullScanInterval, TimeProvider time)
{
    /// <summary>When the queue seems empty, its front is looked at too, but looking may take only this part of the time.</summary>
    private const int ShareOfTime = 10;

    private readonly Lock _lock = new();
    private readonly Dictionary<JobQueue, State> _queues = [];

    /// <summary>Where a claim of the queue starts now.</summary>
    public QueuePlace Next(JobQueue queue)
    {
        lock (_lock)
        {
            return _queues.TryGetValue(queue, out var state) && time.GetElapsedTime(state.ScannedAt) < fullScanInterval ? state.Place : QueuePlace.Start;
        }
    }

    /// <summary>Whether a claim that found too little behind its place should look from the front at once.</summary>
    public bool MayScan(JobQueue queue)
    {
        lock (_lock)
        {
            return !_queues.TryGetValue(queue, out var state) || time.GetElapsedTime(state.ScannedAt) >= state.ScanTook * ShareOfTime;
        }
    }

    /// <summary>A version to give back to <see cref="Claimed"/>, so that what comes in while the claim is on its way is not forgotten.</summary>
    public long Version
    {
        get
        {
            lock (_lock)
            {
                return field;
            }
        }

        private set;
    }

    /// <summary>A claim that started at a place ended with a job at another.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="from">Where it started.</param>
    /// <param name="last">The last job it took; null when it took none.</param>
    /// <param name="started">When it started.</param>
    /// <param name="version">The version before it started.</param>
    public void Claimed(JobQueue queue, QueuePlace from, QueuePlace? last, long started, long version)
    {
        lock (_lock)
        {
            if (version != Version)
            {
                return;
            }

            bool isScan = from == QueuePlace.Start;
            if (!_queues.TryGetValue(queue, out var state))
            {
                if (!isScan)
                {
                    return;
                }

                _queues.Add(queue, state = new State { Place = QueuePlace.Start });
            }

            if (isScan)
            {
                // A scan counts from its end, or slow ones would follow each other without pause.
                state.ScannedAt = time.GetTimestamp();
                state.ScanTook = time.GetElapsedTime(started, state.ScannedAt);
                state.Place = last ?? state.Place;
            }
            else if (last is { } place && state.Place.IsBehind(place))
            {
                state.Place = place;
            }
        }
    }

    /// <summary>A job came in that is due at this time.</summary>
    public void Inserted(JobQueue queue, DateTimeOffset dueAt)
    {
        lock (_lock)
        {
            if (_queues.TryGetValue(queue, out var state) && dueAt <= state.Place.DueAt)
            {
                _queues.Remove(queue);
                Version++;
            }
        }
    }

    /// <summary>Jobs may have come back to their old places, in any queue.</summary>
    public void Reset()
    {
        lock (_lock)
        {
            _queues.Clear();
            Version++;
        }
    }

    private sealed class State
    {
        public QueuePlace Place { get; set; }

        public long ScannedAt { get; set; }

        public TimeSpan ScanTook { get; set; }
    }
}
