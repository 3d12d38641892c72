using JobMaster.Storage;

namespace JobMaster.Monitoring;

/// <summary>Composes timelines from the job, its attempts and the audit.</summary>
internal sealed class TimelineReader(IMasterStore store, JobsOnAgents onAgents)
{
    private const int Most = 1000;

    public async Task<JobTimeline?> GetAsync(Guid jobId, CancellationToken cancellationToken)
    {
        var job = await store.Reads.GetAsync(jobId, cancellationToken).ConfigureAwait(false);
        if (job is null && !onAgents.MayBe(jobId))
        {
            return null;
        }

        var earlier = await store.Reads.GetEarlierAttemptsAsync(jobId, int.MaxValue, Most + 1, cancellationToken).ConfigureAwait(false);
        var changes = await store.Audit.ListAsync(
            new AuditListRequest { TargetKind = AuditTargets.Job, TargetId = jobId.ToString(), Limit = Most + 1 }, cancellationToken)
            .ConfigureAwait(false);
        var isComplete = earlier.Count <= Most && changes.Count <= Most;
        var entries = changes.Take(Most).Reverse()
            .Select(change => new JobTimelineEntry { At = change.At, Kind = JobTimelineKind.Changed, Change = change });
        if (job is null)
        {
            var pushed = new JobTimelineEntry
            {
                At = AgentJobId.TimeOf(jobId), Kind = JobTimelineKind.Scheduled, Text = AgentJobId.Unseen,
            };
            return new JobTimeline(jobId, [pushed, .. entries], isComplete);
        }

        var attempts = JobMonitor.Attempts(job, earlier.Skip(Math.Max(0, earlier.Count - Most)));
        var sessions = attempts.Select(attempt => attempt.SessionId).OfType<Guid>().ToHashSet();
        var workers = sessions.Count == 0
            ? []
            : await store.Sessions.GetNamesAsync(sessions, cancellationToken).ConfigureAwait(false);
        var names = workers.ToDictionary(worker => worker.Id);

        // The sort is stable: of entries with the same time, the change comes before the end that it causes.
        var later = attempts.SelectMany(attempt => Of(attempt, names)).Concat(Parked(job, attempts)).Concat(entries)
            .Concat(Finished(job, EndOf(job.State, changes))).OrderBy(entry => entry.At);
        return new JobTimeline(jobId, [Scheduled(job), .. later], isComplete);
    }

    private static JobTimelineEntry Scheduled(StoredJob job) => new()
    {
        At = job.CreatedAt,
        Kind = JobTimelineKind.Scheduled,
        TriggerSourceType = job.TriggerSource,
        RecurringScheduleId = job.RecurringScheduleId,
        TraceParent = job.TraceParent,
        NodeName = job.ScheduledBy,
    };

    private static IEnumerable<JobTimelineEntry> Of(JobAttemptDetails attempt, Dictionary<Guid, SessionName> names)
    {
        var worker = attempt.SessionId is { } session ? names.GetValueOrDefault(session) : null;
        var start = new JobTimelineEntry
        {
            At = attempt.AttemptedAt,
            Kind = JobTimelineKind.AttemptStarted,
            Attempt = attempt.Number,
            SessionId = attempt.SessionId,
            WorkerName = worker?.WorkerName,
            NodeName = worker?.NodeName,
        };
        yield return start;
        if (attempt.EndedAt is { } endedAt)
        {
            yield return start with
            {
                At = endedAt,
                Kind = JobTimelineKind.AttemptEnded,
                Result = attempt.Result,
                Duration = attempt.Duration,
                Text = attempt.Error,
            };
        }
    }

    /// <summary>The job says that it is parked; the attempt that parked it says since when.</summary>
    private static IEnumerable<JobTimelineEntry> Parked(StoredJob job, IReadOnlyList<JobAttemptDetails> attempts)
    {
        if (job.ParkedReason is { } reason)
        {
            yield return new JobTimelineEntry
            {
                At = (attempts.Count == 0 ? null : attempts[^1].EndedAt) ?? job.CreatedAt,
                Kind = JobTimelineKind.Parked,
                ParkedReason = reason,
                Text = job.Error,
            };
        }
    }

    /// <summary>The change that made the job final in this state; null if none did. The newest change comes first.</summary>
    private static AuditEntry? EndOf(JobState state, IReadOnlyList<AuditEntry> changes)
    {
        var last = changes.FirstOrDefault(change => change.Action is
            AuditActions.CancelJob or AuditActions.DiscardJob or AuditActions.ReplayJob or AuditActions.RestoreJob);
        return (state, last?.Action) is (JobState.Cancelled, AuditActions.CancelJob or AuditActions.DiscardJob)
            or (JobState.Failed, AuditActions.RestoreJob)
            ? last
            : null;
    }

    /// <summary>
    /// Some stores take the time anew for each statement of a transaction, so the change that ended a job may be filed a moment after its
    /// end: the end is shown at the time of the change then. A job that was asked to stop ends later, with its attempt.
    /// </summary>
    private static IEnumerable<JobTimelineEntry> Finished(StoredJob job, AuditEntry? change)
    {
        if (job.FinalizedAt is { } finalizedAt)
        {
            yield return new JobTimelineEntry
            {
                At = change?.At > finalizedAt ? change.At : finalizedAt, Kind = JobTimelineKind.Finished, State = job.State,
                Text = change is { Action: AuditActions.CancelJob or AuditActions.DiscardJob, Reason: { } reason } ? reason : job.Error,
            };
        }
    }
}
