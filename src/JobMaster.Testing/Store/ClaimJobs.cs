using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>Takes due jobs for one session.</summary>
internal static class ClaimJobs
{
    public static IReadOnlyList<StoredJob> Run(InMemoryState state, DateTimeOffset now, ClaimRequest request)
    {
        if (!state.Sessions.ContainsKey(request.SessionId))
        {
            return [];
        }

        return [.. Choose(state, now, request).Select(job => Take(state, now, job, request.SessionId))];
    }

    private static List<LiveJob> Choose(InMemoryState state, DateTimeOffset now, ClaimRequest request)
    {
        var excluded = request.ExcludedDefinitions.ToHashSet(StringComparer.Ordinal);
        var chosen = new List<LiveJob>();
        var isChosen = new HashSet<LiveJob>();
        var free = request.FreeSlots;
        var prefetch = request.Prefetch;
        var soloQueue = -1;

        if (request.TakeSolo && free > 0 && ChooseSolo(state, now, request, excluded) is var (solo, from))
        {
            chosen.Add(solo);
            soloQueue = from;
            free--;
        }

        for (var i = 0; i < request.Queues.Count && free + prefetch > 0; i++)
        {
            var left = request.Queues[i].Limit - (i == soloQueue ? 1 : 0);
            if (left <= 0 || !state.Live.TryGetWaiting(request.Queues[i].Queue, out var waiting))
            {
                continue;
            }

            foreach (var job in waiting.OrdinaryDueAt(now + request.Ahead))
            {
                if (left == 0 || free + prefetch == 0)
                {
                    break;
                }

                // A queue may be named twice. Once the free slots are filled, a job lost before is left for a worker that can start it at
                // once.
                if (isChosen.Contains(job) || excluded.Contains(job.Row.DefinitionId) || job.IsUnreadBy(request.Reader)
                    || (free == 0 && job.Row.LostCount > 0))
                {
                    continue;
                }

                chosen.Add(job);
                isChosen.Add(job);
                left--;
                _ = free > 0 ? free-- : prefetch--;
            }
        }

        return chosen;
    }

    private static (LiveJob Job, int Queue)? ChooseSolo(
        InMemoryState state, DateTimeOffset now, ClaimRequest request, HashSet<string> excluded)
    {
        for (var i = 0; i < request.Queues.Count; i++)
        {
            if (request.Queues[i].Limit > 0
                && state.Live.TryGetWaiting(request.Queues[i].Queue, out var waiting)
                && waiting.SoloDueAt(now)
                    .FirstOrDefault(job => !excluded.Contains(job.Row.DefinitionId) && !job.IsUnreadBy(request.Reader)) is { } found)
            {
                return (found, i);
            }
        }

        return null;
    }

    private static StoredJob Take(InMemoryState state, DateTimeOffset now, LiveJob job, Guid sessionId)
    {
        state.Live.Update(job, job.Row with
        {
            State = JobState.Running,
            ClaimNo = job.Row.ClaimNo + 1,
            SessionId = sessionId,
            AttemptedAt = now,
            Duration = null,
            Progress = null,
            ProgressText = null,
        });
        return job.Row with { IsExpired = job.IsExpiredAt(now) };
    }
}
