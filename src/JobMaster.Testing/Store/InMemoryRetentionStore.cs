using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>Removes what is older than its retention.</summary>
internal sealed class InMemoryRetentionStore(InMemoryAccess access) : IRetentionStore
{
    public Task<int> PruneAsync(PruneRequest request, CancellationToken cancellationToken) =>
        access.RunAsync(
            (state, now) =>
            {
                state.Keys.FreeExpired(now);
                PruneNames(state, StoreTime.Earlier(now, Longest(request)), request.Limit);
                state.Failures.Prune(StoreTime.Earlier(now, request.FailedRetention), now);
                var removed = Prune(state, now, state.Finished, StoreTime.Earlier(now, request.FinishedRetention), request.Limit);
                return removed + Prune(state, now, state.Failed, StoreTime.Earlier(now, request.FailedRetention), request.Limit - removed);
            },
            cancellationToken);

    private static TimeSpan Longest(PruneRequest request) =>
        request.FinishedRetention > request.FailedRetention ? request.FinishedRetention : request.FailedRetention;

    private static void PruneNames(InMemoryState state, DateTimeOffset before, int limit)
    {
        var old = state.SessionNames.Where(name => name.Value.EndedAt < before).OrderBy(name => name.Value.EndedAt)
            .Take(Math.Max(limit, 1)).Select(name => name.Key).ToList();
        old.ForEach(id => state.SessionNames.Remove(id));
    }

    private static int Prune(InMemoryState state, DateTimeOffset now, FinalJobs section, DateTimeOffset before, int limit)
    {
        var old = section.Order.TakeWhile(place => place.FinalizedAt < before).Take(limit).ToList();
        foreach (var (_, id) in old)
        {
            var job = section.Find(id)!;
            section.Remove(job);
            state.Discarded.Remove(id);
            state.EarlierAttempts.Remove(id);
            state.Logs.Remove(id);
            state.Keys.FreeOf(id, now);
            state.UniqueKeys.Remove(id);
        }

        return old.Count;
    }
}
