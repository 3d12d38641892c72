using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>Takes back the running jobs of sessions that are gone.</summary>
internal static class RescueJobs
{
    public static IReadOnlyList<RescuedJob> Run(InMemoryState state, DateTimeOffset now, RescueRequest request)
    {
        var orphans = state.Live.Running
            .Where(group => !state.Sessions.ContainsKey(group.Key))
            .SelectMany(group => group.Value)
            .Take(request.Limit)
            .ToList();
        var rescued = orphans.ConvertAll(job => Rescue(state, now, job, request.MaxLosses));
        if (rescued.Exists(job => job.State == JobState.Ready))
        {
            UnparkJobs.ParkUnread(state);
        }

        return rescued;
    }

    public static RescuedJob Rescue(InMemoryState state, DateTimeOffset now, LiveJob job, int maxLosses)
    {
        var lost = job.Row with { LostCount = job.Row.LostCount + 1 };
        if (lost.IsCancelRequested || job.IsExpiredAt(now))
        {
            state.Leave(
                job,
                lost with { State = JobState.Cancelled, Error = lost.IsCancelRequested ? lost.Error ?? "cancelled on request" : "expired" },
                now);
            return Answer(job, JobState.Cancelled);
        }

        if (lost.LostCount >= maxLosses)
        {
            state.Leave(job, lost with { State = JobState.Failed, Error = "worker lost", Fingerprint = StoredFailures.WorkerLost }, now);
            return Answer(job, JobState.Failed);
        }

        state.AddEarlierAttempt(lost, AttemptResult.Lost, now, error: null);
        state.Live.Update(job, lost.Gated() with { State = JobState.Scheduled, DueAt = LiveJob.PlaceOf(lost, now) });
        return Answer(job, JobState.Ready);
    }

    private static RescuedJob Answer(LiveJob job, JobState state) => new(job.Row.Id, job.Row.DefinitionId, job.Queue, state);
}
