using JobMaster.NatsJetStream.Client;

namespace JobMaster.NatsJetStream.Tests;

/// <summary>A JetStream that is connected and does nothing; a test gives it what it needs.</summary>
internal abstract class FakeJetStream : IJetStream
{
    public ServerFacts? Server => null;

    public object? Connection => this;

    public bool IsConnected => true;

    public virtual Task<IReadOnlyList<ConsumerInfo>> ListConsumersAsync(string stream, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public virtual Task<long?> FindFirstAsync(string stream, string subject, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public virtual Task<bool> DeleteConsumerAsync(string stream, string consumer, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public virtual IPullConsumer OpenConsumer(string stream, string consumer, Action<IncomingMessage> late) =>
        throw new NotSupportedException();

    public virtual Task AcknowledgeAsync(
        IReadOnlyList<string> ackSubjects, AckKind kind, TimeSpan delay,
        CancellationToken cancellationToken) => throw new NotSupportedException();

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public Task<ServerFacts> ConnectAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<StreamInfo?> GetStreamAsync(string stream, string? subjectsFilter, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<StreamInfo> CreateStreamAsync(StreamConfig config, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<StreamInfo> UpdateStreamAsync(StreamConfig config, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public virtual Task<ConsumerInfo?> GetConsumerAsync(string stream, string consumer, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public virtual Task CreateOrUpdateConsumerAsync(string stream, ConsumerConfig config, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    public Task PublishAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
