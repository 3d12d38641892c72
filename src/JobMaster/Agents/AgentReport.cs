using JobMaster.Storage;

namespace JobMaster.Agents;

/// <summary>How an agent does, as this node's calls show.</summary>
/// <param name="Health">How it answers.</param>
/// <param name="LastAnswerAt">When it last answered, by this node's clock; null when it never did.</param>
/// <param name="Failure">Why the last call failed; null when it succeeded.</param>
/// <param name="Depths">What it held when it was last asked; null when it was never asked with success.</param>
internal sealed record AgentReport(
    AgentHealth Health, DateTimeOffset? LastAnswerAt, AgentFailureKind? Failure, IReadOnlyList<AgentDepth>? Depths)
{
    /// <summary>How long ago it was asked for that.</summary>
    public TimeSpan? DepthsAge { get; init; }

    /// <summary>
    /// Whether a drained agent is empty for good. It counts only if it was asked a heartbeat timeout after the drain began: by then, each
    /// node has learned of the drain, and what it was pushing has arrived. Null when this node has had no answer.
    /// </summary>
    public bool? IsEmptied(TimeSpan drainedFor, TimeSpan heartbeatTimeout) => Depths is null ? null
        : drainedFor - DepthsAge >= heartbeatTimeout && Depths.All(depth => depth.Waiting + depth.Leased == 0);
}
