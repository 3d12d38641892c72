using System.Buffers;
using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Text;

namespace JobMaster.NatsJetStream.Protocol;

/// <summary>
/// All answers come to one subscription, <c>prefix.attempt.index</c>. An attempt is one sending of a batch on one link: an answer to an attempt
/// that was given up finds nobody.
/// </summary>
internal sealed class ReplyInbox(string prefix) : IMessageSink
{
    private readonly ConcurrentDictionary<long, ReplyAttempt> _attempts = new();
    private long _last;

    public string Subject { get; } = $"{prefix}.*.*";

    public ReplyAttempt Begin(RequestBatch batch, NatsLink link)
    {
        var attempt = new ReplyAttempt(this, Interlocked.Increment(ref _last), batch, link, prefix);
        _attempts[attempt.Id] = attempt;

        // The link may have ended before the attempt was to be seen, and then nobody else would tell it.
        if (link.Ended.IsCompleted)
        {
            attempt.Fail(cause: null);
        }

        return attempt;
    }

    public void Remove(ReplyAttempt attempt) => _attempts.TryRemove(attempt.Id, out _);

    public bool IsAwaitedOn(NatsLink link) => _attempts.Any(entry => entry.Value.Link == link);

    public void OnMessage(in ServerOperation message)
    {
        // Only the last two parts matter: the server sends nothing here that does not begin with the prefix.
        var rest = message.Subject[(prefix.Length + 1)..];
        if (Utf8Parser.TryParse(rest, out long id, out int used)
            && Utf8Parser.TryParse(rest[(used + 1)..], out int index, out _)
            && _attempts.TryGetValue(id, out var attempt))
        {
            attempt.OnReply(index, message);
        }
    }

    public void OnLinkLost(NatsLink link) => Fail(link, _ => true, cause: null);

    /// <summary>Ends the attempts on a link that are about a subject, all of them when none is named.</summary>
    public void Refuse(NatsLink link, string? subject, Exception cause) => Fail(link, attempt => subject is null || attempt.IsAbout(subject), cause);

    private void Fail(NatsLink link, Func<ReplyAttempt, bool> isMeant, Exception? cause)
    {
        foreach (var (_, attempt) in _attempts)
        {
            if (attempt.Link == link && isMeant(attempt))
            {
                attempt.Fail(cause);
            }
        }
    }
}

/// <summary>One sending of a batch.</summary>
internal sealed class ReplyAttempt(ReplyInbox inbox, long id, RequestBatch batch, NatsLink link, string prefix) : IDisposable
{
    private const int ChunkSize = 32 * 1024;
    private readonly TaskCompletionSource<bool> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] _replyTo = Encoding.ASCII.GetBytes($"{prefix}.{id}.");
    private readonly bool[] _isAnswered = new bool[batch.Count];
    private int _unanswered = batch.Unsettled;

    public long Id => id;

    public NatsLink Link => link;

    /// <summary>Ends when each request was answered (true), or when the link was lost or no answer came for a while (false).</summary>
    public async Task<bool> EndAsync(TimeSpan silence, TimeProvider time, CancellationToken cancellationToken)
    {
        while (true)
        {
            int before = Volatile.Read(ref _unanswered);
            try
            {
                return await _done.Task.WaitAsync(silence, time, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException) when (!_done.Task.IsFaulted)
            {
                if (Volatile.Read(ref _unanswered) == before)
                {
                    return false;
                }
            }
        }
    }

    public bool IsAbout(string subject) => Enumerable.Range(0, batch.Count).Any(index => batch.SubjectOf(index) == subject);

    /// <summary>Writes what is not settled, waiting when too much is on its way.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        for (int next = 0; next < batch.Count;)
        {
            await link.Outbox.WaitForRoomAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            var position = new Position(this, next);
            link.Outbox.Write(position, static (to, position) => position.Next = position.Attempt.WriteSome(to, position.Next));
            next = position.Next > next ? position.Next : batch.Count;
        }
    }

    public void OnReply(int index, in ServerOperation reply)
    {
        if (index < 0 || index >= batch.Count || _isAnswered[index])
        {
            return;
        }

        _isAnswered[index] = true;
        try
        {
            batch.OnReply(index, reply);
        }
        catch (Exception exception)
        {
            // An answer that cannot be read is the failure of whoever asked, not of the link.
            _done.TrySetException(exception);
        }

        if (--_unanswered == 0)
        {
            _done.TrySetResult(true);
        }
    }

    public void Fail(Exception? cause)
    {
        if (cause is null)
        {
            _done.TrySetResult(false);
        }
        else
        {
            _done.TrySetException(cause);
        }
    }

    public void Dispose() => inbox.Remove(this);

    private int WriteSome(IBufferWriter<byte> to, int next)
    {
        Span<byte> replyTo = stackalloc byte[_replyTo.Length + 10];
        _replyTo.CopyTo(replyTo);
        int written = 0;
        while (next < batch.Count && written < ChunkSize)
        {
            if (!batch.IsSettled(next))
            {
                Utf8Formatter.TryFormat(next, replyTo[_replyTo.Length..], out int digits);
                written += batch.Write(next, to, replyTo[..(_replyTo.Length + digits)]);
            }

            next++;
        }

        return next;
    }

    private sealed class Position(ReplyAttempt attempt, int next)
    {
        public ReplyAttempt Attempt => attempt;

        public int Next { get; set; } = next;
    }
}
