using JobMaster.Diagnostics;
using JobMaster.Storage;

namespace JobMaster.Execution;

/// <summary>
/// What a worker knows about its queues: which have due jobs now, and when the next ones become due. Local signals and polls update it. The
/// next poll corrects a stale "empty"; a stale "ready" costs one claim that finds no job. Queues of patterns become known when a signal or
/// a search names them, and are forgotten after they were empty for a while.
/// </summary>
internal sealed class DueQueues
{
    /// <summary>The most due times kept per queue. Polls find the others.</summary>
    private const int MaxDues = 256;

    private static readonly TimeSpan ForgetAfter = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<JobQueue, State> _queues;
    private readonly PatternQueues? _ofPatterns;
    private readonly TimeProvider _time;
    private readonly Action _changed;
    private IReadOnlyList<JobQueue>? _known;
    private long _version;

    /// <param name="queues">The queues of lanes that the worker names.</param>
    /// <param name="time">The clock.</param>
    /// <param name="changed">Called when there may be jobs to claim.</param>
    /// <param name="patterns">The patterns of lanes that it also serves.</param>
    public DueQueues(IEnumerable<JobQueue> queues, TimeProvider time, Action changed, IReadOnlyList<string>? patterns = null)
    {
        _queues = queues.ToDictionary(queue => queue, _ => new State());
        _ofPatterns = patterns is { Count: > 0 } ? new PatternQueues(patterns, ForgetAfter, time) : null;
        _time = time;
        _changed = changed;
    }

    /// <summary>Read before a poll or claim, so that its answer does not override signals that come meanwhile.</summary>
    public long Version
    {
        get
        {
            lock (_lock)
            {
                return _version;
            }
        }
    }

    /// <summary>The queues of named lanes, and the known queues of patterns.</summary>
    public IReadOnlyList<JobQueue> Known
    {
        get
        {
            lock (_lock)
            {
                return _known ??= [.. _queues.Keys];
            }
        }
    }

    /// <summary>A job waits in the queue, due after the delay.</summary>
    public void Note(JobQueue queue, TimeSpan delay)
    {
        lock (_lock)
        {
            if (Find(queue) is not { } state)
            {
                return;
            }

            Note(state, delay);
        }

        _changed();
    }

    /// <summary>The queue may soon hold a job. The next polls ask for it.</summary>
    public void NoteComing(JobQueue queue)
    {
        if (_ofPatterns is not null)
        {
            lock (_lock)
            {
                _ = Find(queue);
            }
        }
    }

    /// <summary>
    /// A search found these queues. For known queues, polls know more. All become known together: otherwise the worker would take a long
    /// backlog of the first before it knows of the others.
    /// </summary>
    /// <returns>The queues that were not known.</returns>
    public IReadOnlyList<FoundQueue> Found(IReadOnlyList<FoundQueue> found)
    {
        List<FoundQueue> unknown = [];
        lock (_lock)
        {
            foreach (var queue in found)
            {
                if (_queues.ContainsKey(queue.Queue) || Find(queue.Queue) is not { } state)
                {
                    continue;
                }

                unknown.Add(queue);
                if (!queue.IsSolo)
                {
                    Note(state, queue.Until);
                }
            }
        }

        if (unknown.Count > 0)
        {
            _changed();
        }

        return unknown;
    }

    /// <summary>The queues known to have due jobs.</summary>
    public List<JobQueue> Ready()
    {
        var now = _time.GetTimestamp();
        lock (_lock)
        {
            var ready = new List<JobQueue>(_ofPatterns is null ? _queues.Count : 0);
            foreach (var (queue, state) in _queues)
            {
                if (state.Dues.RemoveWhere(due => due <= now) + (state.Polled <= now ? 1 : 0) > 0)
                {
                    state.Polled = state.Polled <= now ? long.MaxValue : state.Polled;
                    MarkReady(state);
                }

                if (state.IsReady)
                {
                    ready.Add(queue);
                }
            }

            return ready;
        }
    }

    /// <summary>Notes that a claim that began at the version took all due jobs of the queue.</summary>
    public void Drained(JobQueue queue, long version)
    {
        lock (_lock)
        {
            if (_queues.TryGetValue(queue, out var state))
            {
                state.IsReady &= state.ReadyVersion > version;
            }
        }
    }

    /// <summary>A poll that began at the version found waiting jobs in these queues, and in no others.</summary>
    public void Polled(IReadOnlyList<QueueDue> dues, long version)
    {
        lock (_lock)
        {
            foreach (var state in _queues.Values)
            {
                state.IsReady &= state.ReadyVersion > version;
                state.Polled = long.MaxValue;
            }

            foreach (var due in dues)
            {
                if (!_queues.TryGetValue(due.Queue, out var state))
                {
                    continue;
                }

                if (due.Until <= TimeSpan.Zero)
                {
                    MarkReady(state);
                }
                else
                {
                    state.Polled = _time.DueAfter(due.Until);
                }
            }

            Forget();
        }

        _changed();
    }

    /// <summary>How long until the next queue becomes due; null if no time is known.</summary>
    public TimeSpan? UntilNext()
    {
        lock (_lock)
        {
            var next = long.MaxValue;
            foreach (var state in _queues.Values)
            {
                next = Math.Min(next, Math.Min(state.Polled, state.Dues.Count > 0 ? state.Dues.Min : long.MaxValue));
            }

            return next == long.MaxValue ? null : _time.Until(next);
        }
    }

    /// <summary>The queue's state. This makes a queue of a pattern known. Under the lock.</summary>
    private State? Find(JobQueue queue)
    {
        if (_queues.TryGetValue(queue, out var state) || _ofPatterns?.Serves(queue) != true)
        {
            return state;
        }

        _queues[queue] = state = new State();
        _known = null;
        foreach (var crowded in _ofPatterns.Add(queue))
        {
            _queues.Remove(crowded);
        }

        return state;
    }

    /// <summary>Under the lock.</summary>
    private void Forget()
    {
        if (_ofPatterns is null)
        {
            return;
        }

        foreach (var queue in _ofPatterns.Idle(queue => _queues[queue] is { IsReady: false, Polled: long.MaxValue, Dues.Count: 0 }))
        {
            _queues.Remove(queue);
            _known = null;
        }
    }

    private void Note(State state, TimeSpan delay)
    {
        if (delay <= TimeSpan.Zero)
        {
            MarkReady(state);
            return;
        }

        state.Dues.Add(_time.DueAfter(delay));
        if (state.Dues.Count > MaxDues)
        {
            state.Dues.Remove(state.Dues.Max);
        }
    }

    private void MarkReady(State state)
    {
        state.IsReady = true;
        state.ReadyVersion = ++_version;
    }

    private sealed class State
    {
        public bool IsReady { get; set; }

        public long ReadyVersion { get; set; }

        /// <summary>The due times that this process knows from its own jobs.</summary>
        public SortedSet<long> Dues { get; } = [];

        /// <summary>
        /// The next due time from the last poll. Each poll computes it again with a small difference, so it replaces the one before.
        /// Otherwise several of them would push out those of own jobs and cost a claim each.
        /// </summary>
        public long Polled { get; set; } = long.MaxValue;
    }
}
