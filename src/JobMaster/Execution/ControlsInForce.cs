using System.Collections.Frozen;
using JobMaster.Diagnostics;
using JobMaster.Storage;

namespace JobMaster.Execution;

/// <summary>
/// Operators' pauses and orders, as this node knows them. While there are none, each check reads only one field.
/// </summary>
/// <param name="time">The node's clock.</param>
/// <param name="host">The host this node runs on.</param>
/// <param name="namesOf">All ids under which jobs of a definition are stored.</param>
internal sealed class ControlsInForce(TimeProvider time, string host, Func<string, IEnumerable<string>> namesOf)
{
    private readonly Lock _lock = new();
    private Action _changed = static () => { };
    private IReadOnlyList<Timed> _all = [];
    private volatile Snapshot? _now;
    private volatile ExcludedIds? _excluded;

    /// <summary>Called after each change.</summary>
    public void OnChanged(Action changed) => _changed += changed;

    public bool IsLanePaused(string lane) => _now?.Lanes.Contains(lane) == true;

    public bool IsDefinitionPaused(string definitionId) => _now?.Definitions.Contains(definitionId) == true;

    /// <summary>Whether the agent is drained: no jobs are pushed to it, and its jobs go to the master.</summary>
    public bool IsAgentDrained(string agent) => _now?.Agents.Contains(agent) == true;

    /// <summary>The paused lanes.</summary>
    public IReadOnlyCollection<string> PausedLanes => _now?.Lanes ?? FrozenSet<string>.Empty;

    /// <summary>Whether a lane is paused, so that queues must be checked.</summary>
    public bool PausesLanes => _now is { Lanes.Count: > 0 };

    /// <summary>Removes the queues of paused lanes from a list; usually there are none.</summary>
    public List<JobQueue> NotPaused(List<JobQueue> queues)
    {
        if (_now is { Lanes: { Count: > 0 } paused })
        {
            queues.RemoveAll(queue => paused.Contains(queue.Lane));
        }

        return queues;
    }

    /// <summary>Whether the job may not start: its lane or its definition is paused.</summary>
    public bool Holds(StoredJob job) =>
        _now is { } now && (now.Lanes.Contains(job.Lane) || now.Definitions.Contains(job.DefinitionId));

    /// <summary>The definitions that claims exclude: the given ones and the paused ones.</summary>
    public IReadOnlyList<string> Excluded(IReadOnlyList<string> unknown)
    {
        if (_now is not { Definitions.Count: > 0 } now)
        {
            return unknown;
        }

        var known = _excluded;
        if (known?.Unknown != unknown || known.Paused != now.Definitions)
        {
            _excluded = known = new ExcludedIds(
                unknown, now.Definitions,
                [.. unknown.Concat(now.Definitions).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
        }

        return known.All;
    }

    /// <summary>The orders to a worker of this host.</summary>
    public WorkerOrders For(string worker) => _now is { } now ? now.For(worker, host) : default;

    /// <summary>The orders to a worker of any host.</summary>
    public WorkerOrders For(NewSession session) => _now is { } now ? now.For(session.WorkerName, HostOf(session.NodeName)) : default;

    /// <summary>How long until a control ends by itself; null if none does.</summary>
    public TimeSpan? UntilNextEnd()
    {
        lock (_lock)
        {
            return _all.Any(control => control.EndsAt < long.MaxValue) ? time.Until(_all.Min(control => control.EndsAt)) : null;
        }
    }

    /// <summary>Applies controls that were just read.</summary>
    public void Learn(StoredControls read)
    {
        var now = time.GetTimestamp();
        lock (_lock)
        {
            if (_all.Count == 0 && read.All.Count == 0)
            {
                return;
            }

            _all = [
                .. read.All.Select(control => new Timed(
                    control.Control, control.Control.Until is { } until ? time.DueAfter(now, until - read.Now) : long.MaxValue))];
            Apply();
        }

        _changed();
    }

    /// <summary>Removes controls that have ended.</summary>
    /// <returns>Whether any has ended.</returns>
    public bool Expire()
    {
        var now = time.GetTimestamp();
        lock (_lock)
        {
            if (_all.All(control => control.EndsAt > now))
            {
                return false;
            }

            _all = [.. _all.Where(control => control.EndsAt > now)];
            Apply();
        }

        _changed();
        return true;
    }

    /// <summary>The host in the name of a node, <c>host:process</c>.</summary>
    public static string HostOf(string nodeName) =>
        nodeName.LastIndexOf(':') is >= 0 and var end ? nodeName[..end] : nodeName;

    private void Apply() => _now = _all.Count == 0 ? null : new Snapshot([.. _all.Select(control => control.Control)], namesOf);

    private readonly record struct Timed(NewControl Control, long EndsAt);

    private sealed record ExcludedIds(IReadOnlyList<string> Unknown, FrozenSet<string> Paused, IReadOnlyList<string> All);

    private sealed class Snapshot(IReadOnlyList<NewControl> all, Func<string, IEnumerable<string>> namesOf)
    {
        public FrozenSet<string> Lanes { get; } = Names(all, ControlKind.PauseLane).ToFrozenSet(StringComparer.Ordinal);

        public FrozenSet<string> Definitions { get; } =
            Names(all, ControlKind.PauseDefinition).SelectMany(namesOf).ToFrozenSet(StringComparer.Ordinal);

        public FrozenSet<string> Agents { get; } = Names(all, ControlKind.DrainAgent).ToFrozenSet(StringComparer.Ordinal);

        public WorkerOrders For(string worker, string host) => WorkerOrders.Of(all, worker, host);

        private static IEnumerable<string> Names(IEnumerable<NewControl> all, ControlKind kind) =>
            all.Where(control => control.Target.Kind == kind).Select(control => control.Target.Name);
    }
}
