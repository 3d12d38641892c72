using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>The one call of an idle node.</summary>
internal static class BeatSessions
{
    public static BeatResult Run(InMemoryState state, DateTimeOffset now, BeatRequest request)
    {
        var own = request.SessionIds.Distinct().ToList();
        if (request.Raise)
        {
            Raise(state, now, own, request.Report);
        }

        var queues = request.Queues.Distinct().ToList();
        var named = queues.Select(queue => queue.Lane).ToHashSet(StringComparer.Ordinal);
        bool IsIn(string lane) => named.Contains(lane) || LanePattern.Serves(request.Patterns, lane);
        return new BeatResult
        {
            Sessions = [.. state.Sessions.Select(session => new SessionBeat(session.Key, session.Value.Beat))],
            Dues = [.. DuesOf(state, now, queues, request)],
            CancelRequests = [.. CancelRequestsOf(state, own)],
            ParkedDefinitions =
            [
                .. state.Live.Parked
                    .Where(group => group.Value.Any(job =>
                        job.Row.ParkedReason == ParkedReason.UnknownDefinition && IsIn(job.Row.Lane)))
                    .Select(group => group.Key),
            ],
            UnreadDefinitions = request.Reader is not { } reader ? [] :
            [
                .. state.Live.Parked
                    .Where(group => group.Value.Any(job =>
                        job.Row.ParkedReason == ParkedReason.UnreadablePayload && !job.UnreadBy.Contains(reader)
                            && IsIn(job.Row.Lane)))
                    .Select(group => group.Key),
            ],
            SoloQueues = [
                .. queues.Where(queue =>
                    state.Live.TryGetWaiting(queue, out var waiting)
                        && waiting.SoloDueAt(now).Any(job => Counts(job, request)))],
            HasOrphans = state.Live.Running.Keys.Any(sessionId => !state.Sessions.ContainsKey(sessionId)),
            ScheduleDue = StepSchedules.NextDue(state) - now,
            ControlVersion = state.SettingsVersion,
            Now = now,
        };
    }

    private static void Raise(InMemoryState state, DateTimeOffset now, List<Guid> own, NodeReport? report)
    {
        foreach (var id in own)
        {
            if (state.Sessions.TryGetValue(id, out var session))
            {
                session.Beat++;
                session.LastBeatAt = now;
                session.Report = report ?? session.Report;
            }
        }
    }

    private static bool Counts(LiveJob job, BeatRequest request) =>
        !job.IsUnreadBy(request.Reader) && !request.ExcludedDefinitions.Contains(job.Row.DefinitionId);

    private static IEnumerable<QueueDue> DuesOf(InMemoryState state, DateTimeOffset now, List<JobQueue> queues, BeatRequest request)
    {
        foreach (var queue in queues)
        {
            if (state.Live.TryGetWaiting(queue, out var waiting) && waiting.FirstToCome(now, job => Counts(job, request)) is { } first)
            {
                yield return new QueueDue(queue, first.Row.DueAt - now);
            }
        }
    }

    private static IEnumerable<JobClaim> CancelRequestsOf(InMemoryState state, List<Guid> own) =>
        own.SelectMany(id => state.Live.Running.GetValueOrDefault(id) ?? [])
            .Where(job => job.Row.IsCancelRequested)
            .Select(job => new JobClaim(job.Row.Id, job.Row.ClaimNo));
}
