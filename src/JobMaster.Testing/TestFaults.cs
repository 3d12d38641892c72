using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>
/// Injects the faults that handlers meet in production sooner or later. A handler that gives the right result under all of them is safe to
/// run at least once. All faults are drawn from <see cref="JobMasterTestOptions.Seed"/>, so a failing run fails again.
/// </summary>
public sealed class TestFaults
{
    private readonly TestRig _rig;
    private readonly string _clusterId;
    private readonly FaultDice _dice;
    private readonly Lock _lock = new();
    private readonly List<Fault> _faults = [];
    private readonly List<InjectedFault> _injected = [];
    private double _lostWakeUps;

    internal TestFaults(TestRig rig, string clusterId) => (_rig, _clusterId, _dice) = (rig, clusterId, new FaultDice(rig.Options.Seed));

    /// <summary>The faults injected so far, in order.</summary>
    public IReadOnlyList<InjectedFault> Injected
    {
        get
        {
            lock (_lock)
            {
                return [.. _injected];
            }
        }
    }

    internal bool LosesWakeUps => Volatile.Read(ref _lostWakeUps) > 0;

    /// <summary>
    /// The handler runs to its end, then the process dies: nothing is recorded. The job comes back once its worker has been silent for the
    /// heartbeat timeout, so within twice that time of the test clock, and runs again.
    /// </summary>
    /// <param name="attempts">Which attempts.</param>
    public TestFaults CrashBeforeOutcome(Attempts attempts) => Add(FaultKind.CrashBeforeOutcome, attempts);

    /// <summary>
    /// As the handler starts, its job is given to a second worker: both run it, at once or one after the other, and only the later one's
    /// outcome counts.
    /// </summary>
    /// <param name="attempts">Which attempts.</param>
    public TestFaults DeliverTwice(Attempts attempts) => Add(FaultKind.DuplicateDelivery, attempts);

    /// <summary>As the handler starts, the clock is set to another time.</summary>
    /// <param name="by">How far, forward or back.</param>
    /// <param name="attempts">Which attempts.</param>
    public TestFaults JumpClock(TimeSpan by, Attempts attempts) => Add(FaultKind.ClockJump, attempts, by);

    /// <summary>
    /// Workers get no notification of waiting jobs and find them only by their next poll,
    /// <see cref="JobMasterClusterOptions.PollInterval"/> later.
    /// </summary>
    /// <param name="share">The share of jobs, from 0 to 1.</param>
    public TestFaults LoseWakeUps(double share = 1)
    {
        if (share is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(share), share, "The share goes from 0 to 1.");
        }

        Volatile.Write(ref _lostWakeUps, share);
        return this;
    }

    /// <summary>Stops injecting faults.</summary>
    public void Clear()
    {
        LoseWakeUps(0);
        lock (_lock)
        {
            _faults.Clear();
        }
    }

    internal void BeforeAttempt(StoredJob job)
    {
        if (Hit(FaultKind.ClockJump, job) is { } jump)
        {
            _rig.Clock?.Jump(jump.By);
        }

        if (Hit(FaultKind.DuplicateDelivery, job) is not null)
        {
            _rig.AccessTo(_clusterId).Run((state, now) => LostWorker.Redeliver(state, now, job));
            _rig.Clusters.Get(_clusterId).Services.Polls.Request();
        }
    }

    /// <summary>Whether the attempt's outcome is lost with its worker.</summary>
    internal bool LosesOutcome(StoredJob job) =>
        Hit(FaultKind.CrashBeforeOutcome, job) is not null
            && _rig.AccessTo(_clusterId).Run((state, now) => LostWorker.Keeps(state, now, job, _rig.Time));

    internal bool LosesWakeUp(JobQueue queue)
    {
        var isLost = LosesWakeUps && _dice.Draw(FaultKind.LostWakeUp, queue) < _lostWakeUps;
        if (isLost)
        {
            Note(new InjectedFault(FaultKind.LostWakeUp, null, null, 0));
        }

        return isLost;
    }

    private TestFaults Add(FaultKind kind, Attempts attempts, TimeSpan by = default)
    {
        ArgumentNullException.ThrowIfNull(attempts);
        lock (_lock)
        {
            _faults.Add(new Fault(kind, attempts, by));
        }

        return this;
    }

    private Fault? Hit(FaultKind kind, StoredJob job)
    {
        List<Fault> faults;
        lock (_lock)
        {
            faults = _faults.FindAll(fault => fault.Kind == kind);
        }

        if (faults.Count == 0)
        {
            return null;
        }

        var draw = _dice.Draw(kind, job);
        var handler = _rig.Clusters.Get(_clusterId).Services.Definitions.Find(job.DefinitionId)?.HandlerType;
        var hit = faults.Find(fault =>
            (fault.Attempts.HandlerType is null || fault.Attempts.HandlerType == handler) && fault.Attempts.Hits(job, () => draw));
        if (hit is not null)
        {
            Note(new InjectedFault(kind, job.Id, job.DefinitionId, job.ClaimNo));
        }

        return hit;
    }

    private void Note(InjectedFault fault)
    {
        lock (_lock)
        {
            _injected.Add(fault);
        }
    }

    private sealed record Fault(FaultKind Kind, Attempts Attempts, TimeSpan By);
}
