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
        var later = attempts.SelectMany(attempt => Of(attempt, names)).Concat(Parked(job, attempts)).Concat(entries).Concat(Finished(job))
            .OrderBy(entry => entry.At);
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

    private static IEnumerable<JobTimelineEntry> Finished(StoredJob job)
    {
        if (job.FinalizedAt is { } finalizedAt)
        {
            yield return new JobTimelineEntry
            {
                At = finalizedAt, Kind = JobTimelineKind.Finished, State = job.State, Text = job.Error,
            };
        }
    }
}
