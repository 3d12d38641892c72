using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace JobMaster.NatsJetStream.Protocol;

/// <summary>
/// One lasting connection over links that come and go: it connects again when a link is lost, subscribes again, and sends again what was not answered.
/// It begins to connect with the first call.
/// </summary>
internal sealed class NatsConnection : IAsyncDisposable, ILinkUser
{
    private const string InboxCharacters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static readonly TimeSpan NobodyThere = TimeSpan.FromMilliseconds(100);

    /// <summary>Into how many parts the patience is cut: after each without any answer the rest is sent again. A cluster that is just choosing a leader drops what it is sent.</summary>
    private const int Resends = 5;

    private readonly Lock _lock = new();
    private readonly TimeSpan _patience;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly LinkSupervisor _supervisor;
    private readonly ConcurrentDictionary<long, NatsSubscription> _subscriptions = new();
    private readonly ReplyInbox _replies;
    private NatsLink? _greeted;
    private long _lastSubscription;

    public NatsConnection(NatsJetStreamOptions options, IReadOnlyList<ServerAddress> servers, TimeProvider time, Random random, ILogger logger)
    {
        (_patience, _time, _logger) = (options.RequestTimeout, time, logger);
        Inbox = $"{options.InboxPrefix}.{RandomNumberGenerator.GetString(InboxCharacters, 22)}";
        _replies = new ReplyInbox($"{Inbox}.r");
        _supervisor = new LinkSupervisor(options, new ServerPool(servers, random), random, time, logger, this);
        Subscribe(_replies.Subject, _replies);
    }

    /// <summary>What the subjects begin with that only this connection listens to.</summary>
    public string Inbox { get; }

    /// <summary>The current or last link; null before the first.</summary>
    public NatsLink? Last => _supervisor.Last;

    /// <summary>Connects if there is no link; throws what went wrong when every server was tried once in vain.</summary>
    public Task<NatsLink> OpenAsync(CancellationToken cancellationToken) => _supervisor.OpenAsync(cancellationToken);

    public NatsSubscription Subscribe(string subject, IMessageSink sink)
    {
        lock (_lock)
        {
            var subscription = new NatsSubscription(++_lastSubscription, subject, sink);
            _subscriptions[subscription.Id] = subscription;
            if (_greeted is { } link)
            {
                Subscribe(link, subscription);
            }

            return subscription;
        }
    }

    /// <summary>Stops listening. When it returns, all that the server had sent has been handed over.</summary>
    public async Task UnsubscribeAsync(NatsSubscription subscription)
    {
        if (Current is { } link)
        {
            link.Outbox.Write(subscription.Id, static (to, id) => Commands.Unsubscribe(to, id));
            await link.FlushAsync().WaitAsync(_patience, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _subscriptions.TryRemove(subscription.Id, out _);
    }

    /// <summary>The link that is there now, if any.</summary>
    public NatsLink? Current => _supervisor.Current;

    /// <summary>The link that is there now, or the next.</summary>
    public Task<NatsLink> LinkAsync(CancellationToken cancellationToken) => _supervisor.LinkAsync(cancellationToken);

    /// <summary>Sends requests until each is answered, over as many links as it takes.</summary>
    /// <exception cref="NatsException">Not all were answered within the patience, or the server refused one.</exception>
    public async Task SendAsync(RequestBatch batch, TimeSpan patience, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var timeout = new CancellationTokenSource(patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            while (batch.Unsettled > 0)
            {
                var link = await _supervisor.LinkAsync(either.Token).ConfigureAwait(false);
                using var attempt = _replies.Begin(batch, link);
                await attempt.WriteAsync(either.Token).ConfigureAwait(false);
                if (await attempt.EndAsync(patience / Resends, _time, either.Token).ConfigureAwait(false) && batch.Unsettled > 0)
                {
                    await Task.Delay(NobodyThere, _time, either.Token).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unanswered(batch, patience);
        }
    }

    /// <summary>Lets what is under way come to its end, then closes.</summary>
    public ValueTask DisposeAsync() => _supervisor.DisposeAsync();

    void ILinkListener.OnMessage(in ServerOperation message)
    {
        if (_subscriptions.TryGetValue(message.SubscriptionId, out var subscription))
        {
            subscription.Sink.OnMessage(message);
        }
    }

    void ILinkListener.OnInfo(NatsLink link) => _supervisor.Learn(link);

    void ILinkListener.OnError(NatsLink link, string error)
    {
        Log.ServerError(_logger, link.Server, error);
        if (error.StartsWith("Permissions Violation", StringComparison.OrdinalIgnoreCase))
        {
            bool isPublish = error.Contains("for Publish", StringComparison.OrdinalIgnoreCase);
            string? subject = isPublish && error.Split('"') is [_, var quoted, ..] ? quoted : null;
            _replies.Refuse(link, subject, new NatsRefusedException($"{link.Server} refused: {error}. Give the user the permissions that docs/providers/nats.md lists."));
        }
    }

    void ILinkUser.OnOpened(NatsLink link)
    {
        lock (_lock)
        {
            _greeted = link;
            foreach (var (_, subscription) in _subscriptions)
            {
                Subscribe(link, subscription);
            }
        }
    }

    async Task ILinkUser.QuietAsync(NatsLink link, CancellationToken limit)
    {
        foreach (var subscription in Messages())
        {
            link.Outbox.Write(subscription.Id, static (to, id) => Commands.Unsubscribe(to, id));
        }

        await link.FlushAsync().WaitAsync(limit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    void ILinkUser.OnLeft(NatsLink link)
    {
        foreach (var subscription in Messages())
        {
            subscription.Sink.OnLinkLost(link);
        }
    }

    async Task ILinkUser.SettleAsync(NatsLink link, CancellationToken limit)
    {
        while (_replies.IsAwaitedOn(link) && !link.Ended.IsCompleted && !limit.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), _time, limit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    void ILinkUser.OnLost(NatsLink link)
    {
        foreach (var (_, subscription) in _subscriptions)
        {
            subscription.Sink.OnLinkLost(link);
        }
    }

    private static void Subscribe(NatsLink link, NatsSubscription subscription) =>
        link.Outbox.Write(subscription, static (to, added) => Commands.Subscribe(to, added.Subject, added.Id));

    private IEnumerable<NatsSubscription> Messages() => _subscriptions.Values.Where(subscription => subscription.Sink != _replies);

    private NatsUnavailableException Unanswered(RequestBatch batch, TimeSpan patience)
    {
        int index = Enumerable.Range(0, batch.Count).First(index => !batch.IsSettled(index));
        return _supervisor.Current is { } link
            ? new NatsUnavailableException(
                $"{link.Server} left {batch.Unsettled} of {batch.Count} request(s) unanswered within {patience}, the first to '{batch.SubjectOf(index)}'. "
                + "Is JetStream enabled and has its cluster a leader? Under high load, raise RequestTimeout.")
            : _supervisor.Unreachable(patience);
    }
}
