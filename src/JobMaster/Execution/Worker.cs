using System.Threading.Channels;
using JobMaster.Diagnostics;
using JobMaster.Storage;

namespace JobMaster.Execution;

/// <summary>Runs jobs: claims what its free slots can take into a bounded buffer, from which its executors run them. One claim at a time; a loop, a buffer, N executors.</summary>
internal sealed partial class Worker : IDisposable
{
    private readonly WorkerParts _parts;
    private readonly IPatientClock? _clock;
    private readonly HeldJobs _held = new();
    private readonly DueQueues _queues;
    private readonly ClaimPlan _plan = new();
    private readonly ClaimReconciler _reconciler;
    private readonly RecentFinishes _recent;
    private readonly BatchRoom _room;
    private readonly PollingLoop _loop;
    private readonly AgentFeed? _feed;
    private readonly OwnThreads? _threads;
    private readonly Channel<Buffered> _buffer = Channel.CreateUnbounded<Buffered>();
    private readonly CancellationTokenSource _stopClaiming = new();
    private readonly CancellationTokenSource _stopStarting = new();
    private Task _claiming = Task.CompletedTask;
    private Task _executors = Task.CompletedTask;
    private volatile bool _soloWaits;
    private volatile bool _stopping;

    public Worker(WorkerParts parts)
    {
        _parts = parts;
        _clock = parts.Time as IPatientClock;
        _recent = new RecentFinishes(parts.Time);
        _room = new BatchRoom(parts.Attempts.MaxMessageByteSize);
        _loop = new PollingLoop($"Claim jobs for worker '{parts.Name}'", ClaimOnceAsync, parts.Time, parts.Random, parts.Logger);
        _queues = new DueQueues(Queues, parts.Time, _loop.Wake);
        _reconciler = new ClaimReconciler(parts.Store, _held, parts.Name, parts.ReconcileEvery, parts.Time, parts.Logger);
        _feed = parts.Agent is null ? null : new AgentFeed(parts, [.. Queues], MayTake, Room, _loop.Wake);
        parts.Signals.Subscribe(_queues.Note);
        _threads = parts.OwnThreads ? new OwnThreads(parts.Name) : null;
        _early = parts.TransientThreshold > TimeSpan.Zero ? new EarlyJobs(parts.Time, StartEarly) : null;
        parts.Cancels.Subscribe(jobId => Cancel(job => job.Id == jobId));
    }

    public string Name => _parts.Name;

    /// <summary>The session the worker claims under now.</summary>
    public WorkerSession Session { get; private set; } = null!;

    public IEnumerable<JobQueue> Queues => _parts.Lanes.SelectMany(lane => Enum.GetValues<JobMasterPriority>().Select(priority => new JobQueue(lane, priority)));

    /// <summary>The attempts that run on threads of the app's pool.</summary>
    public IEnumerable<RunningAttempt> OnPool => _threads is null ? _held.Running : [];

    public bool IsIdle => _held.Unfinished == 0;

    public IEnumerable<StoredJob> RunningJobs => _held.Running.Select(attempt => attempt.Job);

    public NewSession NewSession(Guid id) => new()
    {
        Id = id, WorkerName = _parts.Name, NodeName = _parts.NodeName, Lanes = _parts.Lanes, AgentName = _parts.Agent?.Name, Concurrency = _parts.Concurrency, Version = _parts.Version,
    };

    public void Start(WorkerSession session)
    {
        Session = session;
        using var flow = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        _executors = Task.WhenAll(Enumerable.Range(0, _parts.Concurrency).Select(_ => Task.Run(ExecuteLoopAsync)));
        _claiming = _feed is null ? _loop.Start(_stopClaiming.Token) : Task.WhenAll(_loop.Start(_stopClaiming.Token), _feed.Start(_stopClaiming.Token));
        Log.WorkerStarted(_parts.Logger, Name, string.Join(", ", _parts.Lanes), _parts.Concurrency, session.Id);
    }

    /// <summary>What a poll found, asked when the worker's queues had the version.</summary>
    public void Polled(BeatResult poll, long version)
    {
        _soloWaits = poll.SoloQueues.Any(queue => _parts.Lanes.Contains(queue.Lane));
        _queues.Polled(poll.Dues, version);
        foreach (var claim in poll.CancelRequests)
        {
            Cancel(job => job.Id == claim.JobId && job.ClaimNo == claim.ClaimNo);
        }
    }

    public long QueuesVersion => _queues.Version;

    /// <summary>The session was taken for dead: what it held belongs to others now.</summary>
    public void LoseSession()
    {
        var lost = Session;
        lost.Lose();
        StopAttempts(attempt => attempt.Job.SessionId == lost.Id, StopCause.SessionLost);
        GiveUpEarly(job => job.SessionId == lost.Id, Forget);
    }

    /// <summary>Goes on under a new session.</summary>
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

    /// <summary>Takes no more jobs and gives back those not started.</summary>
    public async Task StopClaimingAsync()
    {
        _stopping = true;
        await _stopClaiming.CancelAsync().ConfigureAwait(false);
        await _claiming.ConfigureAwait(false);
        _feed?.GiveBack();
        GiveUpEarly(_ => true, Release);
        _buffer.Writer.TryComplete();
        await _stopStarting.CancelAsync().ConfigureAwait(false);
        while (_buffer.Reader.TryRead(out var buffered))
        {
            Release(buffered.Job);
            _clock?.End();
        }
    }

    /// <summary>Waits for running jobs.</summary>
    /// <returns>Whether all ended before the deadline.</returns>
    public async Task<bool> DrainAsync(CancellationToken deadline)
    {
        try
        {
            await _executors.WaitAsync(deadline).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return _executors.IsCompleted;
        }
    }

    /// <summary>Tells running jobs to stop.</summary>
    public void StopRunning() => StopAttempts(_ => true, StopCause.Shutdown);

    /// <summary>Reports handlers that ignore their token.</summary>
    public void ReportOverdue(TimeSpan tolerance) => _held.ReportOverdue(tolerance, _parts.Logger);

    public void Dispose()
    {
        _early?.Dispose();
        _threads?.Close();
        _stopClaiming.Dispose();
        _stopStarting.Dispose();
    }

    private async Task<TimeSpan> ClaimOnceAsync(CancellationToken cancellationToken)
    {
        if (!MayTake())
        {
            return _parts.RetryPause;
        }

        await _reconciler.RunAsync(Session.Id, cancellationToken).ConfigureAwait(false);
        var ready = _queues.Ready();
        var (free, prefetch) = Wanted();
        var admitted = _feed is null ? 0 : await AdmitAsync(_feed, free + prefetch, masterHasJobs: ready.Count > 0).ConfigureAwait(false);
        (free, prefetch) = (Math.Max(0, free - admitted), prefetch - Math.Max(0, admitted - free));
        var takeSolo = free > 0 && _soloWaits && _parts.Solo.IsFree;
        if (free + prefetch == 0 || (ready.Count == 0 && !takeSolo))
        {
            return admitted > 0 ? TimeSpan.Zero : await UntilNextAsync().ConfigureAwait(false);
        }

        var taken = await ClaimAsync(takeSolo ? [.. Queues] : ready, free, prefetch, takeSolo).ConfigureAwait(false);
        return taken + admitted > 0 ? TimeSpan.Zero : await UntilNextAsync().ConfigureAwait(false);
    }

    private bool MayTake() => _parts.MayStart() && !_parts.Completer.IsFull && Session.MayStart;

    /// <summary>Admits what the agent has brought. In the claim loop, because what a session runs is only compared with what it holds between two such calls.</summary>
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
            Buffer(await _parts.Admission!.AdmitAsync(feed.Agent, messages, session.Id).ConfigureAwait(false), session);
            _reconciler.ClaimAnswered();
            feed.Admitted();
            return messages.Count;
        }
        catch
        {
            feed.PutBack();
            throw;
        }
    }

    private int Room()
    {
        var (free, prefetch) = Wanted();
        return free + prefetch;
    }

    /// <summary>Free slots, plus what will be free before the next claim can answer: what finished in the last 50 ms. Slow jobs are never taken ahead.</summary>
    private (int Free, int Prefetch) Wanted()
    {
        var recent = _room.Limit(_recent.Count);
        var ahead = recent >= _parts.Concurrency ? recent : 0;
        var room = _parts.Concurrency + ahead - _held.Unfinished;
        if (room < Math.Max(1, ahead / 2))
        {
            return (0, 0);
        }

        room = _room.Limit(Math.Min(room, _parts.BatchSize));
        var free = Math.Clamp(_parts.Concurrency - _held.Unfinished, 0, room);
        return (free, room - free);
    }

    private async Task<int> ClaimAsync(IReadOnlyList<JobQueue> queues, int free, int prefetch, bool takeSolo)
    {
        var version = _queues.Version;
        var session = Session;
        var isSolo = takeSolo && _parts.Solo.TryEnter();
        var shares = _plan.Next(queues, free + prefetch);
        IReadOnlyList<StoredJob> jobs = [];
        try
        {
            _reconciler.ClaimSent();
            // Never cancelled: jobs taken by a claim whose answer nobody reads would stay with this session.
            jobs = await _parts.Store.Jobs.ClaimAsync(
                new ClaimRequest
                {
                    SessionId = session.Id, Queues = shares, FreeSlots = free, Prefetch = prefetch, TakeSolo = isSolo,
                    ExcludedDefinitions = _parts.ParkedHere.Definitions, Reader = _parts.Reader,
                },
                CancellationToken.None).ConfigureAwait(false);
            Buffer(jobs, session);
            _plan.Taken(jobs.Count);
            _reconciler.ClaimAnswered();
        }
        finally
        {
            if (isSolo && !jobs.Any(IsSolo))
            {
                _soloWaits = false;
                _parts.Solo.Leave();
            }
        }

        if (jobs.Count < free)
        {
            NoteDrained(shares, jobs, version);
        }

        return jobs.Count;
    }

    private void Buffer(IReadOnlyList<StoredJob> jobs, WorkerSession session)
    {
        _room.Seen(jobs, BatchBytes.Of);
        foreach (var job in jobs)
        {
            _held.Claimed(job);
            _clock?.Begin();
            _buffer.Writer.TryWrite(new Buffered(job, session));
        }
    }

    /// <summary>The free slots were not filled, so every queue gave all it had but those stopped by their share. When the next falls due is asked at once.</summary>
    private void NoteDrained(IReadOnlyList<QueueShare> shares, IReadOnlyList<StoredJob> jobs, long version)
    {
        foreach (var share in shares)
        {
            if (jobs.Count(job => job.Lane == share.Queue.Lane && job.Priority == share.Queue.Priority) < share.Limit)
            {
                _queues.Drained(share.Queue, version);
            }
        }

        _parts.RequestPoll();
    }

    private void Release(StoredJob job) => Complete(job, new AttemptOutcome { JobId = job.Id, ClaimNo = job.ClaimNo, Kind = OutcomeKind.Release });

    private void Complete(StoredJob job, AttemptOutcome outcome)
    {
        _parts.Completer.Complete(job, outcome, _ => Recorded(job));
        _held.Finished(job);
        if (Wanted() is not (0, 0))
        {
            Wake();
        }
    }

    private void Recorded(StoredJob job)
    {
        _held.Recorded(job);
        if (IsSolo(job))
        {
            _parts.Solo.Leave();
            _parts.RequestPoll();
        }
    }

    private void Forget(StoredJob job)
    {
        _held.Finished(job);
        Recorded(job);
        Wake();
    }

    private void StopAttempts(Func<RunningAttempt, bool> which, StopCause cause)
    {
        foreach (var attempt in _held.Running.Where(which))
        {
            attempt.Stop.Fire(cause);
        }
    }

    private static bool IsSolo(StoredJob job) => job.LostCount >= ClaimRequest.SoloAfterLosses;

    private readonly record struct Buffered(StoredJob Job, WorkerSession Session);
}
