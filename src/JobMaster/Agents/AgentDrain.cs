using System.Runtime.ExceptionServices;
using JobMaster.Diagnostics;
using JobMaster.Execution;
using JobMaster.Storage;

namespace JobMaster.Agents;

/// <summary>
/// Moves waiting jobs from agents to the master, where any worker of their lane finds them: all jobs of an agent that an operator drains or
/// that a worker of mode Drain empties, and jobs of lanes that no live worker has served for two heartbeat timeouts. Any number of nodes
/// may do this at once: a job is admitted once.
/// </summary>
internal sealed class AgentDrain : INodeRole
{
    private const int BatchSize = 500;

    private readonly NodeServices _node;
    private readonly IReadOnlyList<AgentConnection> _agents;
    private readonly IReadOnlySet<string> _toEmpty;
    private readonly AgentServing _serving;
    private readonly JobAdmission _admission;
    private readonly TimeSpan _patience;
    private readonly PollingLoop _loop;
    private readonly BatchRoom _room;
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Agent, string Lane), long> _unservedSince = [];
    private readonly Dictionary<string, long> _drainedSince = new(StringComparer.Ordinal);
    private readonly HashSet<string> _reportedEmpty = new(StringComparer.Ordinal);

    /// <param name="node">The node.</param>
    /// <param name="agents">Its agents.</param>
    /// <param name="toEmpty">The names of the agents that a worker of mode Drain empties.</param>
    /// <param name="serving">Knows which lanes are served.</param>
    /// <param name="admission">Admits the agents' messages.</param>
    public AgentDrain(
        NodeServices node, IReadOnlyList<AgentConnection> agents, IReadOnlySet<string> toEmpty, AgentServing serving,
        JobAdmission admission)
    {
        (_node, _agents, _toEmpty, _serving, _admission) = (node, agents, toEmpty, serving, admission);
        _room = new BatchRoom(node.Options.MaxMessageByteSize);
        _patience = node.Options.HeartbeatTimeout * 2;
        _loop = node.Loop("Drain agents", RunOnceAsync);
        node.Controls.OnChanged(_loop.Wake);
    }

    public Task Start(CancellationToken cancellationToken) => _loop.Start(cancellationToken);

    /// <summary>Receives the latest depths of the agents and the lanes that workers serve.</summary>
    public void Looked()
    {
        var now = _node.Time.GetTimestamp();
        lock (_lock)
        {
            var unserved = Backlogs().Where(backlog => !_serving.Serves(backlog.Agent.Name, backlog.Lane))
                .Select(backlog => (backlog.Agent.Name, backlog.Lane))
                .ToHashSet();
            foreach (var served in _unservedSince.Keys.Where(lane => !unserved.Contains(lane)).ToList())
            {
                _unservedSince.Remove(served);
            }

            foreach (var lane in unserved)
            {
                _unservedSince.TryAdd(lane, now);
            }
        }

        _loop.Wake();
    }

    /// <summary>Time in which the master could not be asked for live workers does not count.</summary>
    public void CouldNotLook()
    {
        lock (_lock)
        {
            _unservedSince.Clear();
        }
    }

    private async Task<TimeSpan> RunOnceAsync(CancellationToken cancellationToken)
    {
        LookAtDrains();
        Exception? failure = null;
        foreach (var (agent, lane) in Backlogs().Where(backlog => Answers(backlog.Agent) && MayDrain(backlog)).ToList())
        {
            try
            {
                var moved = await DrainAsync(agent, lane, cancellationToken).ConfigureAwait(false);
                if (moved > 0)
                {
                    Log.LaneDrained(_node.Logger, moved, lane, agent.Name);
                }
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                // Each separately: a lane that fails does not delay others, and all are tried again.
                failure = exception;
            }
        }

        foreach (var agent in _agents.Where(agent => Answers(agent) && IsToReport(agent.Name)))
        {
            await ReportAsync(agent, cancellationToken).ConfigureAwait(false);
        }

        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        return Timeout.InfiniteTimeSpan;
    }

    /// <summary>Records since when this node knows that an agent is drained.</summary>
    private void LookAtDrains()
    {
        foreach (var name in _agents.Select(agent => agent.Name))
        {
            if (_node.Controls.IsAgentDrained(name))
            {
                _drainedSince.TryAdd(name, _node.Time.GetTimestamp());
            }
            else if (_drainedSince.Remove(name) && !_toEmpty.Contains(name))
            {
                _reportedEmpty.Remove(name);
            }
        }
    }

    /// <summary>An agent that does not answer does not delay others: it gets its turn after it answers again.</summary>
    private bool Answers(AgentConnection agent) => agent.Answers(_node.Options.HeartbeatTimeout);

    /// <summary>Whether all other nodes know of the drain too, so that an empty agent stays empty.</summary>
    private bool IsToReport(string agent) => _toEmpty.Contains(agent)
        || (_drainedSince.TryGetValue(agent, out var since) && _node.Time.GetElapsedTime(since) >= _node.Options.HeartbeatTimeout);

    /// <summary>Leased messages count too: a transport may learn that a lease is over only when it is asked for messages.</summary>
    private IEnumerable<(AgentConnection Agent, string Lane)> Backlogs() =>
        _agents.SelectMany(agent =>
            agent.Depths.Where(depth => depth.Waiting + depth.Leased > 0)
                .Select(depth => depth.Queue.Lane)
                .Distinct(StringComparer.Ordinal)
                .Select(lane => (agent, lane)));

    private bool MayDrain((AgentConnection Agent, string Lane) backlog)
    {
        if (_toEmpty.Contains(backlog.Agent.Name) || _node.Controls.IsAgentDrained(backlog.Agent.Name))
        {
            return true;
        }

        if (_node.Controls.IsLanePaused(backlog.Lane))
        {
            return false;
        }

        lock (_lock)
        {
            return _unservedSince.TryGetValue((backlog.Agent.Name, backlog.Lane), out var since)
                && _node.Time.GetElapsedTime(since) >= _patience;
        }
    }

    private async Task<int> DrainAsync(AgentConnection agent, string lane, CancellationToken cancellationToken)
    {
        var moved = 0;
        while (await agent.ReceiveAsync(Request(lane), cancellationToken).ConfigureAwait(false) is { Count: > 0 } messages)
        {
            _room.Came(messages, message => BatchBytes.Of(message.Message));
            await AdmitAsync(agent, messages).ConfigureAwait(false);
            moved += messages.Count;
            foreach (var queue in messages.Select(message => message.Message.Queue).Distinct())
            {
                _node.Arrivals.Publish(queue, TimeSpan.Zero);
            }
        }

        return moved;
    }

    private ReceiveRequest Request(string lane)
    {
        var limit = _room.Limit(BatchSize);
        return new ReceiveRequest
        {
            Queues = [
                .. Enum.GetValues<JobMasterPriority>().OrderDescending()
                    .Select(priority => new QueueShare(new JobQueue(lane, priority), limit))],
            Limit = limit,
            Wait = TimeSpan.Zero,
        };
    }

    /// <summary>
    /// Messages that could not be admitted go back immediately: the lane's workers, or the next drain, need not wait for the lease to end.
    /// </summary>
    private async Task AdmitAsync(AgentConnection agent, IReadOnlyList<ReceivedMessage> messages)
    {
        try
        {
            await _admission.AdmitAsync(agent, messages, sessionId: null).ConfigureAwait(false);
        }
        catch
        {
            agent.Settle([], messages, TimeSpan.Zero);
            throw;
        }
    }

    /// <summary>
    /// Logs once that an agent is empty, and removes its empty lanes unless its workers still receive from it.
    /// </summary>
    private async Task ReportAsync(AgentConnection agent, CancellationToken cancellationToken)
    {
        var depths = await agent.ReadDepthsAsync(cancellationToken).ConfigureAwait(false);
        if (depths.Any(depth => depth.Waiting + depth.Leased > 0))
        {
            _reportedEmpty.Remove(agent.Name);
            return;
        }

        var lanes = _toEmpty.Contains(agent.Name) ? depths.Select(depth => depth.Queue.Lane).Distinct(StringComparer.Ordinal) : [];
        foreach (var lane in lanes)
        {
            await agent.DeleteLaneAsync(lane, cancellationToken).ConfigureAwait(false);
        }

        if (_reportedEmpty.Add(agent.Name))
        {
            Log.AgentEmpty(_node.Logger, agent.Name, agent.Description);
        }
    }
}
