using JobMaster.Agents;
using JobMaster.Diagnostics;
using JobMaster.Storage;

namespace JobMaster.Execution;

/// <summary>
/// Brings messages of the worker's agent to its claim loop: one batch at a time, sized by the worker's room. They are held under the
/// agent's lease, and given back if the worker does not need them.
/// </summary>
internal sealed class AgentFeed
{
    /// <summary>How long one receive waits for the first message.</summary>
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan BetweenEmpty = TimeSpan.FromMilliseconds(100);

    private readonly NodeServices _node;
    private readonly AgentSource _source;
    private readonly IReadOnlyList<JobQueue> _queues;
    private readonly HeldJobs _held;
    private readonly Func<bool> _mayTake;
    private readonly Func<int> _room;
    private readonly Action _arrived;
    private readonly ClaimPlan _plan = new();
    private readonly PollingLoop _loop;
    private readonly Lock _lock = new();
    private readonly List<Message> _inbox = [];
    private List<Message> _taken = [];
    private HeldJobs.Reservation? _reserved;
    private bool _masterHadTurn;
    private bool _sleeps;
    private bool _isWoken;

    /// <param name="node">The node.</param>
    /// <param name="workerName">Its worker's name.</param>
    /// <param name="source">The agent.</param>
    /// <param name="queues">The worker's queues.</param>
    /// <param name="held">The worker's jobs.</param>
    /// <param name="mayTake">Whether the worker may take jobs at all.</param>
    /// <param name="room">How many jobs the worker has room for.</param>
    /// <param name="arrived">Wakes the worker's claim loop.</param>
    public AgentFeed(
        NodeServices node, string workerName, AgentSource source, IReadOnlyList<JobQueue> queues, HeldJobs held, Func<bool> mayTake,
        Func<int> room,
        Action arrived)
    {
        (_node, _source, _queues, _held, _mayTake, _room, _arrived) = (node, source, queues, held, mayTake, room, arrived);
        _loop = node.Loop($"Receive jobs for worker '{workerName}'", ReceiveOnceAsync);
    }

    public AgentConnection Agent => _source.Agent;

    public Task Start(CancellationToken cancellationToken) => _loop.Start(cancellationToken);

    /// <summary>Ends the feed's sleep, if it sleeps. A waiting receive is not interrupted.</summary>
    public void Wake()
    {
        lock (_lock)
        {
            _isWoken = true;
            if (!_sleeps)
            {
                return;
            }

            _sleeps = false;
        }

        _loop.Wake();
    }

    /// <summary>
    /// Takes received messages as far as there is room, and reserves slots for them. If the master has jobs too, each gets half of the
    /// room, and the last free slot in turn. The caller then calls either <see cref="Admitted"/> or <see cref="PutBack"/>.
    /// </summary>
    public IReadOnlyList<ReceivedMessage> Take(int room, bool masterHasJobs)
    {
        lock (_lock)
        {
            GiveBackPaused();
            if (room == 0 || _inbox.Count == 0)
            {
                return [];
            }

            var most = room;
            if (masterHasJobs)
            {
                _masterHadTurn = !_masterHadTurn;
                most = _masterHadTurn ? room / 2 : (room + 1) / 2;
            }

            _taken = [.. _inbox.Take(most)];
            _inbox.RemoveRange(0, _taken.Count);
            _reserved = _held.Reserve(_taken.Count);
        }

        Wake();
        return _taken.ConvertAll(message => message.Received);
    }

    /// <summary>The last messages taken are admitted: their jobs replace the reservation.</summary>
    public HeldJob[] Admitted(IReadOnlyList<StoredJob> jobs, WorkerSession session)
    {
        HeldJob[] held;
        lock (_lock)
        {
            held = _reserved!.Fill(jobs, session);
            _taken = [];
        }

        Wake();
        return held;
    }

    /// <summary>
    /// The last messages taken could not be admitted yet. No other worker could admit them either, so they are kept while the lease is
    /// safe.
    /// </summary>
    public void PutBack()
    {
        lock (_lock)
        {
            _inbox.InsertRange(0, _taken.ConvertAll(message => message with { GiveBackAt = message.SafeUntil }));
            _taken = [];
            _reserved?.Dispose();
        }

        // After its inbox was emptied, the feed may sleep without end: it must learn when to give these back.
        Wake();
    }

    /// <summary>Gives back messages that were not taken.</summary>
    public void GiveBack() => _source.Agent.Settle([], Empty(), TimeSpan.Zero);

    private async Task<TimeSpan> ReceiveOnceAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _sleeps = _isWoken = false;
        }

        var pause = await ReceiveIfWantedAsync(cancellationToken).ConfigureAwait(false);
        lock (_lock)
        {
            // Signals that came while it worked count now.
            _sleeps = !_isWoken;
            return _isWoken ? TimeSpan.Zero : pause;
        }
    }

    private async Task<TimeSpan> ReceiveIfWantedAsync(CancellationToken cancellationToken)
    {
        if (HeldUntil() is { } until)
        {
            var now = _node.Time.GetTimestamp();
            if (until > now)
            {
                return _node.Time.GetElapsedTime(now, until);
            }

            GiveBack();
            return _node.Options.PollInterval;
        }

        if (!_mayTake())
        {
            return _node.Options.PollInterval;
        }

        var room = Room();
        return room <= 0 ? Timeout.InfiniteTimeSpan : await ReceiveAsync(room, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Under the lock: messages that leave the inbox are reserved in the same step.</summary>
    private int Room()
    {
        lock (_lock)
        {
            return _room();
        }
    }

    /// <summary>Returns messages of a paused lane to the agent if they were delivered while the pause came. Under the lock.</summary>
    private void GiveBackPaused()
    {
        if (_node.Controls.PausesLanes
            && _inbox.FindAll(message => _node.Controls.IsLanePaused(message.Received.Message.Queue.Lane)) is { Count: > 0 } paused)
        {
            _inbox.RemoveAll(paused.Contains);
            _source.Agent.Settle([], paused.ConvertAll(message => message.Received), TimeSpan.Zero);
        }
    }

    private IReadOnlyList<JobQueue> NotPaused() =>
        _node.Controls.PausesLanes ? _node.Controls.NotPaused([.. _queues]) : _queues;

    private async Task<TimeSpan> ReceiveAsync(int room, CancellationToken cancellationToken)
    {
        var queues = NotPaused();
        if (queues.Count == 0)
        {
            return _node.Options.PollInterval;
        }

        var started = _node.Time.GetTimestamp();
        var shares = _plan.Next(queues, room);

        // An agent does not say which queues its messages come from, so each call begins with the next lane.
        _plan.Taken(0, []);
        var messages = await _source.Agent.ReceiveAsync(
            new ReceiveRequest { Queues = shares, Limit = room, Wait = Wait }, cancellationToken).ConfigureAwait(false);
        if (messages.Count == 0)
        {
            // Do not ask an agent that does not wait without a pause.
            return _node.Time.GetElapsedTime(started) < Wait / 2 ? BetweenEmpty : TimeSpan.Zero;
        }

        var now = _node.Time.GetTimestamp();
        var safeUntil = _node.Time.After(now, _source.Lease / 2);
        var giveBackAt = Math.Min(safeUntil, _node.Time.After(now, _node.Options.PollInterval));
        lock (_lock)
        {
            // After messages that were put back meanwhile.
            _inbox.AddRange(messages.Select(message => new Message(message, giveBackAt, safeUntil)));
        }

        _arrived();
        return _node.Time.GetElapsedTime(now, giveBackAt);
    }

    /// <summary>When the first of the messages here must be given back; null if there are none.</summary>
    private long? HeldUntil()
    {
        lock (_lock)
        {
            return _inbox.Count == 0 ? null : _inbox.Min(message => message.GiveBackAt);
        }
    }

    private List<ReceivedMessage> Empty()
    {
        lock (_lock)
        {
            var left = _inbox.ConvertAll(message => message.Received);
            _inbox.Clear();
            return left;
        }
    }

    /// <param name="Received">The message.</param>
    /// <param name="GiveBackAt">
    /// When it is given back if the worker has not taken it: other jobs of the worker got its room, and another worker may have room.
    /// </param>
    /// <param name="SafeUntil">Until when its lease is sure to last.</param>
    private readonly record struct Message(ReceivedMessage Received, long GiveBackAt, long SafeUntil);
}

/// <summary>The worker's source of jobs besides the master.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Lease">How long the agent leaves messages with their receiver.</param>
/// <param name="Admission">Admits the agent's messages.</param>
internal sealed record AgentSource(AgentConnection Agent, TimeSpan Lease, JobAdmission Admission);
