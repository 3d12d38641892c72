using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>Records how an attempt ended, if its claim still holds.</summary>
internal static class RecordOutcomes
{
    public static RecordResult Run(InMemoryState state, DateTimeOffset now, AttemptOutcome outcome)
    {
        if (state.Live.Find(outcome.JobId) is not { } job || !job.RunsUnder(outcome.ClaimNo))
        {
            return outcome.IsResent ? FindRecorded(state, outcome) : RecordResult.Fenced;
        }

        var ended = Ended(job.Row, outcome);
        if (FinalState(outcome.Kind) is { } final)
        {
            state.Leave(job, ended with { State = final }, now);
            return RecordResult.Recorded;
        }

        if (ended.IsCancelRequested)
        {
            state.Leave(job, ended with { State = JobState.Cancelled }, now);
            return RecordResult.CancelledInstead;
        }

        if (outcome is { Kind: OutcomeKind.Park, ParkedReason: ParkedReason.UnreadablePayload, Reader: { } reader })
        {
            job.UnreadBy.Add(reader);
        }

        state.AddEarlierAttempt(ended, EarlierResult(outcome.Kind), now, StoredText.Clean(outcome.Error));
        state.Live.Update(job, ended.Gated() with
        {
            State = JobState.Scheduled,
            ParkedReason = outcome.Kind == OutcomeKind.Park ? outcome.ParkedReason ?? ParkedReason.UnknownDefinition : null,
            DueAt = DueAfter(ended, outcome, now),
        });
        return RecordResult.Recorded;
    }

    private static StoredJob Ended(StoredJob job, AttemptOutcome outcome) => job with
    {
        NumberOfFailures = job.NumberOfFailures + (outcome.Kind is OutcomeKind.Failed or OutcomeKind.Retry ? 1 : 0),
        Duration = outcome.Duration is { } duration ? StoreTime.Cut(duration) : null,
        Error = StoredText.Clean(outcome.Error) ?? (outcome.Kind == OutcomeKind.Succeeded ? null : job.Error),
        Fingerprint = outcome.Kind == OutcomeKind.Failed ? StoredText.Clean(outcome.Fingerprint) : null,
        Result = outcome.Kind == OutcomeKind.Succeeded ? StoredText.Clean(outcome.Result) : null,
        Progress = outcome.Progress ?? job.Progress,
        ProgressText = StoredText.Clean(outcome.ProgressText) ?? job.ProgressText,
    };

    private static DateTimeOffset DueAfter(StoredJob job, AttemptOutcome outcome, DateTimeOffset now)
    {
        if (outcome.Kind is OutcomeKind.Retry or OutcomeKind.Snooze)
        {
            return StoreTime.Later(now, outcome.Delay);
        }

        return LiveJob.PlaceOf(job, now);
    }

    /// <summary>No running job matches a resent outcome: an earlier sending took effect, or another worker has the job.</summary>
    private static RecordResult FindRecorded(InMemoryState state, AttemptOutcome outcome)
    {
        if ((state.Failed.Find(outcome.JobId) ?? state.Finished.Find(outcome.JobId)) is { } final && final.ClaimNo == outcome.ClaimNo)
        {
            var wanted = FinalState(outcome.Kind);
            if (final.State == wanted)
            {
                return RecordResult.AlreadyRecorded;
            }

            // A claim that stored an earlier attempt did not end the job: the job was cancelled later, while it waited.
            if (wanted is null && final.State == JobState.Cancelled && !HasEarlier(state, outcome, anyResult: true))
            {
                return RecordResult.CancelledInstead;
            }
        }

        return HasEarlier(state, outcome) ? RecordResult.AlreadyRecorded : RecordResult.Fenced;
    }

    private static bool HasEarlier(InMemoryState state, AttemptOutcome outcome, bool anyResult = false) =>
        state.EarlierAttempts.TryGetValue(outcome.JobId, out var attempts)
        && attempts.Exists(attempt => attempt.ClaimNo == outcome.ClaimNo && (anyResult || attempt.Result == EarlierResult(outcome.Kind)));

    private static JobState? FinalState(OutcomeKind kind) => kind switch
    {
        OutcomeKind.Succeeded => JobState.Succeeded,
        OutcomeKind.Failed => JobState.Failed,
        OutcomeKind.Cancelled => JobState.Cancelled,
        _ => null,
    };

    private static AttemptResult EarlierResult(OutcomeKind kind) => kind switch
    {
        OutcomeKind.Succeeded => AttemptResult.Succeeded,
        OutcomeKind.Cancelled => AttemptResult.Cancelled,
        OutcomeKind.Failed or OutcomeKind.Retry => AttemptResult.Failed,
        OutcomeKind.Snooze => AttemptResult.Snoozed,
        OutcomeKind.Park => AttemptResult.Parked,
        _ => AttemptResult.Released,
    };
}
