using System.Threading.Channels;
using JobMaster.Diagnostics;
using JobMaster.Storage;

namespace JobMaster.Execution;

/// <summary>
/// The slots of a worker. Each takes one held job at a time from a shared buffer, runs it and hands its outcome to the completer.
/// </summary>
internal sealed class WorkerSlots : IDisposable
{
    private readonly WorkerSetup _setup;
    private readonly AttemptRun _run;
    private readonly JobCompleter _completer;
    private readonly ClaimRoom _room;
    private readonly TimeProvider _time;
    private readonly OwnThreads? _threads;
    private readonly Channel<HeldJob> _buffer = Channel.CreateUnbounded<HeldJob>();
    private readonly CancellationTokenSource _stopStarting = new();
    private Task _loops = Task.CompletedTask;
    private volatile bool _stopping;

    public WorkerSlots(WorkerSetup setup, AttemptRun run, JobCompleter completer, ClaimRoom room, TimeProvider time)
    {
        (_setup, _run, _completer, _room, _time) = (setup, run, completer, room, time);
        _threads = setup.OwnThreads ? new OwnThreads(setup.Name, 2 * setup.Concurrency) : null;
    }

    /// <summary>Whether handlers run on threads of the app's pool.</summary>
    public bool UsePool => _threads is null;

    public void Start() => _loops = Task.WhenAll(Enumerable.Range(0, _setup.Concurrency).Select(_ => Task.Run(RunSlotAsync)));

    /// <summary>Runs the jobs as soon as slots are free.</summary>
    public void Add(HeldJob[] jobs)
    {
        foreach (var held in jobs)
        {
            Add(held);
        }
    }

    /// <summary>Runs a job as soon as a slot is free. A worker that stops gives it back.</summary>
    public void Add(HeldJob held)
    {
        _time.BeginWork();
        if (!_buffer.Writer.TryWrite(held))
        {
            Release(held);
            _time.EndWork();
        }
    }

    /// <summary>From here on no job starts.</summary>
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
        try
        {
            await _loops.WaitAsync(deadline).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return _loops.IsCompleted;
        }
    }

    /// <summary>Hands a job's outcome to the completer and frees its slot.</summary>
    public void Complete(HeldJob held, AttemptOutcome outcome)
    {
        _completer.Complete(held, outcome);
        held.End();
    }

    public void Release(HeldJob held) =>
        Complete(held, new AttemptOutcome { JobId = held.Job.Id, ClaimNo = held.Job.ClaimNo, Kind = OutcomeKind.Release });

    public void Dispose()
    {
        _threads?.Close();
        _stopStarting.Dispose();
    }

    private async Task RunSlotAsync()
    {
        var reader = _buffer.Reader;
        while (await reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (reader.TryRead(out var held))
            {
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

    private bool MayRun(WorkerSession session) => !_stopping && !_completer.IsFull && session.MayStart;

    /// <summary>
    /// Waits until outcomes have room and the session has beaten again, as long as neither the worker nor the session ends.
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
        held.Run(attempt);
        if (_stopping || held.Session.IsLost)
        {
            // Whoever stopped or lost the attempts of this worker a moment ago did not see this one, so nobody would fire its token.
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
                Error = ErrorText.Of(exception),
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

    /// <summary>Apart from the caller, so that only workers with threads of their own pay for the closure.</summary>
    private Task<AttemptOutcome?> ExecuteOnAsync(OwnThreads threads, RunningAttempt attempt) =>
        threads.RunAsync(() => _run.Execute(attempt));

    /// <summary>A job that may not start any more belongs to the next session if this one is lost. Else it is given back.</summary>
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
