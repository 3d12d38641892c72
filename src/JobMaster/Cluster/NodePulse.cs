using JobMaster.Execution;
using JobMaster.Maintenance;
using JobMaster.Recurring;
using JobMaster.Storage;

namespace JobMaster.Cluster;

/// <summary>What a node asks with each poll, and what it does with the answer.</summary>
internal sealed class NodePulse
{
    private readonly IReadOnlyList<Worker> _workers;
    private readonly DeathWatch _deaths;
    private readonly Rescuer? _rescuer;
    private readonly SessionRenewal _renewal;
    private readonly Unparker _unparker;
    private readonly ClusterSettings _settings;
    private readonly SchedulePlanner? _planner;

    /// <summary>How the node's build reads payloads.</summary>
    public string? Reader { get; }

    /// <param name="workers">The node's workers that run jobs.</param>
    /// <param name="deaths">Watches the other sessions.</param>
    /// <param name="rescuer">Takes jobs back, on a node that does the upkeep.</param>
    /// <param name="renewal">Starts new sessions for lost ones.</param>
    /// <param name="unparker">Makes parked jobs wait again.</param>
    /// <param name="settings">Reads settings that changed.</param>
    /// <param name="planner">Fires schedules, on a node that does the upkeep.</param>
    /// <param name="reader">How the node's build reads payloads.</param>
    public NodePulse(
        IReadOnlyList<Worker> workers, DeathWatch deaths, Rescuer? rescuer, SessionRenewal renewal, Unparker unparker, ClusterSettings settings, SchedulePlanner? planner, string? reader = null)
    {
        (_workers, _deaths, _rescuer, _renewal, _unparker, _settings, _planner) = (workers, deaths, rescuer, renewal, unparker, settings, planner);
        Reader = reader;
        Queues = [.. workers.SelectMany(worker => worker.Queues).Distinct()];
    }

    /// <summary>The queues the node serves.</summary>
    public IReadOnlyList<JobQueue> Queues { get; }

    /// <summary>The sessions the node keeps alive.</summary>
    public IReadOnlyList<Guid> SessionIds() => [.. _workers.Select(worker => worker.Session.Id)];

    public IReadOnlyList<long> QueueVersions() => [.. _workers.Select(worker => worker.QueuesVersion)];

    /// <param name="result">The answer.</param>
    /// <param name="raised">Whether the heartbeats were raised.</param>
    /// <param name="sentAt">When it was asked.</param>
    /// <param name="sessions">The sessions it was asked for.</param>
    /// <param name="versions">The workers' queues as they were then.</param>
    public void Apply(BeatResult result, bool raised, long sentAt, IReadOnlyList<Guid> sessions, IReadOnlyList<long> versions)
    {
        var live = result.Sessions.Select(session => session.SessionId).ToHashSet();
        for (var i = 0; i < _workers.Count; i++)
        {
            if (!live.Contains(sessions[i]))
            {
                _renewal.Renew(_workers[i], sessions[i]);
                continue;
            }

            if (raised)
            {
                _workers[i].Session.Beaten(sentAt);
            }

            _workers[i].Polled(result, versions[i]);
        }

        if (raised)
        {
            // Only polls that also wrote count: on SQLite a node that cannot write, because another holds the lock, must not think others dead that cannot either.
            _rescuer?.Seen(_deaths.Observe(result.Sessions, sentAt), result.HasOrphans);
        }
        else
        {
            _rescuer?.Seen([], result.HasOrphans);
        }

        _planner?.Seen(result.ScheduleDue, sentAt);
        _unparker.Seen(result.ParkedDefinitions, result.UnreadDefinitions);
        _settings.Seen(result.ControlVersion);
    }
}
