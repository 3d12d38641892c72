using System.Globalization;
using NATS.Client.Core;

namespace JobMaster.NatsJetStream.Connection;

/// <summary>One sending of a batch.</summary>
internal sealed class ReplyAttempt(ReplyInbox inbox, long id, RequestBatch batch, string replyPrefix) : IDisposable
{
    private readonly TaskCompletionSource<bool> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly bool[] _isAnswered = new bool[batch.Count];
    private int _unanswered = batch.Unsettled;
    private bool _isOver;

    public long Id => id;

    /// <summary>Sends the unsettled requests, unless the attempt ends before.</summary>
    public async Task SendAsync(NatsConnection client, CancellationToken cancellationToken)
    {
        for (int index = 0; index < batch.Count && !_done.Task.IsCompleted; index++)
        {
            if (!batch.IsSettled(index))
            {
                string replyTo = string.Concat(replyPrefix, index.ToString(CultureInfo.InvariantCulture));
                await batch.SendAsync(index, client, replyTo, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>
    /// Completes with true when each request was answered, with false when the connection was lost or no answer came for a while.
    /// </summary>
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

    /// <summary>Handles an answer. It never throws, because the client would then end the subscription.</summary>
    public void OnReply(int index, in Reply reply)
    {
        // After a reconnect, the loop that reads the last answers of the old connection may run at the same time as that of the new one.
        lock (batch)
        {
            if (_isOver || index >= batch.Count || _isAnswered[index])
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
                // An unreadable answer is an error for the caller of the request.
                _done.TrySetException(exception);
            }

            if (--_unanswered == 0)
            {
                _done.TrySetResult(true);
            }
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

    /// <summary>Abandons the attempt: later answers are ignored.</summary>
    public void Dispose()
    {
        inbox.Remove(this);
        lock (batch)
        {
            _isOver = true;
        }
    }
}
