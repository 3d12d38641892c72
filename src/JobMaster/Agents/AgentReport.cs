using JobMaster.Storage;

namespace JobMaster.Agents;

/// <summary>The condition of an agent, as this node's calls show it.</summary>
/// <param name="Health">How it answers.</param>
/// <param name="LastAnswerAt">When it last answered, by this node's clock; null if it never did.</param>
/// <param name="Failure">Why the last call failed; null if it succeeded.</param>
/// <param name="Depths">Its depths when it was last asked; null if no such call has succeeded.</param>
internal sealed record AgentReport(
    AgentHealth Health, DateTimeOffset? LastAnswerAt, AgentFailureKind? Failure, IReadOnlyList<AgentDepth>? Depths)
{
    /// <summary>How long ago its depths were read.</summary>
    public TimeSpan? DepthsAge { get; init; }

    /// <summary>
    /// Whether a drained agent is empty for good. This needs an answer at least a heartbeat timeout after the drain began: by then, each
    /// node knows about the drain, and its last pushes have arrived. Null if this node has had no answer.
    /// </summary>
    public bool? IsEmptied(TimeSpan drainedFor, TimeSpan heartbeatTimeout) => Depths is null ? null
        : drainedFor - DepthsAge >= heartbeatTimeout && Depths.All(depth => depth.Waiting + depth.Leased == 0);
}
