using JobMaster.Agents;
using JobMaster.Diagnostics;
using JobMaster.Storage;

namespace JobMaster.Execution;

/// <summary>
/// Brings messages of the worker's agent to where its claim loop can take them: one batch at a time, sized by what the worker has room for. They are held under the agent's
/// lease, and given back when the worker turns out to have no use for them.
/// </summary>
internal sealed class AgentFeed
{
    /// <summary>How long one receive waits for the first message.</summary>
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan BetweenEmpty = TimeSpan.FromMilliseconds(100);

    private readonly AgentFeedParts _parts;
    private readonly ClaimPlan _plan = new();
    private readonly PollingLoop _loop;
    private readonly Lock _lock = new();
    private readonly List<Held> _inbox = [];
    private List<Held> _taken = [];
    private bool _masterHadTurn;
    private bool _sleeps;
    private bool _isWoken;

    /// <param name="worker">What its worker works with.</param>
    /// <param name="queues">The worker's queues.</param>
    /// <param name="mayTake">Whether the worker may take jobs at all.</param>
    /// <param name="room">How many jobs the worker has room for.</param>
    /// <param name="arrived">Wakes the worker's claim loop.</param>
    public AgentFeed(WorkerParts worker, IReadOnlyList<JobQueue> queues, Func<bool> mayTake, Func<int> room, Action arrived)
    {
        _parts = new AgentFeedParts(worker.Agent!, queues, worker.AgentLease, mayTake, room, arrived, worker.RetryPause, worker.Time);
        _loop = new PollingLoop($"Receive jobs for worker '{worker.Name}'", ReceiveOnceAsync, worker.Time, worker.Random, worker.Logger);
    }

    public AgentConnection Agent => _parts.Agent;

    public Task Start(CancellationToken cancellationToken) => _loop.Start(cancellationToken);

    /// <summary>Ends the feed's sleep, if it sleeps; a receive that waits is left to it.</summary>
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
    /// Takes what has come, as far as there is room. When the master has jobs too, each gets half of the room, and the last free slot by turns.
    /// The room of what is taken stays reserved until it is either <see cref="Admitted"/> or <see cref="PutBack"/>.
    /// </summary>
    public IReadOnlyList<ReceivedMessage> Take(int room, bool masterHasJobs)
    {
        lock (_lock)
        {
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
        }

        Wake();
        return _taken.ConvertAll(held => held.Message);
    }

    /// <summary>What was taken last is admitted: its jobs are among the worker's now.</summary>
    public void Admitted()
    {
        lock (_lock)
        {
            _taken = [];
        }

        Wake();
    }

    /// <summary>What was taken last could not be admitted yet. No other worker would fare better, so it is kept for as long as the lease is safe.</summary>
    public void PutBack()
    {
        lock (_lock)
        {
            _inbox.InsertRange(0, _taken.ConvertAll(held => held with { GiveBackAt = held.SafeUntil }));
            _taken = [];
        }

        // The feed may sleep without end since its inbox was emptied: it has to learn when these are to be given back.
        Wake();
    }

    /// <summary>Gives back what was not taken.</summary>
    public void GiveBack() => _parts.Agent.Settle([], Empty(), TimeSpan.Zero);

    private async Task<TimeSpan> ReceiveOnceAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _sleeps = _isWoken = false;
        }

        var pause = await ReceiveIfWantedAsync(cancellationToken).ConfigureAwait(false);
        lock (_lock)
        {
            // What woke it while it was at work counts now.
            _sleeps = !_isWoken;
            return _isWoken ? TimeSpan.Zero : pause;
        }
    }

    private async Task<TimeSpan> ReceiveIfWantedAsync(CancellationToken cancellationToken)
    {
        if (HeldUntil() is { } until)
        {
            var now = _parts.Time.GetTimestamp();
            if (until > now)
            {
                return _parts.Time.GetElapsedTime(now, until);
            }

            GiveBack();
            return _parts.RetryPause;
        }

        if (!_parts.MayTake())
        {
            return _parts.RetryPause;
        }

        var room = UnreservedRoom();
        return room <= 0 ? Timeout.InfiniteTimeSpan : await ReceiveAsync(room, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What was taken and is not admitted yet will need the room it was taken for, though the worker does not count it yet.</summary>
    private int UnreservedRoom()
    {
        lock (_lock)
        {
            return _parts.Room() - _taken.Count;
        }
    }

    private async Task<TimeSpan> ReceiveAsync(int room, CancellationToken cancellationToken)
    {
        var started = _parts.Time.GetTimestamp();
        var messages = await _parts.Agent.ReceiveAsync(
            new ReceiveRequest { Queues = _plan.Next(_parts.Queues, room), Limit = room, Wait = Wait }, cancellationToken).ConfigureAwait(false);
        if (messages.Count == 0)
        {
            // An agent that does not wait is not asked without end.
            return _parts.Time.GetElapsedTime(started) < Wait / 2 ? BetweenEmpty : TimeSpan.Zero;
        }

        var now = _parts.Time.GetTimestamp();
        var safeUntil = _parts.Time.After(now, _parts.Lease / 2);
        var giveBackAt = Math.Min(safeUntil, _parts.Time.After(now, _parts.RetryPause));
        lock (_lock)
        {
            // Behind what was put back meanwhile.
            _inbox.AddRange(messages.Select(message => new Held(message, giveBackAt, safeUntil)));
        }

        _parts.Arrived();
        return _parts.Time.GetElapsedTime(now, giveBackAt);
    }

    /// <summary>When the first of the messages here is to be given back; null when there are none.</summary>
    private long? HeldUntil()
    {
        lock (_lock)
        {
            return _inbox.Count == 0 ? null : _inbox.Min(held => held.GiveBackAt);
        }
    }

    private List<ReceivedMessage> Empty()
    {
        lock (_lock)
        {
            var left = _inbox.ConvertAll(held => held.Message);
            _inbox.Clear();
            return left;
        }
    }

    /// <param name="Message">The message.</param>
    /// <param name="GiveBackAt">When it goes back if the worker has not taken it: it was taken for room that others of the worker's jobs got, and another worker may have room.</param>
    /// <param name="SafeUntil">How long its lease surely lasts.</param>
    private readonly record struct Held(ReceivedMessage Message, long GiveBackAt, long SafeUntil);

    private sealed record AgentFeedParts(
        AgentConnection Agent, IReadOnlyList<JobQueue> Queues, TimeSpan Lease, Func<bool> MayTake, Func<int> Room, Action Arrived, TimeSpan RetryPause, TimeProvider Time);
}
