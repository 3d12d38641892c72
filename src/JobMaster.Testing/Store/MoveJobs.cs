using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>The moves that callers and upkeep make, outside of any attempt.</summary>
internal static class MoveJobs
{
    public static CancelResult Cancel(InMemoryState state, DateTimeOffset now, Guid id, AuditOrigin? by = null)
    {
        if (state.Live.Find(id) is not { } job)
        {
            return state.Find(id) is null ? CancelResult.Unknown : CancelResult.AlreadyFinal;
        }

        if (job.IsRunning)
        {
            if (by is not null && !job.Row.IsCancelRequested)
            {
                state.File(JobAudit.StopRequested(by, id), now);
            }

            state.Live.Update(job, job.Row with { IsCancelRequested = true });
            return CancelResult.StopRequested;
        }

        if (by is not null)
        {
            state.File(JobAudit.Cancelled(by, id, job.Row.DueAt <= now ? JobState.Ready : JobState.Scheduled), now);
        }

        state.Leave(job, job.Row with { State = JobState.Cancelled }, now);
        return CancelResult.Cancelled;
    }

    public static bool Reschedule(InMemoryState state, DateTimeOffset now, Guid id, DateTimeOffset dueAt, AuditOrigin? by)
    {
        if (state.Live.Find(id) is not { IsRunning: false } job)
        {
            return false;
        }

        var due = StoreTime.Cut(dueAt);
        if (by is not null && due != job.Row.DueAt)
        {
            state.File(JobAudit.Rescheduled(by, id, job.Row.DueAt, due), now);
        }

        state.Live.Update(job, job.Row with { DueAt = due, ScheduledAt = due });
        return true;
    }

    public static ReplayResult Replay(InMemoryState state, DateTimeOffset now, Guid id, AuditOrigin? by)
    {
        if (state.Failed.Find(id) is not { } job)
        {
            return new ReplayResult(id, ReplayKind.NotFailed);
        }

        if (state.UniqueKeys.TryGetValue(id, out var unique))
        {
            if (UniqueHolder.Find(state, now, unique.Key, unique.While) is { } holder)
            {
                return new ReplayResult(id, ReplayKind.KeyHeld, holder.Row.Id);
            }

            state.Keys.Give(unique.Key, id, expiresAt: null);
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
        if (by is not null)
        {
            state.File(JobAudit.Replayed(by, id), now);
        }

        return new ReplayResult(id, ReplayKind.Replayed);
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
