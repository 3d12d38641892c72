using JobMaster.Diagnostics;
using JobMaster.Execution;
using JobMaster.Storage;

namespace JobMaster.Maintenance;

/// <summary>
/// Runs passes at the gates of limits: after commits that may let jobs through, when a rate opens, when jobs with limits become due, and at
/// intervals at all gates, to find missed ones.
/// </summary>
internal sealed class LimitPasses : INodeRole
{
    private const int GatesPerPage = 1000;

    /// <summary>How many pages of gates one sweep looks at; the next sweep continues after them.</summary>
    private const int PagesPerSweep = 5;

    private static readonly TimeSpan DueEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RecountEvery = TimeSpan.FromMinutes(1);

    /// <summary>How long a round of the loop waits for running passes. They may continue beside the next round.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly NodeServices _node;
    private readonly bool _sweeps;
    private readonly PollingLoop _loop;
    private readonly KeyPasses _passes;
    private readonly DueGates _due;
    private readonly Lock _lock = new();
    private readonly HashSet<string> _uncommitted = new(StringComparer.Ordinal);
    private volatile bool _sweepsNow;

    /// <summary>Whether jobs may wait under limits. If there are no limits, they wait only until they are due.</summary>
    private volatile bool _mayWait;

    private long _dueAt;
    private long _sweptAt;
    private long _recountedAt = long.MinValue;
    private string _sweptTo = "";
    private IReadOnlyCollection<string> _shut = [];

    /// <param name="node">The node.</param>
    /// <param name="sweeps">Whether it looks at all gates at intervals.</param>
    public LimitPasses(NodeServices node, bool sweeps)
    {
        (_node, _sweeps) = (node, sweeps);
        _loop = node.Loop("Let jobs through their limits", RunOnceAsync);
        _passes = new KeyPasses(node, _loop.Wake);
        _due = new DueGates(node.Store.Gates);
        node.Store.Gates.Touched = Want;
        node.Limits.Uncommitted = NoteUncommitted;
        _sweptAt = long.MinValue;
    }

    public async Task Start(CancellationToken cancellationToken)
    {
        _passes.Start(cancellationToken);
        await _loop.Start(cancellationToken).ConfigureAwait(false);
        await _passes.SettledAsync().ConfigureAwait(false);
    }

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
        _mayWait = true;
        _passes.Want(keys);
        _loop.Wake();
    }

    /// <summary>A transaction of the app may soon touch these keys.</summary>
    private void NoteUncommitted(IReadOnlyCollection<string> keys)
    {
        lock (_lock)
        {
            _uncommitted.UnionWith(keys);
        }
    }

    /// <summary>A transaction of the app may have been committed.</summary>
    public void Look()
    {
        List<string> keys;
        lock (_lock)
        {
            if (_uncommitted.Count == 0)
            {
                return;
            }

            keys = [.. _uncommitted];
        }

        Want(keys);
    }

    /// <summary>No transaction of the app was open recently.</summary>
    public void ForgetUncommitted()
    {
        lock (_lock)
        {
            _uncommitted.Clear();
        }
    }

    private async Task<TimeSpan> RunOnceAsync(CancellationToken cancellationToken)
    {
        _passes.WantDue();
        try
        {
            await _passes.SettledAsync().WaitAsync(Patience, _node.Time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // One of them waits for a key that another transaction holds.
        }

        if (!_sweepsNow && !_mayWait && _node.Limits.AreNone && _passes.NextAt == long.MaxValue)
        {
            return Timeout.InfiniteTimeSpan;
        }

        // Each separately: a failure in one step must not stop the others.
        _mayWait = false;
        List<Exception> failures = [];
        foreach (Func<CancellationToken, Task> step in new[] { OpenDueAsync, ShutAsync, SweepAsync })
        {
            try
            {
                await step(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                failures.Add(exception);
            }
        }

        if (failures.Count > 0)
        {
            _mayWait = true;
            throw new AggregateException(failures);
        }

        var next = Math.Min(_passes.NextAt, _dueAt);
        return next == long.MaxValue ? Timeout.InfiniteTimeSpan : _node.Time.Until(next);
    }

    private async Task OpenDueAsync(CancellationToken cancellationToken)
    {
        if (!_sweeps)
        {
            // The nodes with upkeep look every second, however many others there are.
            _dueAt = long.MaxValue;
            return;
        }

        if (_node.Time.GetTimestamp() < _dueAt)
        {
            return;
        }

        var due = await _due.OpenAsync(cancellationToken).ConfigureAwait(false);
        if (due.Keys.Count > 0)
        {
            Want(due.Keys);
        }

        _mayWait |= due.Next is not null || due.MayHaveMore;
        // Another transaction holds the jobs that are due and were not moved. It requests passes itself when it ends.
        bool isHeld = due.Keys.Count == 0 && due.Next <= TimeSpan.Zero;
        var pause = due.MayHaveMore ? TimeSpan.Zero : !isHeld && due.Next is { } next && next < DueEvery ? next : DueEvery;
        _dueAt = _node.Time.DueAfter(_node.Time.GetTimestamp(), pause > TimeSpan.Zero ? pause : TimeSpan.Zero);
    }

    /// <summary>
    /// Takes back unclaimed jobs from lanes that are now paused, so that they hold no permits, and moves them to their gates again when the
    /// lanes are resumed.
    /// </summary>
    private async Task ShutAsync(CancellationToken cancellationToken)
    {
        var paused = _node.Controls.PausedLanes;
        foreach (var lane in paused.Except(_shut, StringComparer.Ordinal).ToList())
        {
            while (await _node.Store.Gates.ShutAsync(lane, KeyPasses.Most, cancellationToken).ConfigureAwait(false))
            {
                // One step takes only a limited number.
            }
        }

        if (_shut.Except(paused, StringComparer.Ordinal).Any())
        {
            await ReopenAsync(paused, cancellationToken).ConfigureAwait(false);
        }

        _shut = paused;
    }

    private async Task ReopenAsync(IReadOnlyCollection<string> paused, CancellationToken cancellationToken)
    {
        var shut = await _node.Store.Gates.ListShutAsync(cancellationToken).ConfigureAwait(false);
        _mayWait |= shut.Count > 0;
        foreach (var lane in shut.Except(paused, StringComparer.Ordinal))
        {
            while (await _node.Store.Gates.ReopenAsync(lane, KeyPasses.Most, cancellationToken).ConfigureAwait(false))
            {
                // One step takes only a limited number.
            }
        }
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

        try
        {
            await SweepAsync(isWhole, cancellationToken).ConfigureAwait(false);
        }
        catch when (isWhole)
        {
            _sweepsNow = true;
            throw;
        }
    }

    private async Task SweepAsync(bool isWhole, CancellationToken cancellationToken)
    {
        int pages = 0;
        do
        {
            var gates = await _node.Store.Gates.ListGatesAsync(_sweptTo, GatesPerPage, cancellationToken).ConfigureAwait(false);
            _sweptAt = _node.Time.GetTimestamp();
            _sweptTo = gates.Count == GatesPerPage ? gates[^1].Key : "";
            var full = gates.Where(gate => !_node.Limits.MayPass(gate)).ToList();
            if (gates.Count > full.Count)
            {
                Want([.. gates.Except(full).Select(gate => gate.Key)]);
            }

            _mayWait |= gates.Count > 0;
            await RecountAsync(full, cancellationToken).ConfigureAwait(false);
        }
        while ((isWhole || ++pages < PagesPerSweep) && _sweptTo.Length > 0);

        // A pass that was running when a lane was resumed may have set jobs aside for it after the others were moved back.
        await ReopenAsync(_node.Controls.PausedLanes, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Counts the holders of one key again if jobs wait for it in vain. No cause of a wrong count is known; this keeps the harm of any
    /// cause short.
    /// </summary>
    private async Task RecountAsync(List<LimitUse> full, CancellationToken cancellationToken)
    {
        if (full.Count == 0 || (_recountedAt != long.MinValue && _node.Time.GetElapsedTime(_recountedAt) < RecountEvery))
        {
            return;
        }

        _recountedAt = _node.Time.GetTimestamp();
        var key = full[_node.Random.Next(full.Count)].Key;
        if (await _node.Store.Gates.RecountAsync(key, cancellationToken).ConfigureAwait(false) is not 0 and var off)
        {
            Log.LimitRecounted(_node.Logger, key, off);
            Want([key]);
        }
    }
}
