using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>The moves that callers and upkeep make, outside an attempt.</summary>
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
            state.File(JobAudit.Cancelled(by, id, job.SeenAt(now).State), now);
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

        state.Live.Update(job, job.Row.Gated() with { DueAt = due, ScheduledAt = due });
        return true;
    }

    /// <summary>
    /// Replays each job once, in the order of ids, which is the order of their creation. Returns results in the given order.
    /// </summary>
    public static IReadOnlyList<ReplayResult> ReplayAll(IReadOnlyList<Guid> ids, Func<Guid, ReplayResult> replay)
    {
        var answers = ids.Distinct().Order().ToDictionary(id => id, replay);
        return [.. ids.Distinct().Select(id => answers[id])];
    }

    public static ReplayResult Replay(
        InMemoryState state, DateTimeOffset now, Guid id, AuditOrigin? by, StoredReplay? change = null)
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
        KeepAttempt(state, job, keepsPayload: change is { ChangesPayload: true });
        state.Enter(job with
        {
            State = JobState.Scheduled,
            Lane = StoredText.Clean(change?.Lane) ?? job.Lane,
            Priority = change?.Priority ?? job.Priority,
            DefinitionId = StoredText.Clean(change?.DefinitionId) ?? job.DefinitionId,
            Payload = change is { ChangesPayload: true } ? StoredText.Clean(change.Payload) : job.Payload,
            DueAt = now,
            ExpiresAt = job.ExpiresAt > now ? job.ExpiresAt : null,
            NumberOfFailures = 0,
            LostCount = 0,
            FinalizedAt = null,
            Fingerprint = null,
            IsCancelRequested = false,
        });
        if (by is not null)
        {
            state.File(JobAudit.Replayed(by, id, change), now);
        }

        return new ReplayResult(id, ReplayKind.Replayed);
    }

    public static bool Discard(InMemoryState state, DateTimeOffset now, Guid id, AuditOrigin by)
    {
        if (state.Failed.Find(id) is not { } job)
        {
            return false;
        }

        state.Failed.Remove(job);
        KeepAttempt(state, job, keepsPayload: false);
        state.SetAside(job with { State = JobState.Cancelled }, now);
        state.Discarded[id] = job;
        state.File(JobAudit.Discarded(by, id), now);
        return true;
    }

    public static bool Restore(InMemoryState state, DateTimeOffset now, Guid id, AuditOrigin by)
    {
        if (!state.Discarded.Remove(id, out var failed) || state.Finished.Find(id) is not { } discarded)
        {
            return false;
        }

        state.Finished.Remove(discarded);
        state.Failed.Add(failed with { FinalizedAt = now });
        state.File(JobAudit.Restored(by, id), now);
        return true;
    }

    /// <summary>Stores the attempt that was part of a failed job, once.</summary>
    private static void KeepAttempt(InMemoryState state, StoredJob job, bool keepsPayload)
    {
        var earlier = state.EarlierAttempts.GetValueOrDefault(job.Id);
        var place = earlier?.FindIndex(attempt => attempt.ClaimNo == job.ClaimNo) ?? -1;
        if (place < 0 && (job.AttemptedAt is not null || keepsPayload))
        {
            state.AddEarlierAttempt(job, AttemptResult.Failed, job.FinalizedAt!.Value, job.Error, keepsPayload ? job.Payload : null);
        }
        else if (place >= 0 && keepsPayload)
        {
            earlier![place] = earlier[place] with { Payload = job.Payload ?? earlier[place].Payload };
        }
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
