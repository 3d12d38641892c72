using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>Unparks jobs for nodes that can run them, and parks jobs that no live node can read.</summary>
internal static class UnparkJobs
{
    public static int Run(InMemoryState state, UnparkRequest request)
    {
        var unparked = request.DefinitionIds.Distinct(StringComparer.Ordinal)
            .SelectMany(definitionId => state.Live.Parked.GetValueOrDefault(definitionId) ?? [])
            .Where(job => LanePattern.Serves(request.Lanes, job.Row.Lane) && IsFor(request, job))
            .ToList();
        var forgotten = request.ForEveryReader
            ? ForgetReaders(state, request.DefinitionIds.ToHashSet(StringComparer.Ordinal), request.Lanes)
            : 0;
        foreach (var job in unparked)
        {
            if (request.ForEveryReader)
            {
                job.UnreadBy.Clear();
            }

            state.Live.Update(job, job.Row with { ParkedReason = null });
        }

        return unparked.Count + forgotten;
    }

    /// <summary>Parks the waiting jobs that none of the live sessions of their lane could read.</summary>
    public static void ParkUnread(InMemoryState state)
    {
        foreach (var job in state.Live.Unread.Where(job => !state.Sessions.Values.Any(session => MayTake(session.Session, job))).ToList())
        {
            state.Live.Update(job, job.Row.Gated() with { ParkedReason = ParkedReason.UnreadablePayload });
        }
    }

    private static bool IsFor(UnparkRequest request, LiveJob job) => job.Row.ParkedReason switch
    {
        ParkedReason.UnknownDefinition => true,
        ParkedReason.UnreadablePayload => request.ForEveryReader || (request.Reader is { } reader && !job.UnreadBy.Contains(reader)),
        _ => false,
    };

    private static int ForgetReaders(InMemoryState state, HashSet<string> definitions, IReadOnlyList<string> lanes)
    {
        var live = state.Sessions.Values.Select(session => session.Session.Reader).ToHashSet();
        var waiting = state.Live.Unread.Concat(state.Live.UnreadAtGates)
            .Where(job => definitions.Contains(job.Row.DefinitionId) && LanePattern.Serves(lanes, job.Row.Lane))
            .ToList();
        return waiting.Count(job =>
        {
            bool isForMore = job.UnreadBy.RemoveWhere(reader => !live.Contains(reader)) > 0;
            if (job.Gate is null)
            {
                state.Live.Update(job, job.Row);
            }

            return isForMore;
        });
    }

    private static bool MayTake(NewSession session, LiveJob job) =>
        LanePattern.Serves(session.Lanes, job.Row.Lane) && !job.IsUnreadBy(session.Reader);
}
