namespace JobMaster;

/// <summary>Reads agents.</summary>
public interface IAgentMonitor
{
    /// <summary>
    /// Lists the agents by name: those that this app has a connection to, that a live worker of another app receives from, or that are
    /// drained.
    /// </summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<IReadOnlyList<AgentDetails>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Returns one agent; null if this app has no connection of that name, no live worker receives from it, and it is not drained.
    /// </summary>
    /// <param name="name">The agent's name.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<AgentDetails?> GetAsync(string name, CancellationToken cancellationToken = default);
}

/// <summary>How an agent answers this app.</summary>
public enum AgentHealth
{
    /// <summary>Unknown, because this app has no connection to it.</summary>
    Unknown = 1,

    /// <summary>It has not answered yet, and no call has failed.</summary>
    Starting = 2,

    /// <summary>It answered the last call, within the heartbeat timeout.</summary>
    Up = 3,

    /// <summary>The last call failed, or no call has ended for the heartbeat timeout. Jobs go elsewhere.</summary>
    Down = 4,
}

/// <summary>Why the last call to an agent failed. The log has the full text, which may name hosts and logins.</summary>
public enum AgentFailureKind
{
    /// <summary>It did not answer in time.</summary>
    TimedOut = 1,

    /// <summary>It could not be reached, or broke the connection; the same call may succeed later.</summary>
    Unreachable = 2,

    /// <summary>It refused the call, or its configuration is wrong. Somebody must change something.</summary>
    Refused = 3,
}

/// <summary>
/// An agent, as this app sees it. Each app asks every sixth of the heartbeat timeout, so health and depths are a few seconds old.
/// </summary>
public sealed record AgentDetails
{
    /// <summary>The name of the agent connection.</summary>
    public required string Name { get; init; }

    /// <summary>The kind of transport, such as <c>Postgres</c>; null if this app has no connection to it.</summary>
    public string? Transport { get; init; }

    /// <summary>How it answers this app.</summary>
    public required AgentHealth Health { get; init; }

    /// <summary>When it last answered, by this app's clock; null if it never did.</summary>
    public DateTimeOffset? LastAnswerAt { get; init; }

    /// <summary>Why the last call failed; null if it succeeded.</summary>
    public AgentFailureKind? Failure { get; init; }

    /// <summary>Its drain; null if it is not drained.</summary>
    public AgentDrainDetails? Drain { get; init; }

    /// <summary>
    /// Its lanes by name: those with jobs when the agent last answered, and those that live workers receive from it.
    /// </summary>
    public required IReadOnlyList<AgentLaneDetails> Lanes { get; init; }

    /// <summary>The live workers that receive from it, including those that take no jobs.</summary>
    public required IReadOnlyList<WorkerDetails> Workers { get; init; }
}

/// <summary>A lane of an agent.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Waiting">
/// How many jobs can be delivered now, counted as far as is cheap for the agent; null if this app has no connection, or never had an
/// answer.
/// </param>
/// <param name="Leased">
/// How many jobs were delivered to workers that have not admitted them yet; null like <paramref name="Waiting"/>.
/// </param>
/// <param name="IsServed">
/// Whether a live worker that takes jobs receives the lane from this agent. If none does, the lane's backlog goes to the master after two
/// heartbeat timeouts.
/// </param>
public sealed record AgentLaneDetails(string Name, long? Waiting, long? Leased, bool IsServed);

/// <summary>A drain in force.</summary>
/// <param name="Since">When it was ordered, by the store's clock.</param>
/// <param name="By">Who ordered it.</param>
/// <param name="Reason">The reason; null if none was given.</param>
/// <param name="IsEmpty">
/// Whether the agent is empty, so that its server can be removed: it held no job when this app last asked, at least a heartbeat timeout
/// after the drain was ordered. Null if this app has no connection to it, or never had an answer.
/// </param>
public sealed record AgentDrainDetails(DateTimeOffset Since, string By, string? Reason, bool? IsEmpty);
