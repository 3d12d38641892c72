using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using NATS.Client.Core;

namespace JobMaster.NatsJetStream.Connection;

/// <summary>
/// The one subscription for all answers, <c>prefix.attempt.index</c>. An attempt is one sending of a batch; an answer to an abandoned
/// attempt is ignored.
/// </summary>
internal sealed class ReplyInbox(INatsConnection client, string prefix)
{
    // The client itself holds its subscriptions only weakly.
    private Subscription? _subscription;

    private readonly ConcurrentDictionary<long, ReplyAttempt> _attempts = new();
    private long _last;

    /// <summary>Whether an answer is awaited.</summary>
    public bool IsAwaited => !_attempts.IsEmpty;

    /// <summary>
    /// Subscribes, in place of an earlier subscription: one that was sent while the connection broke may not have reached the next.
    /// </summary>
    public async Task ListenAsync(CancellationToken cancellationToken)
    {
        var subscription = new Subscription(this, client, $"{prefix}.*.*");
        await client.AddSubAsync(subscription, cancellationToken).ConfigureAwait(false);

        // An answer that came to both is taken once.
        if (Interlocked.Exchange(ref _subscription, subscription) is { } earlier)
        {
            await earlier.DisposeAsync().AsTask().WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public ReplyAttempt Begin(RequestBatch batch)
    {
        long id = Interlocked.Increment(ref _last);
        var attempt = new ReplyAttempt(this, id, batch, string.Create(CultureInfo.InvariantCulture, $"{prefix}.{id}."));
        _attempts[id] = attempt;
        return attempt;
    }

    public void Remove(ReplyAttempt attempt) => _attempts.TryRemove(attempt.Id, out _);

    /// <summary>Ends every attempt: the connection was lost, and answers with it.</summary>
    public void OnLost()
    {
        foreach (var (_, attempt) in _attempts)
        {
            attempt.Fail(cause: null);
        }
    }

    /// <summary>Ends the attempts that concern a subject, or all if none is named.</summary>
    public void Refuse(string? subject, Exception cause)
    {
        foreach (var (_, attempt) in _attempts)
        {
            if (subject is null || attempt.IsAbout(subject))
            {
                attempt.Fail(cause);
            }
        }
    }

    private void OnMessage(string subject, in ReadOnlySequence<byte>? headersBuffer, in ReadOnlySequence<byte> payload)
    {
        // Only the last two parts matter, because all subjects here begin with the prefix.
        var rest = subject.AsSpan(prefix.Length + 1);
        int dot = rest.IndexOf('.');
        if (long.TryParse(rest[..dot], NumberStyles.None, CultureInfo.InvariantCulture, out long id)
            && int.TryParse(rest[(dot + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            && _attempts.TryGetValue(id, out var attempt))
        {
            attempt.OnReply(index, new Reply { Headers = headersBuffer, Payload = payload });
        }
    }

    private sealed class Subscription(ReplyInbox inbox, INatsConnection client, string subject)
        : NatsSubBase(client, client.SubscriptionManager, subject, null, null)
    {
        protected override ValueTask ReceiveInternalAsync(
            string subject, string? replyTo, ReadOnlySequence<byte>? headersBuffer, ReadOnlySequence<byte> payloadBuffer)
        {
            inbox.OnMessage(subject, headersBuffer, payloadBuffer);
            return ValueTask.CompletedTask;
        }

        protected override void TryComplete()
        {
        }
    }
}
