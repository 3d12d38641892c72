using JobMaster.Diagnostics;
using JobMaster.Execution;
using JobMaster.Storage;

namespace JobMaster.Maintenance;

/// <summary>
/// Runs passes at the gates of keys, several at the same time. Each key has one pass at a time; all requests during it make one more. A key
/// that fails, or that another transaction holds, is tried again separately at growing intervals and does not delay others.
/// </summary>
/// <param name="node">The node.</param>
/// <param name="changed">Called when <see cref="NextAt"/> may have changed.</param>
internal sealed class KeyPasses(NodeServices node, Action changed)
{
    /// <summary>How many jobs one pass lets through.</summary>
    public const int Most = 1000;

    /// <summary>How many passes run at the same time.</summary>
    private const int AtOnce = 8;

    /// <summary>How many keys of the queue are searched for keys that can pass together.</summary>
    private const int MostLookedAt = 1024;

    /// <summary>After this many failures of one key, the log also reports transient ones.</summary>
    private const int ManyFailures = 4;

    /// <summary>From this many failures of one key, its passes wait longer for it, and fewer of them run at the same time.</summary>
    private const int SlowAfter = 2;

    /// <summary>How many passes of such keys run at the same time.</summary>
    private const int SlowAtOnce = AtOnce / 2;

    /// <summary>How long a pass waits for keys that another transaction holds: most are held only briefly.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongPatience = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly Queue<string> _queue = [];

    /// <summary>The keys in the queue.</summary>
    private readonly HashSet<string> _wanted = new(StringComparer.Ordinal);
    private readonly HashSet<string> _running = new(StringComparer.Ordinal);
    private readonly LaterKeys _later = new();
    private readonly DueGates _due = new(node.Store.Gates);

    /// <summary>How often the last passes of a key failed. Such a key passes separately.</summary>
    private readonly Dictionary<string, int> _failures = new(StringComparer.Ordinal);

    private readonly List<Task> _runners = [];
    private CancellationToken _stop;
    private bool _isStarted;

    /// <summary>The runners that will look at the queue again.</summary>
    private int _active;

    /// <summary>When the next of the keys that wait for a time is due; the largest number for none.</summary>
    public long NextAt
    {
        get
        {
            lock (_lock)
            {
                return _later.NextAt;
            }
        }
    }

    /// <summary>Begins to run requested passes.</summary>
    public void Start(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            (_stop, _isStarted) = (cancellationToken, true);
        }

        Run();
    }

    /// <summary>Ends when no pass runs.</summary>
    public Task SettledAsync()
    {
        lock (_lock)
        {
            return Task.WhenAll(_runners);
        }
    }

    /// <summary>Requests passes, and runs them as soon as there is room.</summary>
    public void Want(IEnumerable<string> keys)
    {
        lock (_lock)
        {
            Add(keys);
        }

        Run();
    }

    /// <summary>Requests passes for keys whose time has come.</summary>
    public void WantDue()
    {
        lock (_lock)
        {
            Add(_later.TakeDue(node.Time.GetTimestamp()));
        }

        Run();
    }

    private void Run()
    {
        lock (_lock)
        {
            _runners.RemoveAll(static runner => runner.IsCompleted);
            if (!_isStarted || _stop.IsCancellationRequested)
            {
                return;
            }

            // The caller may request a pass within its own transaction or span.
            using var flow = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
            int startable = _wanted.Count > _running.Count + AtOnce ? AtOnce : _wanted.Count(key => !_running.Contains(key));
            for (int left = Math.Min(startable, AtOnce - _active); left > 0; left--)
            {
                _active++;
                _runners.Add(Task.Run(RunAsync, CancellationToken.None));
            }
        }
    }

    private async Task RunAsync()
    {
        while (Take() is { Count: > 0 } keys)
        {
            try
            {
                await (node.Limits.KeepsOrder(keys[0]) ? PassTurnsAsync(keys) : PassAsync(keys[0])).ConfigureAwait(false);
                Ended(keys, failure: null);
            }
            catch (Exception) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                Ended(keys, exception);
            }
        }
    }

    /// <summary>The key that was requested first and has no running pass; if it keeps order, together with others that do.</summary>
    private List<string> Take()
    {
        lock (_lock)
        {
            List<string> taken = [];
            for (int left = Math.Min(_queue.Count, MostLookedAt); left > 0 && taken.Count < TurnPass.MostKeys; left--)
            {
                string key = _queue.Dequeue();
                if (_running.Contains(key) || (taken.Count > 0 && !PassesWithOthers(key))
                    || (IsSlow(key) && _running.Count(IsSlow) >= SlowAtOnce))
                {
                    _queue.Enqueue(key);
                    continue;
                }

                _wanted.Remove(key);
                taken.Add(key);
                if (!PassesWithOthers(taken[0]))
                {
                    break;
                }
            }

            _running.UnionWith(taken);
            _active -= taken.Count == 0 ? 1 : 0;
            return taken;
        }
    }

    private bool PassesWithOthers(string key) => node.Limits.KeepsOrder(key) && !_failures.ContainsKey(key);

    private bool IsSlow(string key) => _failures.GetValueOrDefault(key) >= SlowAfter;

    private TimeSpan PatienceWith(string key)
    {
        lock (_lock)
        {
            return IsSlow(key) ? LongPatience : Patience;
        }
    }

    private void Add(IEnumerable<string> keys)
    {
        foreach (string key in keys)
        {
            if (_wanted.Add(key))
            {
                _queue.Enqueue(key);
            }
        }
    }

    private void Ended(List<string> keys, Exception? failure)
    {
        // If the store is unavailable, the loops log it, not each key.
        var (pause, isWorthTelling) = (TimeSpan.Zero, failure is not null && !node.Store.IsTransient(failure));
        lock (_lock)
        {
            _running.ExceptWith(keys);
            foreach (string key in keys)
            {
                if (failure is null)
                {
                    _failures.Remove(key);
                    continue;
                }

                int failures = _failures[key] = _failures.GetValueOrDefault(key) + 1;
                if (keys.Count > 1)
                {
                    // One of them makes the pass fail. Passed separately, the others succeed.
                    Add([key]);
                }
                else
                {
                    pause = Pause(failures);
                    isWorthTelling |= failures == ManyFailures && node.Store.IsHeld(failure);
                    Later(key, pause);
                }
            }
        }

        Run();
        if (failure is not null && keys is [var one])
        {
            if (isWorthTelling)
            {
                Log.LimitPassFailed(node.Logger, failure, one, pause);
            }

            changed();
        }
    }

    private async Task PassAsync(string key)
    {
        var pass = await node.Store.Gates.PassAsync(
            key, node.Limits.MostAtOnce(key, Most), node.Controls.PausedLanes, PatienceWith(key), _stop).ConfigureAwait(false);
        Arrived(pass.Queues);
        lock (_lock)
        {
            Add(pass.MovedTo);
            if (pass.MayHaveMore)
            {
                Add([key]);
            }
            else if (pass.Next is { } next)
            {
                Later(key, Early(next));
            }
        }

        Run();
        if (pass.Next is not null)
        {
            changed();
        }
    }

    private async Task PassTurnsAsync(List<string> keys)
    {
        await OpenDueAsync().ConfigureAwait(false);
        var pass = await node.Store.Gates.PassTurnsAsync(keys, node.Controls.PausedLanes, PatienceWith(keys[0]), _stop)
            .ConfigureAwait(false);
        Arrived(pass.Queues);
        lock (_lock)
        {
            Add(pass.MovedTo);
            foreach (var (key, after) in pass.Again)
            {
                Later(key, Early(after));
            }
        }

        Run();
        if (pass.Again.Count > 0)
        {
            changed();
        }
    }

    /// <summary>If a key keeps order, no other job may overtake a job that became due and is not at its gate yet.</summary>
    private async Task OpenDueAsync()
    {
        LimitsDue due;
        do
        {
            due = await _due.OpenAsync(_stop).ConfigureAwait(false);
            Want(due.Keys);
        }
        while (due.MayHaveMore);
    }

    private void Arrived(IReadOnlyList<QueueDue> queues)
    {
        foreach (var (queue, until) in queues)
        {
            node.Arrivals.Publish(queue, until);
        }
    }

    private void Later(string key, TimeSpan after) => _later.Set(key, node.Time.DueAfter(node.Time.GetTimestamp(), after));

    private static TimeSpan Early(TimeSpan next)
    {
        var early = next - (LimitKeyState.LookAhead / 2);
        return early > TimeSpan.Zero ? early : TimeSpan.FromMilliseconds(20);
    }

    private TimeSpan Pause(int failures)
    {
        var pause = ShortestPause * Math.Pow(2, Math.Min(failures - 1, 10));
        return (pause < LongestPause ? pause : LongestPause) * (0.75 + (node.Random.NextDouble() / 2));
    }
}
