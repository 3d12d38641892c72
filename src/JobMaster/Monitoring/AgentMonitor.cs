using JobMaster.Agents;
using JobMaster.Storage;

namespace JobMaster.Monitoring;

/// <summary>Combines what this node's connections know about the agents with the workers that receive from them.</summary>
internal sealed class AgentMonitor(
    IMasterStore store, WorkerMonitor workers, IReadOnlyList<AgentConnection> connections, TimeSpan heartbeatTimeout) : IAgentMonitor
{
    public async Task<IReadOnlyList<AgentDetails>> ListAsync(CancellationToken cancellationToken = default)
    {
        var controls = await store.Controls.ReadAsync(cancellationToken).ConfigureAwait(false);
        var receivers = workers.Details(await store.Sessions.ListAsync(cancellationToken).ConfigureAwait(false), controls)
            .Where(worker => worker is { IsLive: true, AgentName: not null })
            .ToLookup(worker => worker.AgentName!, StringComparer.Ordinal);
        var drains = controls.All.Where(control => control.Control.Target.Kind == ControlKind.DrainAgent)
            .ToDictionary(control => control.Control.Target.Name, StringComparer.Ordinal);
        return [
            .. connections.Select(connection => connection.Name)
                .Concat(receivers.Select(group => group.Key))
                .Concat(drains.Keys)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .Select(name => Details(
                    name, connections.FirstOrDefault(connection => connection.Name == name), [.. receivers[name]],
                    report => drains.TryGetValue(name, out var drain) ? Drain(drain, controls.Now - drain.Since, report) : null))];
    }

    public async Task<AgentDetails?> GetAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        return (await ListAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(agent => agent.Name == name);
    }

    private AgentDetails Details(
        string name, AgentConnection? connection, IReadOnlyList<WorkerDetails> receivers, Func<AgentReport?, AgentDrainDetails?> drainOf)
    {
        var report = connection?.Report(heartbeatTimeout);
        return new AgentDetails
        {
            Name = name,
            Transport = connection?.Provider,
            Health = report?.Health ?? AgentHealth.Unknown,
            LastAnswerAt = report?.LastAnswerAt,
            Failure = report?.Failure,
            Drain = drainOf(report),
            Lanes = Lanes(report?.Depths, receivers),
            Workers = receivers,
        };
    }

    private AgentDrainDetails Drain(StoredControl control, TimeSpan drainedFor, AgentReport? report) =>
        new(control.Since, control.Who, control.Reason, report?.IsEmptied(drainedFor, heartbeatTimeout));

    private static List<AgentLaneDetails> Lanes(IReadOnlyList<AgentDepth>? depths, IReadOnlyList<WorkerDetails> receivers)
    {
        var held = (depths ?? []).ToLookup(depth => depth.Queue.Lane, StringComparer.Ordinal);
        var served = receivers.Where(worker => worker.State == WorkerState.Active)
            .SelectMany(worker => LanePattern.Named(worker.Lanes))
            .ToHashSet(StringComparer.Ordinal);
        long? Sum(string lane, Func<AgentDepth, long> count) => depths is null ? null : held[lane].Sum(count);
        return [
            .. held.Select(lane => lane.Key)
                .Concat(receivers.SelectMany(worker => LanePattern.Named(worker.Lanes)))
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .Select(lane => new AgentLaneDetails(
                    lane, Sum(lane, depth => depth.Waiting), Sum(lane, depth => depth.Leased), served.Contains(lane)))];
    }
}
