using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>The moves that callers and upkeep make, outside of any attempt.</summary>
internal static class MoveJobs
{
    public static CancelResult Cancel(InMemoryState state, DateTimeOffset now, Guid id)
    {
        if (state.Live.Find(id) is not { } job)
        {
            return state.Find(id) is null ? CancelResult.Unknown : CancelResult.AlreadyFinal;
        }

        if (job.IsRunning)
        {
            state.Live.Update(job, job.Row with { IsCancelRequested = true });
            return CancelResult.StopRequested;
        }

        state.Leave(job, job.Row with { State = JobState.Cancelled }, now);
        return CancelResult.Cancelled;
    }

    public static bool Reschedule(InMemoryState state, Guid id, DateTimeOffset dueAt)
    {
        if (state.Live.Find(id) is not { IsRunning: false } job)
        {
            return false;
        }

        var due = StoreTime.Cut(dueAt);
        state.Live.Update(job, job.Row with { DueAt = due, ScheduledAt = due });
        return true;
    }

    public static bool Replay(InMemoryState state, DateTimeOffset now, Guid id)
    {
        if (state.Failed.Find(id) is not { } job)
        {
            return false;
        }

        state.Failed.Remove(job);
        state.AddEarlierAttempt(job, AttemptResult.Failed, job.FinalizedAt!.Value, job.Error);
        state.Enter(job with
        {
            State = JobState.Scheduled,
            DueAt = now,
            NumberOfFailures = 0,
            LostCount = 0,
            FinalizedAt = null,
            IsCancelRequested = false,
        });
        return true;
    }

    public static int Expire(InMemoryState state, DateTimeOffset now, int limit)
    {
        UnparkJobs.ParkUnread(state);
        var expired = state.Live.Expiring.TakeWhile(job => job.IsExpiredAt(now)).Take(limit).ToList();
        foreach (var job in expired)
        {
            state.Leave(job, job.Row with { State = JobState.Cancelled, Error = "expired" }, now);
        }

        return expired.Count;
    }
}
