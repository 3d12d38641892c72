using JobMaster.Execution;
using JobMaster.Maintenance;
using JobMaster.Recurring;
using JobMaster.Storage;

namespace JobMaster.Cluster;

/// <summary>The content of a node's polls, and the roles that receive the answer.</summary>
internal sealed class NodePoll
{
    private readonly IReadOnlyList<Worker> _workers;
    private readonly DeathWatch _deaths;
    private readonly Rescuer? _rescuer;
    private readonly SessionRenewal _renewal;
    private readonly Unparker _unparker;
    private readonly ClusterSettings _settings;
    private readonly SchedulePlanner? _planner;
    private readonly NodeGauge _gauge;
    private readonly IReadOnlyList<JobQueue>? _queues;
    private readonly IReadOnlyList<string> _patterns;
    private readonly QueueFinder? _finder;
    private readonly string? _reader;
    private readonly Func<IReadOnlyList<string>>? _excluded;

    /// <param name="workers">The node's workers that run jobs.</param>
    /// <param name="deaths">Watches the other sessions.</param>
    /// <param name="rescuer">Takes jobs back, on a node with upkeep.</param>
    /// <param name="renewal">Starts new sessions for lost ones.</param>
    /// <param name="unparker">Makes parked jobs wait again.</param>
    /// <param name="settings">Reads settings that changed.</param>
    /// <param name="planner">Fires schedules, on a node with upkeep.</param>
    /// <param name="reader">How the node's build reads payloads.</param>
    /// <param name="time">The node's clock.</param>
    /// <param name="excluded">The definitions that its claims exclude.</param>
    /// <param name="patterns">The lane patterns of its workers; none for none.</param>
    /// <param name="finder">Finds queues of the patterns.</param>
    /// <param name="nodeId">The id under which the node reports its definitions.</param>
    /// <param name="limits">The names of the limits in its code.</param>
    public NodePoll(
        IReadOnlyList<Worker> workers, DeathWatch deaths, Rescuer? rescuer, SessionRenewal renewal, Unparker unparker,
        ClusterSettings settings, SchedulePlanner? planner, TimeProvider time, string? reader = null,
        Func<IReadOnlyList<string>>? excluded = null, IReadOnlyList<string>? patterns = null, QueueFinder? finder = null,
        Guid? nodeId = null, IReadOnlyList<string>? limits = null)
    {
        (_workers, _deaths, _rescuer, _renewal) = (workers, deaths, rescuer, renewal);
        (_unparker, _settings, _planner, _reader) = (unparker, settings, planner, reader);
        _excluded = excluded;
        _gauge = new NodeGauge(workers, time, nodeId, limits ?? []);
        (_patterns, _finder) = (patterns ?? [], finder);
        _queues = _patterns.Count > 0 ? null : [.. workers.SelectMany(worker => worker.Queues).Distinct()];
    }

    /// <summary>Begins a poll.</summary>
    /// <param name="raise">Whether it raises the heartbeats.</param>
    /// <param name="sentAt">When it is sent.</param>
    public Question Ask(bool raise, long sentAt)
    {
        var versions = new long[_workers.Count];
        var sessions = new Guid[_workers.Count];
        for (var i = 0; i < _workers.Count; i++)
        {
            (versions[i], sessions[i]) = (_workers[i].QueuesVersion, _workers[i].Session.Id);
        }

        var request = new BeatRequest
        {
            SessionIds = sessions, Raise = raise, Report = raise ? _gauge.Measure() : null, Reader = _reader,
            Queues = _queues ?? [.. _workers.SelectMany(worker => worker.Queues).Distinct()], Patterns = _patterns,
            ExcludedDefinitions = _excluded?.Invoke() ?? [],
        };
        return new Question(request, sentAt, versions);
    }

    /// <summary>Hands the answer to the roles.</summary>
    public void Answer(Question asked, BeatResult answer)
    {
        var raised = asked.Request.Raise;
        if (answer.Now is { } storeNow)
        {
            _gauge.StoreTold(storeNow, asked.SentAt);
        }

        TellWorkers(asked, answer);

        // Only polls that also wrote count for deaths. On SQLite, another node's lock may keep this node from writing; it must then not
        // think others dead.
        var dead = raised ? _deaths.Observe(answer.Sessions, asked.SentAt) : [];
        _rescuer?.Polled(dead, answer.HasOrphans, raised && _deaths.SawEnd);
        _planner?.Polled(answer.ScheduleDue, asked.SentAt);
        _finder?.Polled();
        _unparker.Polled(answer.ParkedDefinitions, answer.UnreadDefinitions);
        _settings.Polled(answer.ControlVersion);
    }

    private void TellWorkers(Question asked, BeatResult answer)
    {
        for (var i = 0; i < _workers.Count; i++)
        {
            var (worker, session) = (_workers[i], asked.Request.SessionIds[i]);
            if (!IsLive(session))
            {
                _renewal.Renew(worker, session);
                continue;
            }

            if (asked.Request.Raise)
            {
                worker.Session.Beaten(asked.SentAt);
            }

            worker.Polled(answer, asked.QueueVersions[i]);
        }

        bool IsLive(Guid id)
        {
            foreach (var session in answer.Sessions)
            {
                if (session.SessionId == id)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>One poll.</summary>
    /// <param name="Request">The request.</param>
    /// <param name="SentAt">When it was sent.</param>
    /// <param name="QueueVersions">The versions of the workers' queues at that time.</param>
    internal sealed record Question(BeatRequest Request, long SentAt, IReadOnlyList<long> QueueVersions);
}
