using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>
/// A named transport that holds jobs due now until a worker admits them to the master. Every method takes and returns batches. A message is
/// kept until it is acknowledged. It may be delivered twice but must never be lost. The transport does not look into a message.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public interface IAgentTransport : IAsyncDisposable
{
    /// <summary>The agent's name for operators, without secrets, for logs and errors: <c>NATS nats://broker:4222</c>.</summary>
    string Description { get; }

    /// <summary>
    /// The largest body it takes, in bytes, or null if it has no limit of its own. Larger jobs go to the master.
    /// </summary>
    int? MaxBodySize { get; }

    /// <summary>
    /// Connects to the agent and creates what it needs there. Safe to repeat, and to call from any number of starting nodes. Returns an id,
    /// kept in the agent itself, that distinguishes this agent from all others. The created objects belong to the cluster and the
    /// connection's name; objects of other owners are refused, see <see cref="AgentTransportContext.MayTake"/>. Throws a
    /// <see cref="JobMasterStoreException"/> that says what to do if the agent cannot be used at all.
    /// </summary>
    Task<string> ProvisionAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Makes the messages durable. Sending a message again under its id stores it once, while the agent remembers it. If the call throws,
    /// each message may or may not be stored.
    /// </summary>
    Task PushAsync(IReadOnlyList<AgentMessage> messages, CancellationToken cancellationToken);

    /// <summary>
    /// Takes up to the limit of messages under a short lease on the agent's clock. Waits for the first as long as the request says; returns
    /// an empty list if none came.
    /// </summary>
    Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(ReceiveRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Removes messages whose jobs the master now has. After it returns, they are not delivered again, except those whose lease had ended.
    /// </summary>
    Task AckAsync(IReadOnlyList<ReceivedMessage> messages, CancellationToken cancellationToken);

    /// <summary>Gives messages back. They are not delivered again before the delay has passed.</summary>
    Task ReleaseAsync(IReadOnlyList<ReceivedMessage> messages, TimeSpan delay, CancellationToken cancellationToken);

    /// <summary>How many messages each queue holds, counted as far as is cheap; empty queues may be left out.</summary>
    Task<IReadOnlyList<AgentDepth>> ReadDepthsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Removes an empty lane with everything the agent keeps for it. A lane that still holds messages stays, and the result is false.
    /// </summary>
    Task<bool> DeleteLaneAsync(string lane, CancellationToken cancellationToken);

    /// <summary>Whether the same call may succeed if it is repeated.</summary>
    bool IsTransient(Exception exception);
}

/// <summary>A job on its way to the master.</summary>
/// <param name="Id">The job's id.</param>
/// <param name="Queue">The queue it waits in.</param>
/// <param name="Body">The job, written by the core.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record AgentMessage(Guid Id, JobQueue Queue, ReadOnlyMemory<byte> Body);

/// <summary>A message under a lease.</summary>
/// <param name="Message">The message.</param>
/// <param name="Receipt">The value with which the transport acknowledges or releases this delivery.</param>
/// <param name="PushedAt">When it was stored, by the agent's clock.</param>
/// <param name="Deliveries">How often it was delivered, including this time.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record ReceivedMessage(AgentMessage Message, string Receipt, DateTimeOffset PushedAt, int Deliveries);

/// <summary>A worker's request for messages.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record ReceiveRequest
{
    /// <summary>The queues, in the order of the request, with the most messages from each.</summary>
    public required IReadOnlyList<QueueShare> Queues { get; init; }

    /// <summary>The most messages.</summary>
    public required int Limit { get; init; }

    /// <summary>How long to wait for the first message.</summary>
    public required TimeSpan Wait { get; init; }
}

/// <summary>How many messages a queue holds.</summary>
/// <param name="Queue">The queue.</param>
/// <param name="Waiting">The messages that can be delivered now.</param>
/// <param name="Leased">The messages delivered and not yet acknowledged.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public readonly record struct AgentDepth(JobQueue Queue, long Waiting, long Leased);

/// <summary>Everything a transport needs to be created for one agent connection of one cluster. Creating it does not connect.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record AgentTransportContext
{
    /// <summary>The cluster. Two clusters may share one agent's server and must not see each other's messages.</summary>
    public required string ClusterId { get; init; }

    /// <summary>The connection's name.</summary>
    public required string Name { get; init; }

    /// <summary>The cluster's id before it was renamed; null if it was not.</summary>
    public string? FormerClusterId { get; init; }

    /// <summary>The connection's name before it was renamed; null if it was not.</summary>
    public string? FormerName { get; init; }

    /// <summary>The app's services.</summary>
    public required IServiceProvider Services { get; init; }

    /// <summary>For the transport's own log messages.</summary>
    public required Microsoft.Extensions.Logging.ILoggerFactory LoggerFactory { get; init; }

    /// <summary>The clock for waits and back-off; the agent's own clock decides leases.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>The source of jitter.</summary>
    public required Random Random { get; init; }

    /// <summary>The beginning of every table name, validated; for a SQL agent.</summary>
    public string TablePrefix { get; init; } = "jm_";

    /// <summary>The database schema, validated; for a SQL agent. Null for the provider's default.</summary>
    public string? Schema { get; init; }

    /// <summary>
    /// Whether the transport creates what it needs on the agent. If false, a missing object is an error that says what to create.
    /// </summary>
    public bool AutoProvision { get; init; } = true;

    /// <summary>
    /// How long a delivered message is held before it is delivered again. In that time it need only be admitted, not run.
    /// </summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether an object with this owner belongs to this agent.</summary>
    /// <param name="clusterId">The cluster it belongs to; null for none yet.</param>
    /// <param name="name">The connection it belongs to; null for none yet.</param>
    public bool Owns(string? clusterId, string? name) => clusterId == ClusterId && name == Name;

    /// <summary>Whether this agent may take over an object: it has no owner, or belongs to this agent under a former id or name.</summary>
    /// <param name="clusterId">The cluster it belongs to; null for none yet.</param>
    /// <param name="name">The connection it belongs to; null for none yet.</param>
    public bool MayTake(string? clusterId, string? name) =>
        clusterId is null || name is null
            || ((clusterId == ClusterId || clusterId == FormerClusterId) && (name == Name || name == FormerName));

    /// <summary>The error for an object that belongs to another agent.</summary>
    /// <param name="what">The object, and where it is.</param>
    /// <param name="clusterId">The cluster it belongs to.</param>
    /// <param name="name">The connection it belongs to.</param>
    /// <param name="remedy">How to give this agent an object of its own.</param>
    public JobMasterConfigurationException NotOurs(string what, string clusterId, string name, string remedy) => new(
        $"{what} belong to agent '{name}' of cluster '{clusterId}', and this is agent '{Name}' of cluster '{ClusterId}'. {remedy} " +
        (
            clusterId == ClusterId
                ? ""
                : $"If cluster '{clusterId}' is now called '{ClusterId}', call RenamesCluster(\"{clusterId}\") on the cluster.") +
        (clusterId == ClusterId || name == Name ? "" : " ") +
        (name == Name ? "" : $"If agent '{name}' is now called '{Name}', call RenamesAgent(\"{name}\") on the agent connection."));
}
