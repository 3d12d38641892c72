using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>
/// A named transport that holds jobs due now until a worker admits them to the master. Every method takes and returns batches. A message is
/// kept until it is acknowledged; delivering it twice is allowed, losing it is not. The transport does not look into a message.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public interface IAgentTransport : IAsyncDisposable
{
    /// <summary>What an operator calls this agent, without secrets, for logs and errors: <c>NATS nats://broker:4222</c>.</summary>
    string Description { get; }

    /// <summary>
    /// The largest body it takes, in bytes, or null when there is no limit of its own. What is larger goes to the master.
    /// </summary>
    int? MaxBodySize { get; }

    /// <summary>
    /// Reaches the agent and makes what it needs there; safe to call again, and with any number of starters. Returns what tells this agent
    /// from any other, kept in the agent itself. What it makes belongs to the cluster and the connection's name; what belongs to others is
    /// refused, see <see cref="AgentTransportContext.MayTake"/>. Throws a <see cref="JobMasterStoreException"/> that says what to do when
    /// it cannot be used at all.
    /// </summary>
    Task<string> ProvisionAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Makes the messages durable. Sending one again under its id stores nothing twice while the agent remembers it. When it throws, each
    /// may or may not be stored.
    /// </summary>
    Task PushAsync(IReadOnlyList<AgentMessage> messages, CancellationToken cancellationToken);

    /// <summary>
    /// Takes up to the limit of messages under a short lease on the agent's clock, waiting for the first as long as the request says; an
    /// empty list when there was none.
    /// </summary>
    Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(ReceiveRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Removes messages whose jobs the master now has. When it returns they are not delivered again, those whose lease had ended excepted.
    /// </summary>
    Task AckAsync(IReadOnlyList<ReceivedMessage> messages, CancellationToken cancellationToken);

    /// <summary>Gives messages back, to be delivered again no earlier than after the delay.</summary>
    Task ReleaseAsync(IReadOnlyList<ReceivedMessage> messages, TimeSpan delay, CancellationToken cancellationToken);

    /// <summary>How many messages each queue holds, counted as far as is cheap; queues without any may be left out.</summary>
    Task<IReadOnlyList<AgentDepth>> ReadDepthsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Removes an empty lane with all the agent keeps for it; one that still holds messages stays, and the answer is false.
    /// </summary>
    Task<bool> DeleteLaneAsync(string lane, CancellationToken cancellationToken);

    /// <summary>Whether the same call may succeed if it is simply made again.</summary>
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
/// <param name="Receipt">What the transport needs to acknowledge or release this delivery.</param>
/// <param name="PushedAt">When it was stored, by the agent's clock.</param>
/// <param name="Deliveries">How often it was delivered, this time included.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record ReceivedMessage(AgentMessage Message, string Receipt, DateTimeOffset PushedAt, int Deliveries);

/// <summary>What a worker wants to receive.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record ReceiveRequest
{
    /// <summary>The queues in the order to take from them, with how much each may give.</summary>
    public required IReadOnlyList<QueueShare> Queues { get; init; }

    /// <summary>At most so many messages.</summary>
    public required int Limit { get; init; }

    /// <summary>How long to wait for the first message.</summary>
    public required TimeSpan Wait { get; init; }
}

/// <summary>How many messages a queue holds.</summary>
/// <param name="Queue">The queue.</param>
/// <param name="Waiting">Those that can be delivered now.</param>
/// <param name="Leased">Those delivered and not yet acknowledged.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public readonly record struct AgentDepth(JobQueue Queue, long Waiting, long Leased);

/// <summary>What a transport is given to be created for one agent connection of one cluster. Creating it connects to nothing.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record AgentTransportContext
{
    /// <summary>The cluster. Two clusters may share one agent's server and must not see each other's messages.</summary>
    public required string ClusterId { get; init; }

    /// <summary>The connection's name.</summary>
    public required string Name { get; init; }

    /// <summary>The id the cluster had before it was renamed; null when it was not.</summary>
    public string? FormerClusterId { get; init; }

    /// <summary>The name the connection had before it was renamed; null when it was not.</summary>
    public string? FormerName { get; init; }

    /// <summary>The app's services.</summary>
    public required IServiceProvider Services { get; init; }

    /// <summary>For the transport's own log messages.</summary>
    public required Microsoft.Extensions.Logging.ILoggerFactory LoggerFactory { get; init; }

    /// <summary>Where time comes from for waiting and backing off; the agent's own clock decides leases.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Where jitter comes from.</summary>
    public required Random Random { get; init; }

    /// <summary>What every table name starts with, validated; for a SQL agent.</summary>
    public string TablePrefix { get; init; } = "jm_";

    /// <summary>The database schema to live in, validated; for a SQL agent. Null for the provider's default.</summary>
    public string? Schema { get; init; }

    /// <summary>
    /// Whether the transport makes what it needs on the agent; when false, something missing is an error that says what to make.
    /// </summary>
    public bool AutoProvision { get; init; } = true;

    /// <summary>
    /// How long a delivered message is held before it is delivered again. It need only be admitted in that time, not run.
    /// </summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether what belongs to this cluster and name is this agent's own.</summary>
    /// <param name="clusterId">The cluster it belongs to; null for none yet.</param>
    /// <param name="name">The connection it belongs to; null for none yet.</param>
    public bool Owns(string? clusterId, string? name) => clusterId == ClusterId && name == Name;

    /// <summary>Whether this agent may take it over: it belongs to nobody, or to this agent under a former id or name.</summary>
    /// <param name="clusterId">The cluster it belongs to; null for none yet.</param>
    /// <param name="name">The connection it belongs to; null for none yet.</param>
    public bool MayTake(string? clusterId, string? name) =>
        clusterId is null || name is null
            || ((clusterId == ClusterId || clusterId == FormerClusterId) && (name == Name || name == FormerName));

    /// <summary>The error for what belongs to another.</summary>
    /// <param name="what">What that is, and where.</param>
    /// <param name="clusterId">The cluster it belongs to.</param>
    /// <param name="name">The connection it belongs to.</param>
    /// <param name="remedy">How to give this agent something of its own.</param>
    public JobMasterConfigurationException NotOurs(string what, string clusterId, string name, string remedy) => new(
        $"{what} belong to agent '{name}' of cluster '{clusterId}', and this is agent '{Name}' of cluster '{ClusterId}'. {remedy} " +
        (
            clusterId == ClusterId
                ? ""
                : $"If cluster '{clusterId}' is now called '{ClusterId}', call RenamesCluster(\"{clusterId}\") on the cluster.") +
        (clusterId == ClusterId || name == Name ? "" : " ") +
        (name == Name ? "" : $"If agent '{name}' is now called '{Name}', call RenamesAgent(\"{name}\") on the agent connection."));
}
