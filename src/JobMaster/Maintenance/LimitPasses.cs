using JobMaster.Diagnostics;
using JobMaster.Execution;
using JobMaster.Storage;

namespace JobMaster.Maintenance;

/// <summary>
/// Runs passes at the gates of limits: after the commit of whatever may let jobs through, when a rate does, when jobs with limits fall due,
/// and now and then at all gates, for whatever was missed. Of a key one pass runs at a time, and what comes meanwhile makes one more.
/// </summary>
internal sealed class LimitPasses
{
    /// <summary>How many jobs one pass lets through.</summary>
    private const int Most = 1000;

    /// <summary>How many keys one round looks at beside each other.</summary>
    private const int AtOnce = 4;

    private const int GatesPerSweep = 500;
    private static readonly TimeSpan DueEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(5);

    private readonly NodeServices _node;
    private readonly bool _sweeps;
    private readonly PollingLoop _loop;
    private readonly Lock _lock = new();
    private readonly HashSet<string> _wanted = new(StringComparer.Ordinal);
    private readonly HashSet<string> _expected = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _later = new(StringComparer.Ordinal);
    private volatile bool _sweepsNow;

    /// <summary>Whether jobs may wait under limits. If there are no limits, they do so only until they are due.</summary>
    private volatile bool _mayWait;

    private long _dueAt;
    private long _sweptAt;
    private string _sweptTo = "";
    private IReadOnlyCollection<string> _shut = [];
    private bool _isFirst = true;

    /// <param name="node">The node.</param>
    /// <param name="sweeps">Whether it looks at all gates now and then.</param>
    public LimitPasses(NodeServices node, bool sweeps)
    {
        (_node, _sweeps) = (node, sweeps);
        _loop = node.Loop("Let jobs through their limits", RunOnceAsync);
        node.Store.Gates.Touched = Want;
        node.Limits.Expected = Expect;
        _sweptAt = long.MinValue;
    }

    public Task Start(CancellationToken cancellationToken) => _loop.Start(cancellationToken);

    /// <summary>Limits or pauses may have changed.</summary>
    public void Wake()
    {
        lock (_lock)
        {
            _sweepsNow = true;
        }

        _loop.Wake();
    }

    /// <summary>Jobs may pass at the gates of these keys.</summary>
    public void Want(IReadOnlyCollection<string> keys)
    {
        lock (_lock)
        {
            _wanted.UnionWith(keys);
        }

        _mayWait = true;

        _loop.Wake();
    }

    /// <summary>A transaction of the app may soon touch these keys.</summary>
    private void Expect(IReadOnlyCollection<string> keys)
    {
        lock (_lock)
        {
            _expected.UnionWith(keys);
        }
    }

    /// <summary>A transaction of the app may have been committed.</summary>
    public void Look()
    {
        List<string> expected;
        lock (_lock)
        {
            if (_expected.Count == 0)
            {
                return;
            }

            expected = [.. _expected];
        }

        Want(expected);
    }

    /// <summary>No transaction of the app was open lately.</summary>
    public void ExpectNothing()
    {
        lock (_lock)
        {
            _expected.Clear();
        }
    }

    private async Task<TimeSpan> RunOnceAsync(CancellationToken cancellationToken)
    {
        var keys = Take();
        while (keys.Count > 0)
        {
            await PassAllAsync(keys, cancellationToken).ConfigureAwait(false);
            keys = Take();
        }

        if (!_sweepsNow && !_mayWait && _node.Limits.AreNone)
        {
            return Timeout.InfiniteTimeSpan;
        }

        _mayWait = false;
        await OpenDueAsync(cancellationToken).ConfigureAwait(false);
        await ShutAsync(cancellationToken).ConfigureAwait(false);
        await SweepAsync(cancellationToken).ConfigureAwait(false);
        lock (_lock)
        {
            var next = _later.Values.Append(_dueAt).Min();
            return _wanted.Count > 0 ? TimeSpan.Zero
                : next == long.MaxValue ? Timeout.InfiniteTimeSpan
                : _node.Time.Until(next);
        }
    }

    /// <summary>The keys wanted now.</summary>
    private List<string> Take()
    {
        lock (_lock)
        {
            var now = _node.Time.GetTimestamp();
            foreach (var (key, _) in _later.Where(later => later.Value <= now).ToList())
            {
                _later.Remove(key);
                _wanted.Add(key);
            }

            List<string> keys = [.. _wanted];
            _wanted.Clear();
            return keys;
        }
    }

    private async Task PassAllAsync(List<string> keys, CancellationToken cancellationToken)
    {
        var inOrder = keys.FindAll(_node.Limits.KeepsOrder);
        if (inOrder.Count > 0)
        {
            await OpenAllDueAsync(cancellationToken).ConfigureAwait(false);
            await EachAsync(inOrder.Chunk(TurnPass.MostKeys), PassTurnsAsync, cancellationToken).ConfigureAwait(false);
        }

        await EachAsync(inOrder.Count == 0 ? keys : keys.Except(inOrder, StringComparer.Ordinal), PassAsync, cancellationToken)
            .ConfigureAwait(false);
    }

    private static async Task EachAsync<T>(IEnumerable<T> all, Func<T, CancellationToken, Task> run, CancellationToken cancellationToken)
    {
        var list = all.ToList();
        if (list.Count == 1)
        {
            await run(list[0], cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await Parallel.ForEachAsync(
                list,
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
                async (one, token) => await run(one, token).ConfigureAwait(false)).ConfigureAwait(false);
        }
    }

    private async Task PassAsync(string key, CancellationToken cancellationToken)
    {
        var pass = await WantedAgainAsync(
            [key],
            () => _node.Store.Gates.PassAsync(key, _node.Limits.MostAtOnce(key, Most), _node.Controls.PausedLanes, cancellationToken))
            .ConfigureAwait(false);
        Passed(pass.Queues, pass.MovedTo);
        lock (_lock)
        {
            if (pass.MayHaveMore)
            {
                _wanted.Add(key);
            }
            else if (pass.Next is { } next)
            {
                PassLater(key, next);
            }
        }
    }

    private async Task PassTurnsAsync(string[] keys, CancellationToken cancellationToken)
    {
        var pass = await WantedAgainAsync(
            keys, () => _node.Store.Gates.PassTurnsAsync(keys, _node.Controls.PausedLanes, cancellationToken)).ConfigureAwait(false);
        Passed(pass.Queues, pass.MovedTo);
        lock (_lock)
        {
            foreach (var (key, after) in pass.Again)
            {
                PassLater(key, after);
            }
        }
    }

    private async Task<T> WantedAgainAsync<T>(IEnumerable<string> keys, Func<Task<T>> run)
    {
        try
        {
            return await run().ConfigureAwait(false);
        }
        catch
        {
            // The loop comes back after a while.
            lock (_lock)
            {
                _wanted.UnionWith(keys);
            }

            throw;
        }
    }

    private void Passed(IReadOnlyList<QueueDue> queues, IReadOnlyList<string> movedTo)
    {
        foreach (var (queue, until) in queues)
        {
            _node.Arrivals.Publish(queue, until);
        }

        if (movedTo.Count > 0)
        {
            lock (_lock)
            {
                _wanted.UnionWith(movedTo);
            }
        }
    }

    private void PassLater(string key, TimeSpan after)
    {
        var early = after - (LimitKeyState.LookAhead / 2);
        _later[key] = _node.Time.DueAfter(_node.Time.GetTimestamp(), early > TimeSpan.Zero ? early : TimeSpan.FromMilliseconds(20));
    }

    /// <summary>Where order is kept, a job that fell due and is not at its gate yet must not be overtaken.</summary>
    private async Task OpenAllDueAsync(CancellationToken cancellationToken)
    {
        LimitsDue due;
        do
        {
            due = await _node.Store.Gates.OpenDueAsync(Most, cancellationToken).ConfigureAwait(false);
            if (due.Keys.Count > 0)
            {
                Want(due.Keys);
            }
        }
        while (due.MayHaveMore);
    }

    private async Task OpenDueAsync(CancellationToken cancellationToken)
    {
        if (!_sweeps)
        {
            // The nodes that do the upkeep look every second, however many others there are.
            _dueAt = long.MaxValue;
            return;
        }

        if (_node.Time.GetTimestamp() < _dueAt)
        {
            return;
        }

        var due = await _node.Store.Gates.OpenDueAsync(Most, cancellationToken).ConfigureAwait(false);
        if (due.Keys.Count > 0)
        {
            Want(due.Keys);
        }

        _mayWait |= due.Next is not null || due.MayHaveMore;
        var pause = due.MayHaveMore ? TimeSpan.Zero : due.Next is { } next && next < DueEvery ? next : DueEvery;
        _dueAt = _node.Time.DueAfter(_node.Time.GetTimestamp(), pause > TimeSpan.Zero ? pause : TimeSpan.Zero);
    }

    /// <summary>
    /// Takes back from lanes that are paused now what nobody has claimed, so that it holds no permits, and brings it to its gates again
    /// once they are resumed.
    /// </summary>
    private async Task ShutAsync(CancellationToken cancellationToken)
    {
        var paused = _node.Controls.PausedLanes;
        foreach (var lane in paused.Except(_shut, StringComparer.Ordinal).ToList())
        {
            while (await _node.Store.Gates.ShutAsync(lane, Most, cancellationToken).ConfigureAwait(false))
            {
                // One step takes only so many.
            }
        }

        if (_shut.Except(paused, StringComparer.Ordinal).Any() || (_sweeps && _isFirst))
        {
            _isFirst = false;
            var shut = await _node.Store.Gates.ListShutAsync(cancellationToken).ConfigureAwait(false);
            foreach (var lane in shut.Except(paused, StringComparer.Ordinal))
            {
                while (await _node.Store.Gates.ReopenAsync(lane, Most, cancellationToken).ConfigureAwait(false))
                {
                    // One step takes only so many.
                }
            }
        }

        _shut = paused;
    }

    /// <summary>Looks at gates where jobs wait although there is room: a process ended before its pass, or a reply was lost.</summary>
    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        bool isWhole;
        lock (_lock)
        {
            isWhole = _sweepsNow;
            if (!_sweepsNow && (!_sweeps || (_sweptAt != long.MinValue && _node.Time.GetElapsedTime(_sweptAt) < SweepEvery)))
            {
                return;
            }

            _sweepsNow = false;
            _sweptTo = isWhole ? "" : _sweptTo;
        }

        do
        {
            var gates = await _node.Store.Gates.ListGatesAsync(_sweptTo, GatesPerSweep, cancellationToken).ConfigureAwait(false);
            _sweptAt = _node.Time.GetTimestamp();
            _sweptTo = gates.Count == GatesPerSweep ? gates[^1].Key : "";
            var full = gates.Where(gate => !_node.Limits.MayPass(gate)).ToList();
            if (gates.Count > full.Count)
            {
                Want([.. gates.Except(full).Select(gate => gate.Key)]);
            }

            _mayWait |= gates.Count > 0;
            await RecountAsync(full, cancellationToken).ConfigureAwait(false);
        }
        while (isWhole && _sweptTo.Length > 0);
    }

    /// <summary>
    /// Counts the holders of one key anew at which jobs wait in vain: nothing is known to make the count wrong, and if something does, it
    /// does no harm for long.
    /// </summary>
    private async Task RecountAsync(List<LimitUse> full, CancellationToken cancellationToken)
    {
        if (full.Count == 0)
        {
            return;
        }

        var key = full[_node.Random.Next(full.Count)].Key;
        if (await _node.Store.Gates.RecountAsync(key, cancellationToken).ConfigureAwait(false) is not 0 and var off)
        {
            Log.LimitRecounted(_node.Logger, key, off);
            Want([key]);
        }
    }
}
