using JobMaster.NatsJetStream.Client;
using JobMaster.Storage;

namespace JobMaster.NatsJetStream;

/// <summary>
/// Pulls one queue's messages, and holds them until a receive takes them. There is at most one pull at a time. It belongs to the queue, not
/// to the receive that started it, so a receive that is cancelled or has ended only leaves messages held for the next. Messages that no
/// receive takes in time are given back. An open waiting pull means that the queue is empty: otherwise it would have been answered.
/// </summary>
internal sealed class QueueReceiver
{
    /// <summary>
    /// The limit for a fetch from a queue whose consumer was silent: a consumer at its limit of unacknowledged messages keeps a fetch open.
    /// </summary>
    private static readonly TimeSpan FetchTime = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How long a waiting pull stays open before it is renewed. A server that is just removing the consumer drops a pull silently; this is
    /// how long that can go unnoticed.
    /// </summary>
    private static readonly TimeSpan ArmedTime = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan RefusedPause = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly JobQueue _queue;
    private readonly string _subject;
    private readonly IPullConsumer _consumer;
    private readonly ReceiverServices _services;
    private readonly Queue<(IncomingMessage Message, long Since)> _held = new();
    private readonly TaskCompletionSource _closing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _silent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _deserted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? _pull;
    private Task _givingBack = Task.CompletedTask;
    private bool _isArmed;
    private bool _hasConsumer;
    private volatile bool _mayHang;
    private bool _isGivingBack;
    private int _receives;
    private long _leftAt;

    public QueueReceiver(JobQueue queue, ReceiverServices services)
    {
        (_queue, _services, _subject) = (queue, services, services.Names.Subject(queue));
        _consumer = services.JetStream.OpenConsumer(services.Names.Stream, QueueNames.Consumer(queue), message => Hold([message]));
    }

    /// <summary>Whether a waiting pull is open: the server has no message, or would have sent it.</summary>
    public bool IsArmed
    {
        get
        {
            lock (_lock)
            {
                return _isArmed;
            }
        }
    }

    /// <summary>A receive starts that wants messages of this queue.</summary>
    public void Enter()
    {
        lock (_lock)
        {
            _receives++;
        }
    }

    /// <summary>The receive has ended.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            _receives--;
            _leftAt = _services.Time.GetTimestamp();
            if (_receives == 0 && IsClosing)
            {
                _deserted.TrySetResult();
            }
        }
    }

    /// <summary>Takes held messages, up to the limit; none once the receiver is closing.</summary>
    public int Take(int limit, List<ReceivedMessage> into)
    {
        lock (_lock)
        {
            int taken = 0;
            for (; taken < limit && !IsClosing && _held.TryDequeue(out var held); taken++)
            {
                var message = held.Message;
                into.Add(new ReceivedMessage(
                    new AgentMessage(message.Id, _queue, message.Body), message.AckSubject, message.StoredAt, message.Deliveries));
            }

            return taken;
        }
    }

    /// <summary>Asks for the available messages. Ends when they are held.</summary>
    public Task FetchAsync(int limit)
    {
        lock (_lock)
        {
            return IsClosing ? Task.CompletedTask : _pull ??= Start(limit, isArmed: false);
        }
    }

    /// <summary>Keeps a waiting pull open for one message, unless the consumer was just found to be gone: it would never answer.</summary>
    public void Arm()
    {
        lock (_lock)
        {
            if (_pull is null && _held.Count == 0 && !IsClosing && Volatile.Read(ref _hasConsumer))
            {
                _isArmed = true;
                _pull = Start(limit: 1, isArmed: true);
            }
        }
    }

    /// <summary>Ensures that the queue has its consumer.</summary>
    public async Task EnsureConsumerAsync(CancellationToken cancellationToken)
    {
        if (!Volatile.Read(ref _hasConsumer))
        {
            await _services.Stream.EnsureConsumerAsync(_queue, cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref _hasConsumer, true);
        }
    }

    /// <summary>Notes that the consumer was removed: the next receive creates it again.</summary>
    public void ForgetConsumer() => Volatile.Write(ref _hasConsumer, false);

    /// <summary>Puts messages that a receive took and could not return back to the front.</summary>
    public void PutBack(IReadOnlyList<ReceivedMessage> messages)
    {
        long now = _services.Time.GetTimestamp();
        lock (_lock)
        {
            var later = _held.ToArray();
            _held.Clear();
            foreach (var message in messages)
            {
                var held = new IncomingMessage(
                    message.Message.Id, message.Message.Body.ToArray(), message.Receipt, message.Deliveries, message.PushedAt);
                _held.Enqueue((held, now));
            }

            Array.ForEach(later, _held.Enqueue);
            GiveBackLater();
        }
    }

    /// <summary>
    /// Ends pulling and gives back all held messages, including those whose return is in progress. The connection may be closed
    /// when it returns.
    /// </summary>
    /// <remarks>End the current receives before this call, because they put back their messages.</remarks>
    public async Task CloseAsync()
    {
        Task pull, receives;
        bool isArmed;
        lock (_lock)
        {
            _closing.TrySetResult();
            (isArmed, pull, receives) = (_isArmed, _pull ?? Task.CompletedTask, _receives == 0 ? Task.CompletedTask : _deserted.Task);
        }

        // If a server assigns a redelivered message to a pull that nobody listens to, the message is lost until its lease ends. So a fetch
        // may end first, and no message is given back before the server has dropped a waiting pull. The server drops it when a call asks
        // about the consumer.
        if (!isArmed)
        {
            await pull.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await _consumer.DisposeAsync().ConfigureAwait(false);
        await _services.DropPullsQuietlyAsync(QueueNames.Consumer(_queue)).ConfigureAwait(false);
        _silent.TrySetResult();
        await Task.WhenAll(pull, receives).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Task givingBack;
        lock (_lock)
        {
            givingBack = _givingBack;
        }

        await givingBack.ConfigureAwait(false);
    }

    private Task Start(int limit, bool isArmed)
    {
        using var flow = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        return Task.Run(() => PullAsync(limit, isArmed));
    }

    private async Task PullAsync(int limit, bool isArmed)
    {
        IReadOnlyList<IncomingMessage> messages = [];
        try
        {
            TimeSpan? expires = isArmed ? ArmedTime : _mayHang ? FetchTime : null;
            var result = await _consumer.PullAsync(limit, !isArmed, expires).ConfigureAwait(false);
            messages = result.Messages;
            if (result.End is PullEnd.NoConsumer or PullEnd.NoAnswer)
            {
                ForgetConsumer();
            }

            if (result.End is PullEnd.Refused)
            {
                Log.PullRefused(_services.Logger, _subject, result.Reason ?? "");
                await Task.Delay(RefusedPause, _services.Time).ConfigureAwait(false);
            }

            _mayHang = result.End == PullEnd.NoAnswer || (_mayHang && messages.Count == 0);
        }
        finally
        {
            Hold(messages, endsPull: true);
        }
    }

    /// <summary>Keeps messages for the next receive.</summary>
    private void Hold(IReadOnlyList<IncomingMessage> messages, bool endsPull = false)
    {
        long now = _services.Time.GetTimestamp();
        List<string>? foreign = null;
        lock (_lock)
        {
            if (endsPull)
            {
                (_pull, _isArmed) = (null, false);
            }

            foreach (var message in messages)
            {
                if (message.Id == Guid.Empty)
                {
                    (foreign ??= []).Add(message.AckSubject);
                }
                else
                {
                    _held.Enqueue((message, now));
                }
            }

            GiveBackLater();
        }

        _services.Arrivals.Pulse();
        if (foreign is not null)
        {
            Log.ForeignMessage(_services.Logger, _subject);
            _ = _services.AnswerQuietlyAsync(foreign, AckKind.Term);
        }
    }

    private void GiveBackLater()
    {
        if (!_isGivingBack && _held.Count > 0)
        {
            _isGivingBack = true;
            _givingBack = Task.Run(GiveBackAsync);
        }
    }

    /// <summary>
    /// Gives back messages that were held too long, or immediately if no receive will come, because the worker is busy or stops.
    /// </summary>
    private async Task GiveBackAsync()
    {
        bool isDone;
        do
        {
            if (IsWanted)
            {
                await _closing.Task.WaitAsync(_services.HoldTime, _services.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            if (IsClosing)
            {
                await _silent.Task.ConfigureAwait(false);
            }

            if (TakeLate() is { Count: > 0 } late)
            {
                await _services.AnswerQuietlyAsync(late, AckKind.Nak).ConfigureAwait(false);
            }

            lock (_lock)
            {
                isDone = _held.Count == 0;
                _isGivingBack = !isDone;
            }
        }
        while (!isDone);
    }

    private List<string> TakeLate()
    {
        var late = new List<string>();
        lock (_lock)
        {
            while (_held.TryPeek(out var held) && (!IsWanted || _services.Time.GetElapsedTime(held.Since) >= _services.HoldTime))
            {
                late.Add(_held.Dequeue().Message.AckSubject);
            }
        }

        return late;
    }

    private bool IsClosing => _closing.Task.IsCompleted;

    /// <summary>Whether a receive waits, or the last one ended only a moment ago.</summary>
    private bool IsWanted
    {
        get
        {
            lock (_lock)
            {
                return !IsClosing && (_receives > 0 || _services.Time.GetElapsedTime(_leftAt) < _services.HoldTime);
            }
        }
    }
}
