using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using JobMaster.Storage;
using NATS.Client.Core;

namespace JobMaster.Benchmarks.Agents;

/// <summary>What an agent does, by hand on the same client: the commands, and a count of the answers.</summary>
internal sealed class NatsRawClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly ReadOnlyMemory<byte> Ack = "+ACK"u8.ToArray();

    private readonly NatsConnection _client;
    private readonly string _prefix = $"_INBOX.{RandomNumberGenerator.GetHexString(22)}";
    private readonly Inbox _answers;
    private readonly Inbox _messages;

    private NatsRawClient(string url)
    {
        _client = new NatsConnection(new NatsOpts { Url = url, Echo = false });
        (_answers, _messages) = (new Inbox(_client, $"{_prefix}.r"), new Inbox(_client, $"{_prefix}.p"));
    }

    public static async Task<NatsRawClient> OpenAsync(string url)
    {
        var raw = new NatsRawClient(url);
        await raw._client.ConnectAsync();
        await raw._client.AddSubAsync(raw._answers);
        await raw._client.AddSubAsync(raw._messages);
        return raw;
    }

    /// <summary>As many publishes as asked, each with an id of its own, all at once; ends when each is confirmed.</summary>
    public async Task PublishAsync(string subject, ReadOnlyMemory<byte> body, int count)
    {
        var answered = _answers.Expect(count);
        var headers = new NatsHeaders(1);
        for (int at = 0; at < count; at++)
        {
            headers["Nats-Msg-Id"] = AgentJobId.Create(TimeProvider.System.GetUtcNow()).ToString();
            await _client.PublishAsync(subject, body, headers, _answers.Subject, Bytes.Serializer);
        }

        await answered.WaitAsync(Patience);
    }

    /// <summary>Pulls what waits, up to the limit.</summary>
    public async Task<IReadOnlyList<RawMessage>> PullAsync(string stream, string consumer, int limit)
    {
        var ended = _messages.Expect(limit);
        ReadOnlyMemory<byte> request = JsonSerializer.SerializeToUtf8Bytes(new { batch = limit, no_wait = true });
        await _client.PublishAsync(
            $"$JS.API.CONSUMER.MSG.NEXT.{stream}.{consumer}", request, headers: null, _messages.Subject, Bytes.Serializer);
        await ended.WaitAsync(Patience);
        return _messages.Taken;
    }

    /// <summary>Acknowledges all at once; ends when each is confirmed.</summary>
    public async Task AckAsync(IReadOnlyList<RawMessage> messages)
    {
        var answered = _answers.Expect(messages.Count);
        foreach (var message in messages)
        {
            await _client.PublishAsync(message.AckSubject, Ack, headers: null, _answers.Subject, Bytes.Serializer);
        }

        await answered.WaitAsync(Patience);
    }

    public async Task<JsonDocument> AskAsync(string call)
    {
        var answer = await _client.RequestAsync<byte[], byte[]>($"$JS.API.{call}", [], replyOpts: new NatsSubOpts { Timeout = Patience });
        return JsonDocument.Parse(answer.Data);
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private sealed class Bytes : INatsSerialize<ReadOnlyMemory<byte>>
    {
        public static Bytes Serializer { get; } = new();

        public void Serialize(IBufferWriter<byte> bufferWriter, ReadOnlyMemory<byte> value) => bufferWriter.Write(value.Span);
    }

    /// <summary>Counts what comes, and keeps the messages among it.</summary>
    private sealed class Inbox(NatsConnection client, string subject) : NatsSubBase(client, client.SubscriptionManager, subject, null, null)
    {
        private TaskCompletionSource _done = new();
        private int _left;

        public List<RawMessage> Taken { get; private set; } = [];

        public Task Expect(int count)
        {
            (_done, _left, Taken) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), count, []);
            if (count == 0)
            {
                _done.SetResult();
            }

            return _done.Task;
        }

        protected override ValueTask ReceiveInternalAsync(
            string subject, string? replyTo, ReadOnlySequence<byte>? headersBuffer, ReadOnlySequence<byte> payloadBuffer)
        {
            bool isEnd = false;
            if (headersBuffer is { } bytes)
            {
                var headers = new NatsHeaders();
                client.HeaderParser.ParseHeaders(new SequenceReader<byte>(bytes), headers);
                isEnd = headers.Code != 0;
                if (!isEnd)
                {
                    Taken.Add(new RawMessage(Guid.Parse(headers["Nats-Msg-Id"][0]!), payloadBuffer.ToArray(), replyTo!));
                }
            }

            if (--_left == 0 || isEnd)
            {
                _done.TrySetResult();
            }

            return ValueTask.CompletedTask;
        }

        protected override void TryComplete()
        {
        }
    }
}

/// <summary>A message as it was pulled.</summary>
internal sealed record RawMessage(Guid Id, byte[] Body, string AckSubject)
{
    public DateTimeOffset StoredAt =>
        JobMaster.NatsJetStream.Client.AckSubject.TryParse(AckSubject, out var facts) ? facts.StoredAt : DateTimeOffset.UnixEpoch;
}
