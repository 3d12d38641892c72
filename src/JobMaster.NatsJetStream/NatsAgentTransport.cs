using System.Collections.Concurrent;
using JobMaster.NatsJetStream.Client;
using JobMaster.NatsJetStream.Connection;
using JobMaster.Storage;
using Microsoft.Extensions.Logging;

namespace JobMaster.NatsJetStream;

/// <summary>An agent on NATS JetStream: one work-queue stream, one subject and one durable pull consumer for each queue.</summary>
internal sealed class NatsAgentTransport : IAgentTransport
{
    private const int DefaultMaxPayload = 1024 * 1024;
    private static readonly TimeSpan LongestHold = TimeSpan.FromMilliseconds(250);

    private readonly IJetStream _jetStream;
    private readonly QueueNames _names;
    private readonly AgentStream _stream;
    private readonly NatsFailures _failures;
    private readonly ReceiverServices _services;
    private readonly AckedLeftovers? _leftovers;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<JobQueue, QueueReceiver> _receivers = new();
    private readonly CancellationTokenSource _stop = new();

    public NatsAgentTransport(
        AgentTransportContext context, NatsJetStreamOptions options, IJetStream jetStream, string description, ILogger logger)
    {
        Description = description;
        (_jetStream, _time) = (jetStream, context.Time);
        _names = new QueueNames(context.ClusterId, context.Name);
        _stream = new AgentStream(jetStream, _names, options, context, logger);
        _failures = new NatsFailures(description, _names.Stream);
        var lease = options.AckWait ?? context.Lease;
        var holdTime = lease / 4 < LongestHold ? lease / 4 : LongestHold;
        _services = new ReceiverServices(_names, _stream, jetStream, new Arrivals(), holdTime, _time, logger);
        _leftovers = context.AutoProvision ? new AckedLeftovers(_services, _receivers.GetValueOrDefault) : null;
    }

    public string Description { get; }

    /// <summary>The server's limit, or the usual default before the first connection, minus the header with the id.</summary>
    public int? MaxBodySize => (_jetStream.Server?.MaxPayload ?? DefaultMaxPayload) - PublishBatch.HeaderSize;

    public static NatsAgentTransport Create(AgentTransportContext context, NatsJetStreamOptions options)
    {
        var servers = OptionsCheck.Check(options, context.Name);
        var logger = context.LoggerFactory.CreateLogger("JobMaster.NatsJetStream");
        var connection = new BrokerConnection(options, servers, context.Time, context.Random, logger);
        var jetStream = new JetStreamContext(connection, options, context.Time);
        return new NatsAgentTransport(context, options, jetStream, $"NATS {string.Join(", ", servers)}", logger);
    }

    public Task<string> ProvisionAsync(CancellationToken cancellationToken) =>
        _failures.CallAsync(() => _stream.ProvisionAsync(cancellationToken));

    public Task PushAsync(IReadOnlyList<AgentMessage> messages, CancellationToken cancellationToken)
    {
        if (MaxBodySize is { } max && messages.FirstOrDefault(message => message.Body.Length > max) is { } tooLarge)
        {
            throw new JobMasterStoreException(
                $"{Description} takes messages of up to {max} bytes, and job {tooLarge.Id} has {tooLarge.Body.Length}. "
                + "Raise max_payload on the server, or make the job's payload smaller.");
        }

        return _failures.CallAsync(() => PublishAsync(Outgoing(messages), cancellationToken));
    }

    public Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(ReceiveRequest request, CancellationToken cancellationToken) =>
        _failures.CallAsync(() => ReceiveCoreAsync(request, cancellationToken));

    public Task AckAsync(IReadOnlyList<ReceivedMessage> messages, CancellationToken cancellationToken) =>
        _failures.CallAsync(() => _jetStream.AcknowledgeAsync(Receipts(messages), AckKind.Ack, TimeSpan.Zero, cancellationToken));

    public Task ReleaseAsync(IReadOnlyList<ReceivedMessage> messages, TimeSpan delay, CancellationToken cancellationToken) =>
        _failures.CallAsync(() => _jetStream.AcknowledgeAsync(Receipts(messages), AckKind.Nak, delay, cancellationToken));

    public Task<IReadOnlyList<AgentDepth>> ReadDepthsAsync(CancellationToken cancellationToken) =>
        _failures.CallAsync(() => ReadDepthsCoreAsync(cancellationToken));

    private async Task<IReadOnlyList<AgentDepth>> ReadDepthsCoreAsync(CancellationToken cancellationToken)
    {
        var counts = await CountAsync(_names.AllSubjects, cancellationToken).ConfigureAwait(false);
        var consumers = await _jetStream.ListConsumersAsync(_names.Stream, cancellationToken).ConfigureAwait(false);
        var leased = consumers.ToDictionary(
            consumer => consumer.Config.FilterSubject, consumer => consumer.NumAckPending, StringComparer.Ordinal);
        return
        [
            .. from entry in counts
               let queue = _names.Queue(entry.Key)
               where queue is not null
               let held = Math.Min(leased.GetValueOrDefault(entry.Key), entry.Value)
               select new AgentDepth(queue.Value, entry.Value - held, held),
        ];
    }

    public Task<bool> DeleteLaneAsync(string lane, CancellationToken cancellationToken) => _failures.CallAsync(async () =>
    {
        // A message pushed after this stays in the stream, and the next receive creates the consumer again.
        if ((await CountAsync(_names.LaneSubjects(lane), cancellationToken).ConfigureAwait(false)).Count > 0)
        {
            return false;
        }

        foreach (var priority in Enum.GetValues<JobMasterPriority>())
        {
            var queue = new JobQueue(lane, priority);
            await _stream.RemoveConsumerAsync(queue, cancellationToken).ConfigureAwait(false);
            if (_receivers.TryGetValue(queue, out var receiver))
            {
                receiver.ForgetConsumer();
            }
        }

        return true;
    });

    public bool IsTransient(Exception exception) => NatsFailures.IsTransient(exception);

    /// <summary>Gives back messages that no receive took, then closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_receivers.Values.Select(receiver => receiver.CloseAsync())).ConfigureAwait(false);
        await _jetStream.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<ReceivedMessage>> ReceiveCoreAsync(ReceiveRequest request, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        await _jetStream.ConnectAsync(either.Token).ConfigureAwait(false);
        _leftovers?.LookIfDue(_stop.Token);
        long started = _time.GetTimestamp();
        var shares = request.Queues.Select(share => (Receiver: ReceiverOf(share.Queue), share.Limit)).ToList();
        shares.ForEach(share => share.Receiver.Enter());
        try
        {
            while (true)
            {
                var arrival = _services.Arrivals.Next;
                var received = await CollectAsync(shares, request.Limit, either.Token).ConfigureAwait(false);
                var left = request.Wait - _time.GetElapsedTime(started);
                if (received.Count > 0 || left <= TimeSpan.Zero)
                {
                    return received;
                }

                shares.ForEach(share => share.Receiver.Arm());
                await arrival.WaitAsync(left, _time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                either.Token.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            shares.ForEach(share => share.Receiver.Leave());
        }
    }

    /// <summary>Goes through the queues in order and receives from each that may have messages.</summary>
    private async Task<List<ReceivedMessage>> CollectAsync(
        List<(QueueReceiver Receiver, int Limit)> shares, int limit, CancellationToken cancellationToken)
    {
        var received = new List<ReceivedMessage>();
        try
        {
            await EnsureConsumersAsync(shares, cancellationToken).ConfigureAwait(false);
            foreach (var (receiver, most) in shares)
            {
                int want = Math.Min(most, limit - received.Count);
                want -= receiver.Take(want, received);
                if (want > 0 && !receiver.IsArmed)
                {
                    await receiver.FetchAsync(want).WaitAsync(cancellationToken).ConfigureAwait(false);
                    receiver.Take(want, received);
                }
            }

            return received;
        }
        catch
        {
            foreach (var group in received.GroupBy(message => message.Message.Queue))
            {
                ReceiverOf(group.Key).PutBack([.. group]);
            }

            throw;
        }
    }

    private async Task EnsureConsumersAsync(List<(QueueReceiver Receiver, int Limit)> shares, CancellationToken cancellationToken)
    {
        try
        {
            await EnsureAsync().ConfigureAwait(false);
        }
        catch (JetStreamException exception) when (exception.Number == JetStreamException.StreamNotFound)
        {
            await _stream.RestoreAsync(cancellationToken).ConfigureAwait(false);
            await EnsureAsync().ConfigureAwait(false);
        }

        Task EnsureAsync() => Task.WhenAll(shares.Select(share => share.Receiver.EnsureConsumerAsync(cancellationToken)));
    }

    /// <summary>If the stream was removed meanwhile, nobody confirms messages.</summary>
    private async Task PublishAsync(List<OutgoingMessage> messages, CancellationToken cancellationToken)
    {
        try
        {
            await _jetStream.PublishAsync(messages, cancellationToken).ConfigureAwait(false);
        }
        catch (BrokerUnavailableException) when (_jetStream.IsConnected)
        {
            if (!await _stream.RestoreAsync(cancellationToken).ConfigureAwait(false))
            {
                throw;
            }

            await _jetStream.PublishAsync(messages, cancellationToken).ConfigureAwait(false);
        }
    }

    private List<OutgoingMessage> Outgoing(IReadOnlyList<AgentMessage> messages)
    {
        var outgoing = new List<OutgoingMessage>(messages.Count);
        string subject = "";
        for (int at = 0; at < messages.Count; at++)
        {
            // Most batches are for one queue.
            subject = at > 0 && messages[at].Queue == messages[at - 1].Queue ? subject : _names.Subject(messages[at].Queue);
            outgoing.Add(new OutgoingMessage(messages[at].Id, subject, messages[at].Body));
        }

        return outgoing;
    }

    private QueueReceiver ReceiverOf(JobQueue queue)
    {
        if (_receivers.TryGetValue(queue, out var known))
        {
            return known;
        }

        // Under a lock, because creating one subscribes.
        lock (_receivers)
        {
            return _receivers.GetOrAdd(queue, static (queue, services) => new QueueReceiver(queue, services), _services);
        }
    }

    private async Task<IReadOnlyDictionary<string, long>> CountAsync(string subjects, CancellationToken cancellationToken)
    {
        var stream = await _jetStream.GetStreamAsync(_names.Stream, subjects, cancellationToken).ConfigureAwait(false);
        return stream?.State.Subjects ?? new Dictionary<string, long>();
    }

    private static List<string> Receipts(IReadOnlyList<ReceivedMessage> messages) => [.. messages.Select(message => message.Receipt)];
}
