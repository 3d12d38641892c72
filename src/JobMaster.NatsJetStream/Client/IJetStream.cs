namespace JobMaster.NatsJetStream.Client;

/// <summary>
/// The calls of JetStream that the transport needs. They take lists of messages: the calls of the package NATS.Client.JetStream take one,
/// and lose delivered messages when a fetch is cancelled. A missing stream, consumer or message is null or false, never an error.
/// </summary>
internal interface IJetStream : IAsyncDisposable
{
    /// <summary>The server's last report about itself; null before the first connection.</summary>
    ServerFacts? Server { get; }

    /// <summary>Whether there is a connection now.</summary>
    bool IsConnected { get; }

    /// <summary>Identifies the last connection; null before the first.</summary>
    object? Connection { get; }

    /// <summary>Connects to a server, trying each once.</summary>
    Task<ServerFacts> ConnectAsync(CancellationToken cancellationToken);

    /// <summary>The current stream. With a filter, also the number of messages of each matching subject.</summary>
    Task<StreamInfo?> GetStreamAsync(string stream, string? subjectsFilter, CancellationToken cancellationToken);

    /// <summary>The sequence of a subject's first message; null if it has none.</summary>
    Task<long?> FindFirstAsync(string stream, string subject, CancellationToken cancellationToken);

    Task<StreamInfo> CreateStreamAsync(StreamConfig config, CancellationToken cancellationToken);

    Task<StreamInfo> UpdateStreamAsync(StreamConfig config, CancellationToken cancellationToken);

    Task<ConsumerInfo?> GetConsumerAsync(string stream, string consumer, CancellationToken cancellationToken);

    Task CreateOrUpdateConsumerAsync(string stream, ConsumerConfig config, CancellationToken cancellationToken);

    Task<IReadOnlyList<ConsumerInfo>> ListConsumersAsync(string stream, CancellationToken cancellationToken);

    Task<bool> DeleteConsumerAsync(string stream, string consumer, CancellationToken cancellationToken);

    /// <summary>Stores messages in their order, each once under its id. Completes when the stream has confirmed each.</summary>
    Task PublishAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellationToken);

    /// <summary>Answers deliveries as the kind says. Completes when the consumer has confirmed each answer.</summary>
    Task AcknowledgeAsync(IReadOnlyList<string> ackSubjects, AckKind kind, TimeSpan delay, CancellationToken cancellationToken);

    /// <summary>Opens a consumer for pulling; it need not exist yet.</summary>
    /// <param name="stream">Its stream.</param>
    /// <param name="consumer">Its name.</param>
    /// <param name="late">Receives messages of an abandoned pull.</param>
    IPullConsumer OpenConsumer(string stream, string consumer, Action<IncomingMessage> late);
}

/// <summary>
/// Pulls messages from one consumer, one pull at a time. Disposing it ends the current pull; no message is delivered after that.
/// </summary>
internal interface IPullConsumer : IAsyncDisposable
{
    /// <summary>
    /// Receives up to the limit. With <paramref name="noWait"/>, the pull ends when the consumer has no more messages for now; without it,
    /// when the limit is reached. Waits while a connection is being restored. The result includes the messages that were delivered before a
    /// connection was lost.
    /// </summary>
    /// <param name="limit">The most messages.</param>
    /// <param name="noWait">Whether to take only available messages.</param>
    /// <param name="expires">
    /// When the pull ends in any case. With <paramref name="noWait"/>, the pull waits this long for an empty consumer, too.
    /// </param>
    Task<PullResult> PullAsync(int limit, bool noWait, TimeSpan? expires);
}

/// <summary>The answer to a delivery.</summary>
internal enum AckKind
{
    /// <summary>The message is done and is removed.</summary>
    Ack,

    /// <summary>The message is given back, to be delivered again after the delay.</summary>
    Nak,

    /// <summary>The message is removed, because no receiver can use it.</summary>
    Term,
}

/// <summary>Why a pull ended.</summary>
internal enum PullEnd
{
    /// <summary>All requested messages have come, or as many as fit into one pull.</summary>
    Full,

    /// <summary>There are no more messages for now.</summary>
    NoMore,

    /// <summary>The connection was lost, or the consumer moved to another server.</summary>
    Interrupted,

    /// <summary>The consumer does not exist.</summary>
    NoConsumer,

    /// <summary>No answer came. A missing consumer does not answer, nor does one at its limit of unacknowledged messages.</summary>
    NoAnswer,

    /// <summary>The consumer refused the pull.</summary>
    Refused,
}

/// <summary>The result of a pull.</summary>
internal readonly record struct PullResult(IReadOnlyList<IncomingMessage> Messages, PullEnd End, string? Reason);

/// <summary>A message to store under its id.</summary>
internal readonly record struct OutgoingMessage(Guid Id, string Subject, ReadOnlyMemory<byte> Body);

/// <summary>A delivered message. The id is empty if its publisher set none, or one that is not a job's.</summary>
internal sealed record IncomingMessage(Guid Id, byte[] Body, string AckSubject, int Deliveries, DateTimeOffset StoredAt);

/// <summary>The client's information about a server.</summary>
internal sealed record ServerFacts(string Address, string Version, bool HasHeaders, int MaxPayload);
