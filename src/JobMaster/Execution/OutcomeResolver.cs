using JobMaster.Diagnostics;
using JobMaster.Storage;

namespace JobMaster.Execution;

/// <summary>Turns the result of a handler into the outcome to record: one rule per line of <c>docs/job-states.md</c>.</summary>
internal sealed class OutcomeResolver(NodeServices node)
{
    /// <param name="attempt">The attempt, after its end.</param>
    /// <param name="error">Its error, or null if the handler returned.</param>
    /// <returns>The outcome, or null if another worker has the job and there is nothing to record.</returns>
    public ValueTask<AttemptOutcome?> ResolveAsync(RunningAttempt attempt, Exception? error)
    {
        if (attempt.FinishedInTransaction)
        {
            return new ValueTask<AttemptOutcome?>(ResolveTransactionAsync(attempt, error));
        }

        return error is null ? AskedAsync(attempt) : new ValueTask<AttemptOutcome?>(Threw(attempt, error));
    }

    /// <summary>The outcome of a handler that returned: what it asked for, or its success.</summary>
    private ValueTask<AttemptOutcome?> AskedAsync(RunningAttempt attempt) =>
        attempt.Rest is { } rest && attempt.SnoozeFor is not null
            ? new ValueTask<AttemptOutcome?>(RestAsync(attempt, rest))
            : new ValueTask<AttemptOutcome?>(Returned(attempt));

    /// <summary>Lets the key rest before the job releases its permit, so that no other job takes it.</summary>
    private async Task<AttemptOutcome?> RestAsync(RunningAttempt attempt, (string Key, TimeSpan For) rest)
    {
        try
        {
            await node.Store.Gates.RestAsync(rest.Key, rest.For, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Log.LimitNotRested(node.Logger, exception, rest.Key, rest.For, attempt.Job.Id);
        }

        return Returned(attempt);
    }

    public AttemptOutcome Cancelled(StoredJob job, string reason)
    {
        Log.JobCancelled(node.Logger, job.Id, job.DefinitionId, reason);
        return new AttemptOutcome { JobId = job.Id, ClaimNo = job.ClaimNo, Kind = OutcomeKind.Cancelled, Error = reason };
    }

    public AttemptOutcome ParkUnknown(StoredJob job)
    {
        node.Unknown.Add(job.DefinitionId);
        Log.JobParked(
            node.Logger, null, job.Id, job.DefinitionId, ParkedReason.UnknownDefinition,
            "Register its handler in an app that serves the lane; the job then runs by itself");
        return new AttemptOutcome
        {
            JobId = job.Id, ClaimNo = job.ClaimNo, Kind = OutcomeKind.Park, ParkedReason = ParkedReason.UnknownDefinition,
            Error = $"No handler of definition '{job.DefinitionId}' on the node that claimed it.",
        };
    }

    private AttemptOutcome Returned(RunningAttempt attempt)
    {
        if (attempt.FailReason is { } reason)
        {
            return Failed(attempt, null, reason);
        }

        if (attempt.SnoozeFor is { } delay)
        {
            return Outcome(attempt, OutcomeKind.Snooze) with { Delay = delay };
        }

        Log.JobSucceeded(node.Logger, attempt.Job.Id, attempt.Job.DefinitionId, attempt.Elapsed);
        return Outcome(attempt, OutcomeKind.Succeeded, attempt.Result);
    }

    private AttemptOutcome? Threw(RunningAttempt attempt, Exception error)
    {
        var stopped = error is OperationCanceledException ? attempt.Stop.Cause : StopCause.None;
        return (stopped, attempt.Stop.Cause) switch
        {
            (StopCause.SessionLost, _) => null,
            _ when attempt.FailReason is { } reason => Failed(attempt, error, $"{reason}\n{ErrorText.Of(error)}"),
            (_, StopCause.CancelRequested) => Stopped(attempt, error),
            (StopCause.Shutdown, _) => Outcome(attempt, OutcomeKind.Release) with { Error = "Stopped by the worker's shutdown." },
            (StopCause.Timeout, _) =>
                FailedOrRetry(attempt, new TimeoutException($"The attempt ran into its timeout of {attempt.Job.Timeout}.", error)),
            _ when error is UnreadablePayloadException => ParkUnreadable(attempt, error.InnerException!),
            (_, StopCause.Timeout) => Told(FailedOrRetry(attempt, error), $"The attempt ran into its timeout of {attempt.Job.Timeout}"),
            _ => FailedOrRetry(attempt, error),
        };
    }

    /// <summary>An exception that the handler threw because its token fired may not give the cause.</summary>
    private static AttemptOutcome Told(AttemptOutcome outcome, string before) =>
        outcome with { Error = ErrorText.Cut($"{before}, and the handler then threw: {outcome.Error}") };

    /// <summary>
    /// The transaction decides: a success in the history was committed, whatever the handler did afterwards; a success that is not there
    /// was not. The outcome counts as sent before, so that the store makes the same check if this one could not be made.
    /// </summary>
    private async Task<AttemptOutcome?> ResolveTransactionAsync(RunningAttempt attempt, Exception? error)
    {
        if (await IsInHistoryAsync(attempt).ConfigureAwait(false))
        {
            if (error is not null)
            {
                Log.ThrewAfterFinish(node.Logger, error, attempt.Job.Id, attempt.Job.DefinitionId, attempt.Number);
            }

            if (attempt.CalledAfterFinish is { } call)
            {
                Log.CalledAfterFinish(node.Logger, call, attempt.Job.Id, attempt.Job.DefinitionId, attempt.Number);
            }

            return Outcome(attempt, OutcomeKind.Succeeded) with { IsResent = true };
        }

        if (error is null && attempt.AskedAfterFinish)
        {
            return (await AskedAsync(attempt).ConfigureAwait(false))! with { IsResent = true };
        }

        var outcome = Threw(attempt, error ?? new InvalidOperationException(
            "Not committed: the handler called FinishInAsync and returned without committing that transaction. Commit it before " +
            "returning."));
        return outcome is null ? null : outcome with { IsResent = true };
    }

    private static async Task<bool> IsInHistoryAsync(RunningAttempt attempt)
    {
        try
        {
            return await attempt.IsRecordedAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return false;
        }
    }

    private AttemptOutcome Stopped(RunningAttempt attempt, Exception error)
    {
        const string text = "Cancelled while it was running";
        Log.JobCancelled(node.Logger, attempt.Job.Id, attempt.Job.DefinitionId, "stopped while running");
        var outcome = Outcome(attempt, OutcomeKind.Cancelled) with { Error = $"{text}." };
        return error is OperationCanceledException ? outcome : Told(outcome with { Error = ErrorText.Of(error) }, text);
    }

    private AttemptOutcome ParkUnreadable(RunningAttempt attempt, Exception error)
    {
        var job = attempt.Job;
        Log.JobParked(
            node.Logger, error, job.Id, job.DefinitionId, ParkedReason.UnreadablePayload,
            "A node whose build can read it takes it; if there is none, deploy one, or cancel the job");
        return Outcome(attempt, OutcomeKind.Park) with
        {
            ParkedReason = ParkedReason.UnreadablePayload,
            Reader = node.Definitions.Reader,
            Error = ErrorText.Of(error)
        };
    }

    private AttemptOutcome FailedOrRetry(RunningAttempt attempt, Exception error)
    {
        var (job, definition) = (attempt.Job, node.Definitions.Find(attempt.Job.DefinitionId)!);
        var failures = job.NumberOfFailures + 1;
        if (failures > job.MaxRetries || definition.NonRetryable.Any(type => type.IsInstanceOfType(error))
            || definition.RetryPolicy.GetDelay(failures, error, node.Random.NextDouble()) is not { } delay)
        {
            return Failed(attempt, error, ErrorText.Of(error));
        }

        Log.JobRetried(node.Logger, error, job.Id, job.DefinitionId, job.ClaimNo, delay);
        return Outcome(attempt, OutcomeKind.Retry) with { Delay = delay, Error = ErrorText.Of(error) };
    }

    private AttemptOutcome Failed(RunningAttempt attempt, Exception? error, string text)
    {
        Log.JobFailed(
            node.Logger, error, attempt.Job.Id, attempt.Job.DefinitionId, attempt.Job.ClaimNo,
            attempt.FailReason ?? (error is null ? text : ErrorText.MessageOf(error)));
        return Outcome(attempt, OutcomeKind.Failed) with
        {
            Error = ErrorText.Cut(text),
            Fingerprint = attempt.FailReason is { } reason ? FailureFingerprint.Of(reason)
                : error is null ? FailureFingerprint.Of(text) : FailureFingerprint.Of(error),
        };
    }

    private static AttemptOutcome Outcome(RunningAttempt attempt, OutcomeKind kind, string? result = null) => new()
    {
        JobId = attempt.Job.Id,
        ClaimNo = attempt.Job.ClaimNo,
        Kind = kind,
        Duration = attempt.Elapsed,
        Result = result,
        Progress = attempt.Progress,
        ProgressText = attempt.ProgressText,
    };
}
