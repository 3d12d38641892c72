using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>Registers jobs that an agent delivered, each once.</summary>
internal static class AdmitJobs
{
    private const string TooOld =
        "Quarantined: an agent delivered it after finished jobs of its age may have been forgotten, so it may have run before. Replay it " +
        "if it should run.";

    public static AdmitResult Run(InMemoryState state, DateTimeOffset now, AdmitRequest request, DeliveredJob delivered)
    {
        var job = delivered.Job;
        if (state.Live.Find(job.Id) is { Row.ParkedReason: ParkedReason.NotAdmitted } expected)
        {
            var place = expected.Row;
            state.Live.Update(
                expected, InsertJobs.RowOf(job, place.CreatedAt) with { DueAt = place.DueAt, ScheduledAt = place.ScheduledAt });
            return new AdmitResult(AdmitKind.FilledPlaceholder);
        }

        if (state.Find(job.Id) is not null)
        {
            return new AdmitResult(AdmitKind.Known);
        }

        var pushedAt = StoreTime.Cut(job.DueAt!.Value);
        var row = InsertJobs.RowOf(job with { DueAt = pushedAt < now ? pushedAt : now }, pushedAt < now ? pushedAt : now);
        if (delivered.Quarantine is not null || pushedAt < now - request.DedupeWindow)
        {
            var error = StoredText.Clean(delivered.Quarantine) ?? TooOld;
            state.SetAside(row with { State = JobState.Failed, Error = error, Fingerprint = StoredFailures.Quarantined }, now);
            return new AdmitResult(AdmitKind.Quarantined);
        }

        return Admit(state, now, request.SessionId, row);
    }

    public static bool StorePlaceholder(InMemoryState state, DateTimeOffset now, Guid id, DateTimeOffset dueAt, AuditOrigin? by)
    {
        if (state.Find(id) is not null)
        {
            return false;
        }

        var due = StoreTime.Cut(dueAt);
        if (by is not null)
        {
            state.File(JobAudit.Rescheduled(by, id, before: null, due), now);
        }

        state.Enter(new StoredJob
        {
            Id = id, DefinitionId = AgentJobId.Unseen, Lane = AgentJobId.Unseen, Priority = JobMasterPriority.Medium,
            State = JobState.Scheduled,
            ParkedReason = ParkedReason.NotAdmitted, CreatedAt = now, ScheduledAt = due, DueAt = due,
            Timeout = TimeSpan.FromMicroseconds(1), MaxRetries = 0,
        });
        return true;
    }

    private static AdmitResult Admit(InMemoryState state, DateTimeOffset now, Guid? sessionId, StoredJob row)
    {
        if (sessionId is { } session)
        {
            if (!state.Sessions.ContainsKey(session))
            {
                return default;
            }

            row = row with { State = JobState.Running, ClaimNo = 1, SessionId = session, AttemptedAt = now };
        }

        state.Enter(row);
        return new AdmitResult(AdmitKind.Admitted, sessionId is null ? null : row with { IsExpired = row.ExpiresAt < now });
    }
}
