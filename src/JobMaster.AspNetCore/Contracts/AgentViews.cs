namespace JobMaster.AspNetCore.Contracts;

internal sealed record AgentListView(IReadOnlyList<AgentView> Agents);

/// <summary>An agent as the node that answers sees it; a few seconds old.</summary>
internal sealed record AgentView
{
    public required string Name { get; init; }

    /// <summary>The kind of transport; absent when the node has no connection to it.</summary>
    public string? Transport { get; init; }

    /// <summary>Its health as seen by the node: `Unknown` when the node has no connection to it.</summary>
    public required AgentHealth Health { get; init; }

    /// <summary>When it last answered, by the node's clock.</summary>
    public DateTimeOffset? LastAnswerAt { get; init; }

    /// <summary>Why the last call failed; absent when it succeeded.</summary>
    public AgentFailureKind? Failure { get; init; }

    /// <summary>Its drain; absent when it is not drained.</summary>
    public AgentDrainDetails? Drain { get; init; }

    /// <summary>The lanes with jobs when it last answered, and those that live workers receive from it.</summary>
    public required IReadOnlyList<AgentLaneView> Lanes { get; init; }

    /// <summary>The live workers that receive from it.</summary>
    public required IReadOnlyList<WorkerView> Workers { get; init; }

    public static AgentView Of(AgentDetails agent) => new()
    {
        Name = agent.Name, Transport = agent.Transport, Health = agent.Health, LastAnswerAt = agent.LastAnswerAt,
        Failure = agent.Failure, Drain = agent.Drain, Lanes = [.. agent.Lanes.Select(AgentLaneView.Of)],
        Workers = [.. agent.Workers.Select(WorkerView.Of)],
    };
}

/// <summary>A lane of an agent.</summary>
internal sealed record AgentLaneView
{
    public required string Name { get; init; }

    /// <summary>How many jobs can be delivered now; absent when the node has had no answer.</summary>
    public long? Waiting { get; init; }

    /// <summary>How many jobs were delivered to workers that have not admitted them yet.</summary>
    public long? Leased { get; init; }

    /// <summary>Whether a live worker that takes jobs receives the lane from this agent.</summary>
    public required bool IsServed { get; init; }

    public static AgentLaneView Of(AgentLaneDetails lane) => new()
    {
        Name = lane.Name, Waiting = lane.Waiting, Leased = lane.Leased, IsServed = lane.IsServed,
    };
}
