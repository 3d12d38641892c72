using JobMaster.Diagnostics;
using JobMaster.Storage;

namespace JobMaster.Execution;

/// <summary>
/// Takes jobs for its slots. Events come in: jobs are due, an agent delivered, a slot was freed, a poll was answered. One loop decides what
/// to claim, one claim at a time, and gives the jobs to the slots, which run them.
/// </summary>
internal sealed class Worker : IDisposable
{
    /// <summary>
    /// The most claims in a row that find none of the jobs a poll said are due. After these, only regular polls continue.
    /// </summary>
    private const int MostInVain = 2;

    private readonly NodeServices _node;
    private readonly WorkerSetup _setup;
    private readonly SoloGate _solo;
    private readonly HeldJobs _held;
    private readonly WorkerSlots _slots;
    private readonly ClaimRoom _room;
    private readonly ClaimPlan _plan = new();
    private readonly DueQueues _queues;
    private readonly ClaimReconciler _reconciler;
    private readonly EarlyJobs? _early;
    private readonly JobAdmission? _admission;
    private readonly AgentFeed? _feed;
    private readonly WorkerControl _control;
    private readonly PollingLoop _loop;
    private readonly JobCompleter _completer;
    private readonly CancellationTokenSource _stopClaiming = new();
    private Task _claiming = Task.CompletedTask;
    private long _lookedEarlyAt;
    private volatile bool _soloWaits;
    private volatile bool _saidDue;
    private int _inVain;

    public Worker(NodeServices node, WorkerSetup setup, AttemptRun run, JobCompleter completer, SoloGate solo, AgentSource? source = null)
    {
        (_node, _setup, _completer, _solo, _admission) = (node, setup, completer, solo, source?.Admission);
        _loop = node.Loop($"Claim jobs for worker '{setup.Name}'", ClaimOnceAsync);
        _held = new HeldJobs(slotFreed: WakeIfRoom, gone: Left);
        _room = new ClaimRoom(_held, setup.Concurrency, setup.BatchSize, node.Options.MaxMessageByteSize, node.Time);
        _slots = new WorkerSlots(setup, run, completer, _room, IsHeldBack, node.Limits, node.Time);
        _queues = new DueQueues(setup.NamedQueues, node.Time, _loop.Wake, setup.Patterns);
        _reconciler = new ClaimReconciler(node, _held, setup.Name);
        _early = node.Options.TransientThreshold > TimeSpan.Zero ? new EarlyJobs(node.Time, StartEarly) : null;
        _feed = source is null
            ? null
            : new AgentFeed(node, setup.Name, source, [.. setup.NamedQueues], _held, MayTake, () => _room.Now().All, _loop.Wake);
        _control = new WorkerControl(node, setup, Obey, StopRunning);
        node.Arrivals.Subscribe(_queues.Note, _queues.NoteComing);
        node.Cancels.Subscribe(jobId => Cancel(held => held.Job.Id == jobId));
    }

    public string Name => _setup.Name;

    /// <summary>The session the worker claims under now.</summary>
    public WorkerSession Session { get; private set; } = null!;

    public IReadOnlyList<string> Lanes => _setup.Lanes;

    /// <summary>The queues it claims from; for patterns, the known ones.</summary>
    public IReadOnlyList<JobQueue> Queues => _queues.Known;

    /// <summary>A search found these queues, some of which may be of the worker's patterns.</summary>
    /// <returns>The queues of its patterns that the worker did not know.</returns>
    public IReadOnlyList<FoundQueue> Found(IReadOnlyList<FoundQueue> found) => _queues.Found(found);

    /// <summary>The attempts that run on threads of the app's pool.</summary>
    public IEnumerable<RunningAttempt> OnPool => _slots.UsePool ? _held.Running.Select(held => held.Attempt!) : [];

    /// <summary>The worker's load.</summary>
    public WorkerReport Report => new(_room.Slots, _held.Running.Count);

    public IEnumerable<StoredJob> RunningJobs => _held.Running.Select(held => held.Job);

    /// <summary>The version of the worker's knowledge of its queues, for <see cref="Polled"/>.</summary>
    public long QueuesVersion => _queues.Version;

    public NewSession NewSession(Guid id) => new()
    {
        Id = id, WorkerName = _setup.Name, NodeName = _setup.NodeName, Lanes = _setup.Lanes, AgentName = _feed?.Agent.Name,
        Concurrency = _setup.Concurrency, Version = _setup.Version, Reader = _node.Definitions.Reader,
    };

    public void Start(WorkerSession session)
    {
        Session = session;
        using var flow = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        _control.Look();
        _claiming = _feed is null
            ? _loop.Start(_stopClaiming.Token)
            : Task.WhenAll(_loop.Start(_stopClaiming.Token), _feed.Start(_stopClaiming.Token));
        Log.WorkerStarted(_node.Logger, Name, string.Join(", ", _setup.Lanes), _room.Slots, session.Id);
    }

    /// <summary>Operators have changed pauses or orders.</summary>
    public void ControlsChanged()
    {
        // Before the start there is nothing to give back, and the start checks this itself.
        if (Session is not null)
        {
            _control.Look();
        }
    }

    /// <summary>Receives the answer of a poll that was sent when the worker's queues had the version.</summary>
    public void Polled(BeatResult answer, long version)
    {
        _soloWaits = answer.SoloQueues.Any(queue => _setup.Serves(queue.Lane));
        _saidDue = answer.Dues.Any(due => due.Until <= TimeSpan.Zero && _setup.Serves(due.Queue.Lane));
        _queues.Polled(answer.Dues, version);
        foreach (var claim in answer.CancelRequests)
        {
            Cancel(held => held.Claim == claim);
        }
    }

    /// <summary>The session was declared dead: its jobs belong to others now.</summary>
    public void LoseSession()
    {
        var lost = Session;
        lost.Lose();
        StopAttempts(held => held.Session == lost, StopCause.SessionLost);
        GiveUpEarly(held => held.Session == lost, held => held.Leave());
    }

    /// <summary>Continues under a new session.</summary>
    public void Resume(WorkerSession session)
    {
        Session = session;
        Wake();
    }

    public void Wake()
    {
        _loop.Wake();
        _feed?.Wake();
    }

    /// <summary>
    /// Takes no more jobs and gives back those that have not started. A claim that hangs for longer than the patience is abandoned: its
    /// jobs are given back later.
    /// </summary>
    public async Task StopClaimingAsync(Patience patience)
    {
        _slots.Stop();
        await patience.WaitAsync(EndClaimingAsync()).ConfigureAwait(false);
        _feed?.GiveBack();
        GiveUpEarly(_ => true, _slots.Release);
        await _slots.ReleaseWaitingAsync().ConfigureAwait(false);
    }

    /// <summary>Waits for running jobs.</summary>
    /// <returns>Whether all ended before the deadline.</returns>
    public Task<bool> DrainAsync(CancellationToken deadline) => _slots.DrainAsync(deadline);

    /// <summary>Stops running jobs.</summary>
    public void StopRunning() => StopAttempts(_ => true, StopCause.Shutdown);

    /// <summary>Reports handlers that ignore their token.</summary>
    public void ReportOverdue(TimeSpan tolerance) => _held.ReportOverdue(tolerance, _node.Logger);

    public void Dispose()
    {
        _early?.Dispose();
        _control.Dispose();
        _slots.Dispose();
        _stopClaiming.Dispose();
    }

    private async Task EndClaimingAsync()
    {
        // On another thread, because a driver's callback on the token may block.
        await Task.Run(_stopClaiming.Cancel).ConfigureAwait(false);
        await _claiming.ConfigureAwait(false);
    }

    private async Task<TimeSpan> ClaimOnceAsync(CancellationToken cancellationToken)
    {
        if (!MayTake())
        {
            return _node.Options.PollInterval;
        }

        await _reconciler.RunAsync(Session.Id, cancellationToken).ConfigureAwait(false);
        var ready = _node.Controls.NotPaused(_queues.Ready());
        var wanted = _room.Now();
        var admitted = _feed is null ? 0 : await AdmitAsync(_feed, wanted.All, masterHasJobs: ready.Count > 0).ConfigureAwait(false);
        wanted = wanted.Without(admitted);
        var takeSolo = wanted.Free > 0 && _soloWaits && _solo.IsFree;
        if (wanted.IsNone || (ready.Count == 0 && !takeSolo))
        {
            return admitted > 0 ? TimeSpan.Zero : await UntilNextAsync().ConfigureAwait(false);
        }

        var taken = await ClaimAsync(takeSolo ? _node.Controls.NotPaused([.. Queues]) : ready, wanted, takeSolo).ConfigureAwait(false);
        return taken + admitted > 0 ? TimeSpan.Zero : await UntilNextAsync().ConfigureAwait(false);
    }

    private bool MayTake() => _node.Mode.IsActive && _control.TakesJobs && !_completer.IsFull && Session.MayStart;

    private bool IsHeldBack(StoredJob job) => _control.IsStopped || _node.Controls.Holds(job);

    /// <summary>
    /// Gives back waiting jobs that an operator holds back. A claim or admission in progress brings its jobs later: the slots check them
    /// then.
    /// </summary>
    private void Obey(WorkerOrders orders)
    {
        _room.Slots = orders.Slots ?? _setup.Concurrency;
        _slots.Resize(_room.Slots);
        GiveUpEarly(held => !orders.TakesJobs || IsHeldBack(held.Job), _slots.Release);
        foreach (var held in _held.Waiting.Where(held => IsHeldBack(held.Job)))
        {
            _slots.ReleaseUnstarted(held);
        }

        Wake();
    }

    /// <summary>
    /// Admits the agent's messages. This runs in the claim loop, because the jobs that a session runs are compared with the jobs it holds
    /// only between two such calls.
    /// </summary>
    private async Task<int> AdmitAsync(AgentFeed feed, int room, bool masterHasJobs)
    {
        var messages = feed.Take(room, masterHasJobs);
        if (messages.Count == 0)
        {
            return 0;
        }

        try
        {
            var session = Session;
            _reconciler.ClaimSent();
            var jobs = await _admission!.AdmitAsync(feed.Agent, messages, session.Id).ConfigureAwait(false);
            _room.Came(jobs);
            _slots.Add(feed.Admitted(jobs, session));
            _reconciler.ClaimAnswered();
            return messages.Count;
        }
        catch
        {
            feed.PutBack();
            throw;
        }
    }

    private async Task<int> ClaimAsync(IReadOnlyList<JobQueue> queues, Wanted wanted, bool takeSolo)
    {
        var version = _queues.Version;
        var session = Session;
        var isSolo = takeSolo && _solo.TryEnter();
        var shares = _plan.Next(queues, wanted.All);
        IReadOnlyList<StoredJob> jobs = [];
        try
        {
            jobs = await ClaimAsync(Request(session, shares, wanted) with { TakeSolo = isSolo }).ConfigureAwait(false);
            _slots.Add(_held.Add(jobs, session, HeldState.Waiting));
            _plan.Taken(jobs.Count, jobs.Select(job => new JobQueue(job.Lane, job.Priority)));
            _inVain = jobs.Count == 0 && _saidDue ? _inVain + 1 : 0;
            _reconciler.ClaimAnswered();
        }
        finally
        {
            if (isSolo && !jobs.Any(job => job.LostCount >= ClaimRequest.SoloAfterLosses))
            {
                _soloWaits = false;
                _solo.Leave();
            }
        }

        if (jobs.Count < wanted.Free)
        {
            NoteDrained(shares, jobs, version);
        }

        return jobs.Count;
    }

    /// <summary>Nothing more can start now. Takes jobs that become due soon into memory, if configured.</summary>
    private async ValueTask<TimeSpan> UntilNextAsync()
    {
        if (_early is not null && _queues.UntilNext() <= _node.Options.TransientThreshold
            && _node.Time.GetElapsedTime(_lookedEarlyAt) >= _node.Options.PollInterval
                && _room.Slots - _early.Count is > 0 and var room)
        {
            await ClaimEarlyAsync(_early, _room.Limit(room)).ConfigureAwait(false);
        }

        return _queues.UntilNext() ?? Timeout.InfiniteTimeSpan;
    }

    private async Task ClaimEarlyAsync(EarlyJobs early, int wanted)
    {
        var session = Session;
        _lookedEarlyAt = _node.Time.GetTimestamp();
        var shares = _node.Controls.NotPaused([.. Queues]).ConvertAll(queue => new QueueShare(queue, wanted));
        var request = Request(session, shares, new Wanted(0, wanted)) with { Ahead = _node.Options.TransientThreshold };
        var jobs = await ClaimAsync(request).ConfigureAwait(false);
        early.Add(_held.Add(jobs, session, HeldState.Early), _node.Time.GetTimestamp());
        if (!_control.TakesJobs || jobs.Any(IsHeldBack))
        {
            GiveUpEarly(held => !_control.TakesJobs || IsHeldBack(held.Job), _slots.Release);
        }

        _reconciler.ClaimAnswered();
    }

    private ClaimRequest Request(WorkerSession session, IReadOnlyList<QueueShare> shares, Wanted wanted) => new()
    {
        SessionId = session.Id, Queues = shares, FreeSlots = wanted.Free, Prefetch = wanted.Prefetch,
        ExcludedDefinitions = _node.ExcludedDefinitions, Reader = _node.Definitions.Reader,
    };

    /// <summary>Never cancelled: if nobody reads a claim's answer, its jobs stay with this session.</summary>
    private async Task<IReadOnlyList<StoredJob>> ClaimAsync(ClaimRequest request)
    {
        _reconciler.ClaimSent();
        var jobs = await _node.Store.Jobs.ClaimAsync(request, CancellationToken.None).ConfigureAwait(false);
        _room.Came(jobs);
        return jobs;
    }

    /// <summary>
    /// The free slots were not filled, so every queue gave all its jobs, except queues that reached their share. Asks immediately when the
    /// next job becomes due, unless polls repeatedly report due jobs that no claim finds.
    /// </summary>
    private void NoteDrained(IReadOnlyList<QueueShare> shares, IReadOnlyList<StoredJob> jobs, long version)
    {
        foreach (var share in shares)
        {
            if (jobs.Count(job => job.Lane == share.Queue.Lane && job.Priority == share.Queue.Priority) < share.Limit)
            {
                _queues.Drained(share.Queue, version);
            }
        }

        if (_inVain < MostInVain)
        {
            _node.Polls.Request();
        }
    }

    private void WakeIfRoom()
    {
        if (!_room.Now().IsNone)
        {
            Wake();
        }
    }

    /// <summary>A job has left. The next job that was lost several times may now run.</summary>
    private void Left(HeldJob held)
    {
        if (held.IsSolo)
        {
            _solo.Leave();
            _node.Polls.Request();
        }
    }

    private void StartEarly(HeldJob held)
    {
        held.Due();
        _slots.Add(held);
    }

    private void StopAttempts(Func<HeldJob, bool> which, StopCause cause)
    {
        foreach (var held in _held.Running.Where(which))
        {
            held.Attempt!.Stop.Fire(cause);
        }
    }

    private void GiveUpEarly(Func<HeldJob, bool> which, Action<HeldJob> how)
    {
        foreach (var held in _early?.Remove(which) ?? [])
        {
            how(held);
        }
    }

    private void Cancel(Func<HeldJob, bool> which)
    {
        StopAttempts(which, StopCause.CancelRequested);
        GiveUpEarly(which, held => _slots.Complete(
            held,
            new AttemptOutcome
            {
                JobId = held.Job.Id, ClaimNo = held.Job.ClaimNo, Kind = OutcomeKind.Cancelled, Error = "Cancelled before it started.",
            }));
    }
}
