using JobMaster.Execution;

namespace JobMaster.Agents;

/// <summary>
/// Picks a live agent that serves the lane and accepts the size, weighted towards the shortest queue. It skips an agent that failed until
/// it answers again, and a drained agent until it is resumed.
/// </summary>
internal sealed class AgentChoice(
    IReadOnlyList<AgentConnection> agents, AgentServing serving, ControlsInForce controls, TimeSpan answeredWithin, Random random)
{
    /// <summary>The agents to try, in order.</summary>
    public IEnumerable<AgentConnection> For(string lane, int size)
    {
        var left = agents.Where(agent => MayTake(agent) && serving.Serves(agent.Name, lane) && !(size > agent.MaxBodySize)).ToList();
        while (left.Count > 0)
        {
            var chosen = left.Count == 1 ? left[0] : Draw(left, lane);
            left.Remove(chosen);
            if (MayTake(chosen))
            {
                yield return chosen;
            }
        }
    }

    /// <summary>Why no agent took a job.</summary>
    public string Reasons(string lane, IReadOnlyCollection<string>? failures) =>
        string.Join("; ",
            (failures ?? []).Concat(agents.Where(agent =>
                agent.Failure is not null && failures?.Any(text => text.StartsWith($"'{agent.Name}'", StringComparison.Ordinal)) != true)
            .Select(agent => $"'{agent.Name}' is down: {agent.Failure}"))
            .Concat(agents.Where(agent => controls.IsAgentDrained(agent.Name)).Select(agent => $"'{agent.Name}' is being drained"))
            .Concat(
                agents.Where(agent => !serving.Serves(agent.Name, lane)).Select(agent => $"'{agent.Name}' has no worker for lane '{lane}'"))
            .DefaultIfEmpty("none can take it")) + ".";

    private bool MayTake(AgentConnection agent) => agent.Answers(answeredWithin) && !controls.IsAgentDrained(agent.Name);

    private AgentConnection Draw(List<AgentConnection> candidates, string lane)
    {
        var weights = candidates.ConvertAll(agent => 1.0 / (1 + agent.DepthOf(lane)));
        var at = random.NextDouble() * weights.Sum();
        for (var i = 0; i < candidates.Count - 1; i++)
        {
            at -= weights[i];
            if (at < 0)
            {
                return candidates[i];
            }
        }

        return candidates[^1];
    }
}
