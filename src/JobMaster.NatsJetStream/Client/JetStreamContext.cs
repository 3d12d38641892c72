using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using JobMaster.NatsJetStream.Connection;

namespace JobMaster.NatsJetStream.Client;

/// <summary>JetStream's calls over the connection.</summary>
internal sealed class JetStreamContext(BrokerConnection connection, NatsJetStreamOptions options, TimeProvider time) : IJetStream
{
    /// <summary>How many messages, or acknowledgements, one call sends at the same time.</summary>
    private const int Window = 1000;

    private readonly string _api = options.Domain is { } domain ? $"$JS.{domain}.API" : "$JS.API";
    private long _consumers;

    public ServerFacts? Server => connection.Server;

    public bool IsConnected => connection.IsOpen;

    public object? Connection => connection.Server;

    public Task<ServerFacts> ConnectAsync(CancellationToken cancellationToken) => connection.OpenAsync(cancellationToken);

    public async Task<StreamInfo?> GetStreamAsync(string stream, string? subjectsFilter, CancellationToken cancellationToken)
    {
        StreamInfo? all = null;
        var subjects = new Dictionary<string, long>(StringComparer.Ordinal);
        while (true)
        {
            byte[] request = JsonSerializer.SerializeToUtf8Bytes(
                new StreamInfoRequest(subjectsFilter, subjects.Count), JetStreamJson.Default.StreamInfoRequest);
            var page = await AskAsync(
                $"STREAM.INFO.{stream}", request, JetStreamJson.Default.StreamInfo, JetStreamException.StreamNotFound, cancellationToken)
                .ConfigureAwait(false);
            if (page?.State.Subjects is not { Count: > 0 } counts)
            {
                return all ?? page;
            }

            foreach (var (subject, count) in counts)
            {
                subjects[subject] = count;
            }

            all = page with { State = page.State with { Subjects = subjects } };
            if (subjects.Count >= page.Total)
            {
                return all;
            }
        }
    }

    public async Task<long?> FindFirstAsync(string stream, string subject, CancellationToken cancellationToken)
    {
        byte[] request = JsonSerializer.SerializeToUtf8Bytes(new MessageRequest(Seq: 1, subject), JetStreamJson.Default.MessageRequest);
        var found = await AskAsync(
            $"STREAM.MSG.GET.{stream}", request, JetStreamJson.Default.MessageAnswer, JetStreamException.MessageNotFound, cancellationToken)
            .ConfigureAwait(false);
        return found?.Message.Seq;
    }

    public Task<StreamInfo> CreateStreamAsync(StreamConfig config, CancellationToken cancellationToken) =>
        SetStreamAsync("CREATE", config, cancellationToken);

    public Task<StreamInfo> UpdateStreamAsync(StreamConfig config, CancellationToken cancellationToken) =>
        SetStreamAsync("UPDATE", config, cancellationToken);

    public Task<ConsumerInfo?> GetConsumerAsync(string stream, string consumer, CancellationToken cancellationToken) =>
        AskAsync(
            $"CONSUMER.INFO.{stream}.{consumer}",
            [],
            JetStreamJson.Default.ConsumerInfo,
            JetStreamException.ConsumerNotFound,
            cancellationToken);

    public Task CreateOrUpdateConsumerAsync(string stream, ConsumerConfig config, CancellationToken cancellationToken) => AskAsync(
        $"CONSUMER.DURABLE.CREATE.{stream}.{config.DurableName}",
        JsonSerializer.SerializeToUtf8Bytes(new ConsumerCreateRequest(stream, config), JetStreamJson.Default.ConsumerCreateRequest),
        JetStreamJson.Default.ConsumerInfo,
        missing: 0,
        cancellationToken);

    public async Task<IReadOnlyList<ConsumerInfo>> ListConsumersAsync(string stream, CancellationToken cancellationToken)
    {
        var all = new List<ConsumerInfo>();
        while (true)
        {
            byte[] request = JsonSerializer.SerializeToUtf8Bytes(new ListRequest(all.Count), JetStreamJson.Default.ListRequest);
            var page = await AskAsync(
                $"CONSUMER.LIST.{stream}",
                request,
                JetStreamJson.Default.ConsumerList,
                JetStreamException.StreamNotFound,
                cancellationToken).ConfigureAwait(false);
            all.AddRange(page?.Consumers ?? []);
            if (page?.Consumers is not { Count: > 0 } || all.Count >= page.Total)
            {
                return all;
            }
        }
    }

    public async Task<bool> DeleteConsumerAsync(string stream, string consumer, CancellationToken cancellationToken) => await AskAsync(
        $"CONSUMER.DELETE.{stream}.{consumer}",
        [],
        JetStreamJson.Default.ApiResponse,
        JetStreamException.ConsumerNotFound,
        cancellationToken).ConfigureAwait(false) is not null;

    public async Task PublishAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellationToken)
    {
        for (int start = 0; start < messages.Count; start += Window)
        {
            var batch = new PublishBatch(messages, start, Math.Min(Window, messages.Count - start));
            await connection.SendAsync(batch, options.RequestTimeout, cancellationToken).ConfigureAwait(false);
            if (batch.Error is { } error)
            {
                throw new JetStreamException(error, batch.RefusedSubject!);
            }
        }
    }

    public async Task AcknowledgeAsync(IReadOnlyList<string> ackSubjects, AckKind kind, TimeSpan delay, CancellationToken cancellationToken)
    {
        for (int start = 0; start < ackSubjects.Count; start += Window)
        {
            var batch = new AckBatch(ackSubjects, start, Math.Min(Window, ackSubjects.Count - start), kind, delay);
            await connection.SendAsync(batch, options.RequestTimeout, cancellationToken).ConfigureAwait(false);
        }
    }

    public IPullConsumer OpenConsumer(string stream, string consumer, Action<IncomingMessage> late) => new PullConsumer(
        connection,
        $"{_api}.CONSUMER.MSG.NEXT.{stream}.{consumer}",
        string.Create(CultureInfo.InvariantCulture, $"{connection.Inbox}.p{Interlocked.Increment(ref _consumers)}"),
        options.RequestTimeout,
        time,
        late);

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private async Task<StreamInfo> SetStreamAsync(string verb, StreamConfig config, CancellationToken cancellationToken)
    {
        byte[] request = JsonSerializer.SerializeToUtf8Bytes(config, JetStreamJson.Default.StreamConfig);
        var made = await AskAsync($"STREAM.{verb}.{config.Name}", request, JetStreamJson.Default.StreamInfo, missing: 0, cancellationToken)
            .ConfigureAwait(false);
        return made!;
    }

    private async Task<T?> AskAsync<T>(string call, byte[] request, JsonTypeInfo<T> type, int missing, CancellationToken cancellationToken)
        where T : class
    {
        string subject = $"{_api}.{call}";
        var batch = new ApiRequest(subject, request);
        await connection.SendAsync(batch, options.RequestTimeout, cancellationToken).ConfigureAwait(false);
        if (batch.IsNobodyThere)
        {
            throw new BrokerRefusedException(
                $"Nobody answers for JetStream on '{subject}': it is not enabled on this server or for this account. "
                + "Start nats-server with 'jetstream { }' in its configuration, or name the right Domain.");
        }

        if (ApiRequest.FindError(batch.Response) is { } error)
        {
            return error.ErrCode == missing ? null : throw new JetStreamException(error, subject);
        }

        try
        {
            return JsonSerializer.Deserialize(batch.Response, type);
        }
        catch (JsonException exception)
        {
            throw ApiRequest.Unreadable(exception);
        }
    }
}
