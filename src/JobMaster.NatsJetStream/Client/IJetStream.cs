namespace JobMaster.NatsJetStream.Client;

/// <summary>
/// What the transport needs of JetStream. Messages go in lists: the calls of the package NATS.Client.JetStream take one, and lose sight of
/// delivered messages when a fetch is cancelled. A stream, consumer or message that is not there is null or false, never an error.
/// </summary>
internal interface IJetStream : IAsyncDisposable
{
    /// <summary>What the server last said of itself; null before the first connection.</summary>
    ServerFacts? Server { get; }

    /// <summary>Whether there is a connection now.</summary>
    bool IsConnected { get; }

    /// <summary>Tells the last connection from any before; null before the first.</summary>
    object? Connection { get; }

    /// <summary>Reaches a server, trying each once.</summary>
    Task<ServerFacts> ConnectAsync(CancellationToken cancellationToken);

    /// <summary>The stream as it is, with how many messages each subject of the filter holds when one is given.</summary>
    Task<StreamInfo?> GetStreamAsync(string stream, string? subjectsFilter, CancellationToken cancellationToken);

    /// <summary>The sequence of a subject's first message; null when it has none.</summary>
    Task<long?> FindFirstAsync(string stream, string subject, CancellationToken cancellationToken);

    Task<StreamInfo> CreateStreamAsync(StreamConfig config, CancellationToken cancellationToken);

    Task<StreamInfo> UpdateStreamAsync(StreamConfig config, CancellationToken cancellationToken);

    Task<ConsumerInfo?> GetConsumerAsync(string stream, string consumer, CancellationToken cancellationToken);

    Task CreateOrUpdateConsumerAsync(string stream, ConsumerConfig config, CancellationToken cancellationToken);

    Task<IReadOnlyList<ConsumerInfo>> ListConsumersAsync(string stream, CancellationToken cancellationToken);

    Task<bool> DeleteConsumerAsync(string stream, string consumer, CancellationToken cancellationToken);

    /// <summary>Stores messages in their order, each once under its id. Ends when the stream has confirmed each.</summary>
    Task PublishAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellationToken);

    /// <summary>Acknowledges deliveries, or what else the kind says. Ends when the consumer has confirmed each.</summary>
    Task AcknowledgeAsync(IReadOnlyList<string> ackSubjects, AckKind kind, TimeSpan delay, CancellationToken cancellationToken);

    /// <summary>Opens a consumer for pulling; it need not exist yet.</summary>
    /// <param name="stream">Its stream.</param>
    /// <param name="consumer">Its name.</param>
    /// <param name="late">Takes messages of a pull that was given up.</param>
    IPullConsumer OpenConsumer(string stream, string consumer, Action<IncomingMessage> late);
}

/// <summary>
/// Pulls messages from one consumer, one pull at a time. Disposing ends the pull that is under way, and nothing more is delivered.
/// </summary>
internal interface IPullConsumer : IAsyncDisposable
{
    /// <summary>
    /// Takes up to so many messages. With <paramref name="noWait"/> the pull ends when the consumer has no more for now, without it when
    /// all have come. Waits for a connection that is just being made again. The answer holds what had been delivered when a connection was
    /// lost, too.
    /// </summary>
    /// <param name="limit">How many.</param>
    /// <param name="noWait">Whether to take only what is there.</param>
    /// <param name="expires">When it ends in any case. With <paramref name="noWait"/>, an empty consumer is waited on for so long,
    /// too.</param>
    Task<PullResult> PullAsync(int limit, bool noWait, TimeSpan? expires);
}

/// <summary>How a delivery is answered.</summary>
internal enum AckKind
{
    /// <summary>Done with: it is removed.</summary>
    Ack,

    /// <summary>Given back, to come again after the delay.</summary>
    Nak,

    /// <summary>Removed, because nobody can ever do anything with it.</summary>
    Term,
}

/// <summary>Why a pull ended.</summary>
internal enum PullEnd
{
    /// <summary>All that were asked for have come, or as many as go together.</summary>
    Full,

    /// <summary>There are no more for now.</summary>
    NoMore,

    /// <summary>The connection was lost, or the consumer moved to another server.</summary>
    Interrupted,

    /// <summary>The consumer is not there.</summary>
    NoConsumer,

    /// <summary>Nothing came. A missing consumer says nothing, nor does one with as many unacknowledged messages as it may have.</summary>
    NoAnswer,

    /// <summary>The consumer refused the pull.</summary>
    Refused,
}

/// <summary>What a pull gave.</summary>
internal readonly record struct PullResult(IReadOnlyList<IncomingMessage> Messages, PullEnd End, string? Reason);

/// <summary>A message to store under its id.</summary>
internal readonly record struct OutgoingMessage(Guid Id, string Subject, ReadOnlyMemory<byte> Body);

/// <summary>A delivered message. The id is empty when its publisher gave it none that is a job's.</summary>
internal sealed record IncomingMessage(Guid Id, byte[] Body, string AckSubject, int Deliveries, DateTimeOffset StoredAt);

/// <summary>What there is to know of a server.</summary>
internal sealed record ServerFacts(string Address, string Version, bool HasHeaders, int MaxPayload);
