using JobMaster.Storage;

namespace JobMaster.Agents;

/// <summary>
/// The lanes that live workers serve on each agent, as last read from the master; kept while the master is down. Patterns of lanes do not
/// count: a worker receives from the agent's queues of the lanes it names, and takes the jobs of others from the master.
/// </summary>
internal sealed class AgentServing
{
    private volatile HashSet<(string Agent, string Lane)>? _served;

    /// <summary>Whether a worker would receive jobs pushed to the agent's lane. True while nothing is known.</summary>
    public bool Serves(string agent, string lane) => _served?.Contains((agent, lane)) ?? true;

    /// <param name="live">The live sessions that take jobs.</param>
    public void Learn(IEnumerable<SessionInfo> live) =>
        _served = [
            .. from info in live where info.Session.AgentName is not null from lane in LanePattern.Named(info.Session.Lanes)
                select (info.Session.AgentName!, lane)];
}
