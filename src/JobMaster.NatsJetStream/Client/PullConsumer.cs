using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using JobMaster.NatsJetStream.Protocol;

namespace JobMaster.NatsJetStream.Client;

/// <summary>One consumer's subscription and the pull that is under way on it.</summary>
internal sealed class PullConsumer : IPullConsumer, IMessageSink
{
    /// <summary>How long nothing may come, beyond the time the server itself waits, until a pull is given up.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);

    /// <summary>The most that one pull may bring.</summary>
    private const int MaxBytes = 8 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly NatsConnection _connection;
    private readonly TimeProvider _time;
    private readonly string _nextSubject;
    private readonly string _inbox;
    private readonly Action<IncomingMessage> _late;
    private readonly NatsSubscription _subscription;
    private Pull? _pull;
    private long _lastPull;
    private bool _isClosed;

    /// <param name="connection">The connection.</param>
    /// <param name="nextSubject">Where pulls are sent.</param>
    /// <param name="inbox">A subject of its own.</param>
    /// <param name="time">Where time comes from.</param>
    /// <param name="late">Takes messages of pulls that were given up.</param>
    public PullConsumer(NatsConnection connection, string nextSubject, string inbox, TimeProvider time, Action<IncomingMessage> late)
    {
        (_connection, _nextSubject, _inbox, _time, _late) = (connection, nextSubject, inbox, time, late);
        _subscription = connection.Subscribe($"{inbox}.*", this);
    }

    public async Task<PullResult> PullAsync(int limit, bool noWait, TimeSpan? expires)
    {
        if (_connection.Current is null)
        {
            Task link = _connection.LinkAsync(CancellationToken.None);
            await link.WaitAsync(expires ?? Grace, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        var pull = Begin(limit, noWait, expires);
        while (true)
        {
            int arrived = pull.Arrived;
            try
            {
                return await pull.Done.Task.WaitAsync((expires ?? TimeSpan.Zero) + Grace, _time).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                if (pull.Arrived == arrived)
                {
                    End(pull, PullEnd.NoAnswer, "the consumer does not answer");
                }
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.UnsubscribeAsync(_subscription).ConfigureAwait(false);
        lock (_lock)
        {
            _isClosed = true;
            if (_pull is { } pull)
            {
                End(pull, PullEnd.Interrupted, "the consumer was closed");
            }
        }
    }

    public void OnMessage(in ServerOperation message)
    {
        if (message.ReplyTo.IsEmpty)
        {
            OnStatus(message);
            return;
        }

        var incoming = Read(message);
        lock (_lock)
        {
            if (_pull is { } pull)
            {
                pull.Messages.Add(incoming);
                pull.Arrived++;
                if (pull.Messages.Count == pull.Limit)
                {
                    End(pull, PullEnd.Full, reason: null);
                }

                return;
            }
        }

        _late(incoming);
    }

    public void OnLinkLost(NatsLink link)
    {
        lock (_lock)
        {
            if (_pull is { } pull && pull.Link == link)
            {
                End(pull, PullEnd.Interrupted, "the connection was lost");
            }
        }
    }

    private static IncomingMessage Read(in ServerOperation message)
    {
        string ackSubject = Encoding.UTF8.GetString(message.ReplyTo);
        var facts = AckSubject.TryParse(ackSubject, out var parsed) ? parsed : new AckSubject(1, DateTimeOffset.UnixEpoch);
        var id = Guid.Empty;
        if (!message.Headers.IsEmpty && new HeaderReader(Replies.Flatten(message.Headers)).TryGet("Nats-Msg-Id"u8, out var text)
            && (!Utf8Parser.TryParse(text, out id, out int used) || used != text.Length))
        {
            id = Guid.Empty;
        }

        return new IncomingMessage(id, message.Payload.ToArray(), ackSubject, facts.Deliveries, facts.StoredAt);
    }

    private Pull Begin(int limit, bool noWait, TimeSpan? expires)
    {
        lock (_lock)
        {
            var link = _isClosed ? null : _connection.Current;
            var pull = _pull = new Pull(++_lastPull, limit, link);
            var request = new PullRequest(limit, BytesOf(link), expires is { } time ? Nanoseconds.From(time) : null, noWait);
            byte[] body = JsonSerializer.SerializeToUtf8Bytes(request, JetStreamJson.Default.PullRequest);
            byte[] replyTo = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{_inbox}.{pull.Number}"));
            link?.Outbox.Write((_nextSubject, replyTo, body), static (to, parts) => Commands.Publish(to, parts._nextSubject, parts.replyTo, parts.body));

            // A link that is not the current one any more tells nobody of its end a second time.
            if (link is null || _connection.Current != link || link.Ended.IsCompleted)
            {
                End(pull, PullEnd.Interrupted, "the connection was lost");
            }

            return pull;
        }
    }

    /// <summary>A server cuts the connection of a client it has too much for, and the largest message must fit.</summary>
    private static long BytesOf(NatsLink? link) => Math.Max(MaxBytes, 2L * (link?.Info.MaxPayload ?? 0));

    private void OnStatus(in ServerOperation message)
    {
        var headers = message.Headers.IsEmpty ? default : new HeaderReader(Replies.Flatten(message.Headers));
        var number = message.Subject[(message.Subject.LastIndexOf((byte)'.') + 1)..];
        string description = Encoding.UTF8.GetString(headers.Description);
        (PullEnd End, string? Reason)? end = headers.Status switch
        {
            100 => null,
            404 or 408 => (PullEnd.NoMore, description),
            409 when description.Contains("MaxBytes", StringComparison.OrdinalIgnoreCase) => (PullEnd.Full, description),
            409 when description.StartsWith("Consumer Deleted", StringComparison.OrdinalIgnoreCase) => (PullEnd.NoConsumer, description),
            409 when description.StartsWith("Leadership Change", StringComparison.OrdinalIgnoreCase)
                || description.StartsWith("Server Shutdown", StringComparison.OrdinalIgnoreCase) => (PullEnd.Interrupted, description),
            503 => (PullEnd.NoConsumer, "nobody answers for it"),
            _ => (PullEnd.Refused, $"{headers.Status} {description}"),
        };
        lock (_lock)
        {
            if (end is { } why && _pull is { } pull && Utf8Parser.TryParse(number, out long parsed, out _) && parsed == pull.Number)
            {
                End(pull, why.End, why.Reason);
            }
        }
    }

    private void End(Pull pull, PullEnd end, string? reason)
    {
        lock (_lock)
        {
            if (_pull == pull)
            {
                _pull = null;
                pull.Done.TrySetResult(new PullResult(pull.Messages, end, reason));
            }
        }
    }

    private sealed record Pull(long Number, int Limit, NatsLink? Link)
    {
        public List<IncomingMessage> Messages { get; } = [];

        public volatile int Arrived;

        public TaskCompletionSource<PullResult> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
