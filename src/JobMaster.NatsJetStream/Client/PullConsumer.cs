using System.Buffers;
using System.Globalization;
using System.Text.Json;
using JobMaster.NatsJetStream.Connection;
using NATS.Client.Core;

namespace JobMaster.NatsJetStream.Client;

/// <summary>One consumer's subscription and its current pull.</summary>
internal sealed class PullConsumer : IPullConsumer, IConnectionUser
{
    /// <summary>How long a pull may be silent, beyond the time the server itself waits, before it is abandoned.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);

    /// <summary>The most bytes of one pull.</summary>
    private const int MaxBytes = 8 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly BrokerConnection _connection;
    private readonly TimeProvider _time;
    private readonly TimeSpan _patience;
    private readonly string _nextSubject;
    private readonly string _inboxPrefix;
    private readonly Action<IncomingMessage> _late;
    private PullInbox? _inbox;
    private Pull? _pull;
    private long _lastPull;
    private bool _isClosed;

    /// <param name="connection">The connection.</param>
    /// <param name="nextSubject">The subject for pulls.</param>
    /// <param name="inboxPrefix">A subject for this consumer alone.</param>
    /// <param name="patience">How long the sending of a pull, or the end of the subscription, may take.</param>
    /// <param name="time">The source of time.</param>
    /// <param name="late">Receives messages of abandoned pulls.</param>
    public PullConsumer(
        BrokerConnection connection,
        string nextSubject,
        string inboxPrefix,
        TimeSpan patience,
        TimeProvider time,
        Action<IncomingMessage> late)
    {
        (_connection, _nextSubject, _inboxPrefix, _patience, _time, _late) = (connection, nextSubject, inboxPrefix, patience, time, late);
        connection.Add(this);
    }

    public async Task<PullResult> PullAsync(int limit, bool noWait, TimeSpan? expires)
    {
        if (!_connection.IsOpen)
        {
            await _connection.OpenedAsync(CancellationToken.None).WaitAsync(expires ?? Grace, _time)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        var pull = Begin(limit);
        await SendAsync(pull, noWait, expires).ConfigureAwait(false);
        var result = await EndAsync(pull, (expires ?? TimeSpan.Zero) + Grace).ConfigureAwait(false);
        if (result.End == PullEnd.NoAnswer)
        {
            // Perhaps nobody listens: a subscription that was sent while the connection broke may not have reached the next.
            using var patience = new CancellationTokenSource(Grace, _time);
            await EndListeningAsync(patience.Token).ConfigureAwait(false);
        }

        return result;
    }

    private async Task<PullResult> EndAsync(Pull pull, TimeSpan silence)
    {
        while (true)
        {
            int arrived = pull.Arrived;
            try
            {
                return await pull.Done.Task.WaitAsync(silence, _time).ConfigureAwait(false);
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
        lock (_lock)
        {
            _isClosed = true;
        }

        using var limit = new CancellationTokenSource(_patience, _time);
        await QuietAsync(limit.Token).ConfigureAwait(false);
        _connection.Remove(this);
    }

    /// <summary>Ends the subscription. When it returns, all messages that the server had sent have been received.</summary>
    public async Task QuietAsync(CancellationToken limit)
    {
        Pull? pull;
        lock (_lock)
        {
            pull = _pull;
        }

        await EndListeningAsync(limit).ConfigureAwait(false);
        if (pull is not null)
        {
            End(pull, PullEnd.Interrupted, "the connection is being closed");
        }
    }

    /// <summary>
    /// Ends the subscription, once all messages that the server had sent have been received. The next pull subscribes again.
    /// </summary>
    private async Task EndListeningAsync(CancellationToken limit)
    {
        PullInbox? inbox;
        lock (_lock)
        {
            (inbox, _inbox) = (_inbox, null);
        }

        if (inbox is not null)
        {
            var ended = _connection.Client.ConnectionState == NatsConnectionState.Open ? inbox.DrainAsync(limit) : inbox.UnsubscribeAsync();
            await ended.AsTask().WaitAsync(limit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void OnLost()
    {
        lock (_lock)
        {
            if (_pull is { } pull)
            {
                End(pull, PullEnd.Interrupted, "the connection was lost");
            }
        }
    }

    /// <summary>Handles a message. It never throws, because the client would then end the subscription.</summary>
    private void OnMessage(string subject, string? replyTo, ReadOnlySequence<byte>? headersBuffer, in ReadOnlySequence<byte> payload)
    {
        var headers = ReadHeaders(headersBuffer);
        if (string.IsNullOrEmpty(replyTo))
        {
            OnStatus(subject, headers);
            return;
        }

        var incoming = Read(replyTo, headers, payload);
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

    private NatsHeaders? ReadHeaders(in ReadOnlySequence<byte>? buffer)
    {
        if (buffer is not { } bytes)
        {
            return null;
        }

        try
        {
            var headers = new NatsHeaders();
            _connection.Client.HeaderParser.ParseHeaders(new SequenceReader<byte>(bytes), headers);
            return headers;
        }
        catch (NatsException)
        {
            // Another program has published it: it counts as a message without an id.
            return null;
        }
    }

    private static IncomingMessage Read(string ackSubject, NatsHeaders? headers, in ReadOnlySequence<byte> payload)
    {
        var facts = AckSubject.TryParse(ackSubject, out var parsed) ? parsed : new AckSubject(1, DateTimeOffset.UnixEpoch);
        var id = headers is not null && headers.TryGetValue(PublishBatch.MessageId, out var ids)
            && Guid.TryParseExact(ids[0], "D", out var given)
                ? given
                : Guid.Empty;
        return new IncomingMessage(id, payload.ToArray(), ackSubject, facts.Deliveries, facts.StoredAt);
    }

    private Pull Begin(int limit)
    {
        lock (_lock)
        {
            var pull = _pull = new Pull(++_lastPull, limit);
            if (_isClosed || !_connection.IsOpen)
            {
                End(pull, PullEnd.Interrupted, "there is no connection");
            }

            return pull;
        }
    }

    private async Task SendAsync(Pull pull, bool noWait, TimeSpan? expires)
    {
        if (pull.Done.Task.IsCompleted)
        {
            return;
        }

        long maxBytes = Math.Max(MaxBytes, 2L * (_connection.Server?.MaxPayload ?? 0));
        var request = new PullRequest(pull.Limit, maxBytes, expires is { } wait ? Nanoseconds.From(wait) : null, noWait);
        ReadOnlyMemory<byte> body = JsonSerializer.SerializeToUtf8Bytes(request, JetStreamJson.Default.PullRequest);
        string replyTo = string.Create(CultureInfo.InvariantCulture, $"{_inboxPrefix}.{pull.Number}");
        using var limit = new CancellationTokenSource(_patience, _time);
        try
        {
            await ListenAsync(limit.Token).ConfigureAwait(false);
            await _connection.Client.PublishAsync(
                _nextSubject, body, headers: null, replyTo, RawBytes.Serializer, cancellationToken: limit.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is NatsException or OperationCanceledException or InvalidOperationException)
        {
            // An invalid operation is a client that is closed, or that writes for a connection which ends at that moment.
            End(pull, PullEnd.Interrupted, exception.Message);
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        PullInbox inbox;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (_inbox is not null)
            {
                return;
            }

            inbox = _inbox = new PullInbox(this);
        }

        try
        {
            await _connection.Client.AddSubAsync(inbox, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // The client has ended it.
            lock (_lock)
            {
                _inbox = _inbox == inbox ? null : _inbox;
            }

            throw;
        }
    }

    private void OnStatus(string subject, NatsHeaders? headers)
    {
        string description = headers?.MessageText ?? "";
        (PullEnd End, string? Reason)? end = headers?.Code switch
        {
            100 => null,
            404 or 408 => (PullEnd.NoMore, description),
            409 when description.Contains("MaxBytes", StringComparison.OrdinalIgnoreCase) => (PullEnd.Full, description),
            409 when description.StartsWith("Consumer Deleted", StringComparison.OrdinalIgnoreCase) => (PullEnd.NoConsumer, description),
            409 when description.StartsWith("Leadership Change", StringComparison.OrdinalIgnoreCase)
                || description.StartsWith("Server Shutdown", StringComparison.OrdinalIgnoreCase) => (PullEnd.Interrupted, description),
            503 => (PullEnd.NoConsumer, "nobody answers for it"),
            var code => (PullEnd.Refused, $"{code} {description}"),
        };
        lock (_lock)
        {
            if (end is { } why && _pull is { } pull
                && long.TryParse(subject.AsSpan(_inboxPrefix.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long number)
                && number == pull.Number)
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

    private sealed record Pull(long Number, int Limit)
    {
        public List<IncomingMessage> Messages { get; } = [];

        public volatile int Arrived;

        public TaskCompletionSource<PullResult> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>The subscription, <c>inbox.pull</c>.</summary>
    private sealed class PullInbox(PullConsumer owner)
        : NatsSubBase(owner._connection.Client, owner._connection.Client.SubscriptionManager, $"{owner._inboxPrefix}.*", null, null)
    {
        protected override ValueTask ReceiveInternalAsync(
            string subject, string? replyTo, ReadOnlySequence<byte>? headersBuffer, ReadOnlySequence<byte> payloadBuffer)
        {
            owner.OnMessage(subject, replyTo, headersBuffer, payloadBuffer);
            return ValueTask.CompletedTask;
        }

        protected override void TryComplete()
        {
        }
    }
}
