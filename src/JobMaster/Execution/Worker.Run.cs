using JobMaster.Storage;

namespace JobMaster.Execution;

/// <summary>The executors: from the buffer to the outcome.</summary>
internal sealed partial class Worker
{
    private async Task ExecuteLoopAsync()
    {
        await foreach (var (job, session) in _buffer.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            if (await MayRunAsync(session).ConfigureAwait(false))
            {
                await RunAsync(job, session).ConfigureAwait(false);
            }
            else
            {
                GiveUp(job, session);
            }

            _clock?.End();
        }
    }

    private async Task<bool> MayRunAsync(WorkerSession session)
    {
        try
        {
            await _parts.Completer.WaitForRoomAsync(_stopStarting.Token).ConfigureAwait(false);
            return !_stopping && await session.WaitUntilMayStartAsync(_stopStarting.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task RunAsync(StoredJob job, WorkerSession session)
    {
        using var attempt = new RunningAttempt(job, _parts.Attempts);
        _held.Started(attempt);
        if (_stopping || session.IsLost)
        {
            // Whoever stopped or lost the attempts of this worker a moment ago did not see this one, so nobody would fire its token.
            GiveUp(job, session);
            return;
        }

        AttemptOutcome? outcome;
        try
        {
            outcome = await (_threads is null ? _parts.Execute(attempt) : ExecuteOn(_threads, attempt)).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The user's retry policy threw: the attempt still needs an outcome.
            outcome = new AttemptOutcome { JobId = job.Id, ClaimNo = job.ClaimNo, Kind = OutcomeKind.Failed, Duration = attempt.Elapsed, Error = ErrorText.Of(exception) };
        }

        if (outcome is null)
        {
            Forget(job);
            return;
        }

        _recent.Add(attempt.Elapsed);
        Complete(job, outcome);
    }

    private Task<AttemptOutcome?> ExecuteOn(OwnThreads threads, RunningAttempt attempt) => threads.RunAsync(() => _parts.Execute(attempt));

    /// <summary>A job that may not be started any more: the next session's if this one is lost, else given back.</summary>
    private void GiveUp(StoredJob job, WorkerSession session)
    {
        if (session.IsLost)
        {
            Forget(job);
        }
        else
        {
            Release(job);
        }
    }
}
