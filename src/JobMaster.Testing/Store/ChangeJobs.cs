using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>The changes that operators make to waiting jobs.</summary>
internal static class ChangeJobs
{
    public static JobChangeResult Run(InMemoryState state, DateTimeOffset now, Guid id, StoredJobChange change, AuditOrigin by)
    {
        if (state.Live.Find(id) is not { } job)
        {
            return state.Find(id) is null ? JobChangeResult.Unknown : JobChangeResult.Final;
        }

        if (job.IsRunning)
        {
            return JobChangeResult.Running;
        }

        if (job.Row.ParkedReason == ParkedReason.NotAdmitted && !change.IsOfTimeOnly)
        {
            return JobChangeResult.OnAgent;
        }

        if (change.Revision is { } revision && job.Row.Revision() != revision)
        {
            return JobChangeResult.Stale;
        }

        var before = new ChangeableValues(job.Row.Priority, job.Row.Lane, job.Row.DueAt, job.Row.ExpiresAt);
        var after = before.With(change, now);
        if (before == after && !change.ChangesPayload)
        {
            return JobChangeResult.Unchanged;
        }

        var isUnparked = change.ChangesPayload && job.Row.ParkedReason == ParkedReason.UnreadablePayload;
        state.Live.Update(job, job.Row.Gated() with
        {
            Priority = after.Priority,
            Lane = after.Lane,
            DueAt = after.DueAt,
            ScheduledAt = after.DueAt == before.DueAt && change.DueAt is null ? job.Row.ScheduledAt : after.DueAt,
            ExpiresAt = after.ExpiresAt,
            Payload = change.ChangesPayload ? StoredText.Clean(change.Payload) : job.Row.Payload,
            ParkedReason = isUnparked ? null : job.Row.ParkedReason,
        });
        if (change.ChangesPayload)
        {
            ForgetReaders(state, job);
        }

        state.File(before.Changed(by, id, after, change.ChangesPayload), now);
        return JobChangeResult.Changed;
    }

    /// <summary>Every reader may try the new payload.</summary>
    private static void ForgetReaders(InMemoryState state, LiveJob job)
    {
        job.UnreadBy.Clear();
        state.Live.Update(job, job.Row);
    }
}
