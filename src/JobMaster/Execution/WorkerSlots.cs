using System.Threading.Channels;
using JobMaster.Diagnostics;
using JobMaster.Limits;
using JobMaster.Storage;

namespace JobMaster.Execution;

/// <summary>
/// The slots of a worker. Each takes one held job at a time from a shared buffer, runs it and hands its outcome to the completer.
/// </summary>
internal sealed class WorkerSlots : IDisposable
{
    private readonly AttemptRun _run;
    private readonly JobCompleter _completer;
    private readonly ClaimRoom _room;
    private readonly TimeProvider _time;
    private readonly OwnThreads? _threads;
    private readonly Channel<HeldJob> _buffer = Channel.CreateUnbounded<HeldJob>();
    private readonly CancellationTokenSource _stopStarting = new();
    private readonly Func<StoredJob, bool> _isHeldBack;
    private readonly LimitsInForce _limits;
    private readonly Lock _resizing = new();
    private readonly List<Task> _loops = [];
    private int _wanted;
    private int _open;
    private volatile bool _stopping;

    /// <param name="setup">The worker's setup.</param>
    /// <param name="run">Runs attempts.</param>
    /// <param name="completer">Records outcomes.</param>
    /// <param name="room">Learns how long jobs run.</param>
    /// <param name="isHeldBack">Whether a job may not start now, because an operator holds it back.</param>
    /// <param name="limits">The limits of the cluster.</param>
    /// <param name="time">The clock.</param>
    public WorkerSlots(
        WorkerSetup setup, AttemptRun run, JobCompleter completer, ClaimRoom room, Func<StoredJob, bool> isHeldBack, LimitsInForce limits,
        TimeProvider time)
    {
        (_run, _completer, _room, _isHeldBack, _limits, _time) = (run, completer, room, isHeldBack, limits, time);
        _threads = setup.OwnThreads ? new OwnThreads(setup.Name, 2 * setup.Concurrency) : null;
    }

    /// <summary>Whether handlers run on threads of the app's pool.</summary>
    public bool UsePool => _threads is null;

    /// <summary>
    /// Changes the number of slots. New slots open immediately. A surplus slot starts no further job and closes when it is free.
    /// </summary>
    public void Resize(int slots)
    {
        using var flow = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        lock (_resizing)
        {
            _loops.RemoveAll(loop => loop.IsCompletedSuccessfully);
            for (_wanted = slots; _open < _wanted; _open++)
            {
                _loops.Add(Task.Run(RunSlotAsync));
            }
        }
    }

    /// <summary>Runs the jobs as soon as slots are free.</summary>
    public void Add(HeldJob[] jobs)
    {
        foreach (var held in jobs)
        {
            Add(held);
        }
    }

    /// <summary>
    /// Runs a job as soon as a slot is free. Gives the job back if the worker stops, or if an operator held the job back while it was on
    /// its way: busy slots would keep it for a long time. The worker holds the job before this check, so a later order finds it.
    /// </summary>
    public void Add(HeldJob held)
    {
        _time.BeginWork();
        if (held.Job.Limits is not null)
        {
            held.CameAt = _time.GetTimestamp();
        }

        if (!_buffer.Writer.TryWrite(held))
        {
            Release(held);
            _time.EndWork();
        }
        else if (_isHeldBack(held.Job))
        {
            ReleaseUnstarted(held);
        }
    }

    /// <summary>Starts no further job.</summary>
    public void Stop() => _stopping = true;

    /// <summary>Gives back the jobs that wait for a slot.</summary>
    public async Task ReleaseWaitingAsync()
    {
        _buffer.Writer.TryComplete();
        await _stopStarting.CancelAsync().ConfigureAwait(false);
        while (_buffer.Reader.TryRead(out var held))
        {
            Release(held);
            _time.EndWork();
        }
    }

    /// <summary>Waits for running jobs.</summary>
    /// <returns>Whether all ended before the deadline.</returns>
    public async Task<bool> DrainAsync(CancellationToken deadline)
    {
        Task loops;
        lock (_resizing)
        {
            loops = Task.WhenAll(_loops);
        }

        try
        {
            await loops.WaitAsync(deadline).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return loops.IsCompleted;
        }
    }

    /// <summary>Hands a job's outcome to the completer and frees its slot.</summary>
    public void Complete(HeldJob held, AttemptOutcome outcome)
    {
        _completer.Complete(held, outcome);
        held.End();
    }

    /// <summary>Gives a job back, unless that has happened already.</summary>
    public void Release(HeldJob held)
    {
        if (held.End())
        {
            _completer.Complete(held, Released(held));
        }
    }

    /// <summary>Gives a job back unless it has started.</summary>
    public void ReleaseUnstarted(HeldJob held)
    {
        if (held.EndUnstarted())
        {
            _completer.Complete(held, Released(held));
        }
    }

    public void Dispose()
    {
        _threads?.Close();
        _stopStarting.Dispose();
    }

    /// <summary>Whether a rate let the job start at a time that is too long ago. Such a job asks again.</summary>
    private bool IsTooLate(HeldJob held)
    {
        if (held.Job.Limits is not { } limits || !_limits.HasRate(limits))
        {
            return false;
        }

        var before = held.Job.AttemptedAt!.Value - held.Job.DueAt;
        return (before > TimeSpan.Zero ? before : TimeSpan.Zero) + _time.GetElapsedTime(held.CameAt) > LimitKeyState.Lateness;
    }

    private static AttemptOutcome Released(HeldJob held) =>
        new() { JobId = held.Job.Id, ClaimNo = held.Job.ClaimNo, Kind = OutcomeKind.Release };

    private async Task RunSlotAsync()
    {
        var reader = _buffer.Reader;
        while (await reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (true)
            {
                if (ClosesOne())
                {
                    return;
                }

                if (!reader.TryRead(out var held))
                {
                    break;
                }

                if (MayRun(held.Session) || await MayRunAsync(held.Session).ConfigureAwait(false))
                {
                    await RunAsync(held).ConfigureAwait(false);
                }
                else
                {
                    GiveUp(held);
                }

                _time.EndWork();
            }
        }
    }

    /// <summary>Whether the calling slot is surplus.</summary>
    private bool ClosesOne()
    {
        if (Volatile.Read(ref _open) <= Volatile.Read(ref _wanted))
        {
            return false;
        }

        lock (_resizing)
        {
            if (_open <= _wanted)
            {
                return false;
            }

            _open--;
            return true;
        }
    }

    private bool MayRun(WorkerSession session) => !_stopping && !_completer.IsFull && session.MayStart;

    /// <summary>
    /// Waits until there is room for outcomes and the session has sent a heartbeat. Returns false if the worker stops or the session ends.
    /// </summary>
    private async Task<bool> MayRunAsync(WorkerSession session)
    {
        try
        {
            await _completer.WaitForRoomAsync(_stopStarting.Token).ConfigureAwait(false);
            return !_stopping && await session.WaitUntilMayStartAsync(_stopStarting.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task RunAsync(HeldJob held)
    {
        using var attempt = _run.Begin(held.Job);
        if (!held.Run(attempt))
        {
            return;
        }

        if (_stopping || held.Session.IsLost || _isHeldBack(held.Job) || IsTooLate(held))
        {
            // The stop or loss of this worker happened before this attempt was listed, so nothing else would fire its token.
            GiveUp(held);
            return;
        }

        AttemptOutcome? outcome;
        try
        {
            outcome = await (_threads is null ? _run.Execute(attempt) : ExecuteOnAsync(_threads, attempt)).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The user's retry policy threw an exception: the attempt still needs an outcome.
            outcome = new AttemptOutcome
            {
                JobId = held.Job.Id, ClaimNo = held.Job.ClaimNo, Kind = OutcomeKind.Failed, Duration = attempt.Elapsed,
                Error = ErrorText.Of(exception), Fingerprint = FailureFingerprint.Of(exception),
            };
        }

        if (outcome is null)
        {
            held.Leave();
            return;
        }

        _room.Ran(attempt.Elapsed);
        Complete(held, outcome);
    }

    /// <summary>A separate method, so that only workers with their own threads allocate the closure.</summary>
    private Task<AttemptOutcome?> ExecuteOnAsync(OwnThreads threads, RunningAttempt attempt) =>
        threads.RunAsync(() => _run.Execute(attempt));

    /// <summary>Drops the job if its session is lost, because another session gets it. Otherwise gives it back.</summary>
    private void GiveUp(HeldJob held)
    {
        if (held.Session.IsLost)
        {
            held.Leave();
        }
        else
        {
            Release(held);
        }
    }
}
