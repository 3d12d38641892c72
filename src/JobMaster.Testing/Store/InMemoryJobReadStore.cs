using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>Reads jobs.</summary>
internal sealed class InMemoryJobReadStore(InMemoryAccess access, IReadOnlyList<string> indexedMetadata) : IJobReadStore
{
    public Task<StoredJob?> GetAsync(Guid id, CancellationToken cancellationToken) =>
        access.RunAsync((state, now) => state.Live.Find(id)?.SeenAt(now) ?? state.Find(id), cancellationToken);

    public Task<IReadOnlyList<StoredJob>> ListAsync(JobListRequest request, CancellationToken cancellationToken) =>
        access.RunAsync<IReadOnlyList<StoredJob>>(
            (state, now) =>
            [
                .. JobsBehind(state, now, request.Section, request.After)
                    .Where(job => Matches(job, request))
                    .Take(request.Limit)
                    .Select(job => job with { Payload = null }),
            ],
            cancellationToken);

    public Task<IReadOnlyList<StoredAttempt>> GetEarlierAttemptsAsync(
        Guid id, int before, int limit, CancellationToken cancellationToken) =>
        access.RunAsync<IReadOnlyList<StoredAttempt>>(
            (state, _) =>
                [.. (state.EarlierAttempts.GetValueOrDefault(id) ?? []).Where(attempt => attempt.ClaimNo < before).TakeLast(limit)],
            cancellationToken);

    public Task<IReadOnlyList<StoredLogLine>> GetLogAsync(Guid id, long after, int limit, CancellationToken cancellationToken) =>
        access.RunAsync<IReadOnlyList<StoredLogLine>>(
            (state, _) =>
            [
                .. (state.Logs.GetValueOrDefault(id) ?? []).Select((line, index) => new StoredLogLine(index + 1, line))
                    .Where(line => line.Seq > after).Take(limit),
            ],
            cancellationToken);

    public Task<IReadOnlyList<JobCount>> CountAsync(int limit, CancellationToken cancellationToken) =>
        CountAsync(Enum.GetValues<JobSection>(), limit, cancellationToken);

    public Task<IReadOnlyList<JobCount>> CountLiveAsync(int limit, CancellationToken cancellationToken) =>
        CountAsync([JobSection.Live], limit, cancellationToken);

    private Task<IReadOnlyList<JobCount>> CountAsync(JobSection[] sections, int limit, CancellationToken cancellationToken) =>
        access.RunAsync<IReadOnlyList<JobCount>>(
            (state, now) =>
            [
                .. sections
                    .SelectMany(section => JobsBehind(state, now, section, after: null).Take(limit))
                    .CountBy(job => (job.Lane, job.State, IsParked: job.ParkedReason is not null))
                    .Select(group => new JobCount(group.Key.Lane, group.Key.State, group.Key.IsParked, group.Value)),
            ],
            cancellationToken);

    public Task<FoundJobs> SearchAsync(JobSearchRequest request, CancellationToken cancellationToken) =>
        access.RunAsync((state, now) => FoundIn(state, now, request), cancellationToken);

    public Task<FoundCount> CountFoundAsync(JobSearchRequest request, CancellationToken cancellationToken) =>
        access.RunAsync(
            (state, now) =>
            {
                var found = FoundIn(state, now, request with { Limit = request.Limit + 1 });
                return new FoundCount(Math.Min(found.Jobs.Count, request.Limit), found.Reached is null);
            },
            cancellationToken);

    private FoundJobs FoundIn(InMemoryState state, DateTimeOffset now, JobSearchRequest request)
    {
        // Reading all jobs replaces an index.
        var isIndexed = request.Filter is { IdempotencyKey: not null } or { RecurringScheduleId: not null }
            || (request.Filter.Metadata is { IgnoresIndex: false } value && indexedMetadata.Contains(value.Name));
        var window = isIndexed ? int.MaxValue : request.Window;
        var jobs = request.Filter.OldestFirst
            ? JobsBehind(state, now, request.Section, after: null).Reverse()
                .SkipWhile(job => request.After is { } after && JobPlace.Of(job).CompareTo(after) <= 0)
            : JobsBehind(state, now, request.Section, request.After is { } place ? (place.At, place.Id) : null);
        var (found, looked) = (new List<StoredJob>(), 0);
        foreach (var job in jobs)
        {
            if (JobSearchMatch.Is(job, request.Filter))
            {
                found.Add(request.WithDetails ? job with { Payload = null } : JobSearchMatch.Summary(job, request.Filter));
            }

            if (found.Count == request.Limit || ++looked == window)
            {
                return new FoundJobs(found, JobPlace.Of(job));
            }
        }

        return new FoundJobs(found, null);
    }

    public Task<JobStanding?> StandAsync(Guid id, string? reader, int limit, CancellationToken cancellationToken) =>
        access.RunAsync((state, now) => state.Live.Find(id) is { } job ? StandOf(state, now, job, reader, limit) : null, cancellationToken);

    public Task<Guid?> GetKeyHolderAsync(Guid id, CancellationToken cancellationToken) =>
        access.RunAsync(
            (state, now) => state.UniqueKeys.TryGetValue(id, out var unique)
                && UniqueHolder.Find(state, now, unique.Key, unique.While)?.Row.Id is { } holder && holder != id ? holder : (Guid?)null,
            cancellationToken);

    public Task<IReadOnlyList<FoundQueue>> FindQueuesAsync(QueueSearch search, CancellationToken cancellationToken) =>
        access.RunAsync<IReadOnlyList<FoundQueue>>((state, now) => FindQueues.Run(state, now, search), cancellationToken);

    private static JobStanding StandOf(InMemoryState state, DateTimeOffset now, LiveJob job, string? reader, int limit)
    {
        var waiting = !job.IsRunning && job.Row.ParkedReason is null && job.Gate is null;
        var higher = Enum.GetValues<JobMasterPriority>().Where(priority => priority > job.Row.Priority)
            .Sum(priority => state.Live.TryGetWaiting(job.Queue with { Priority = priority }, out var jobs)
                ? jobs.OrdinaryDueAt(now).Count()
                : 0);
        var earlier = state.Live.TryGetWaiting(job.Queue, out var own)
            ? own.OrdinaryDueAt(job.Row.DueAt)
                .Count(other => other != job && (other.Row.DueAt, other.Sequence).CompareTo((job.Row.DueAt, job.Sequence)) < 0)
            : 0;
        return new JobStanding
        {
            Queue = job.Queue,
            DefinitionId = job.Row.DefinitionId,
            IsWaiting = waiting,
            IsLimited = job.Gate is not null,
            IsSolo = waiting && job.Row.LostCount >= ClaimRequest.SoloAfterLosses,
            DueAt = job.Row.DueAt,
            Now = now,
            IsDue = job.Row.DueAt <= now,
            IsReadable = !job.IsUnreadBy(reader),
            ParkedReason = job.Row.ParkedReason,
            SessionId = job.Row.SessionId,
            IsCancelRequested = job.Row.IsCancelRequested,
            Higher = Math.Min(higher, limit),
            Earlier = Math.Min(earlier, limit),
            ExpiresAt = job.Row.ExpiresAt,
        };
    }

    private static IEnumerable<StoredJob> JobsBehind(
        InMemoryState state, DateTimeOffset now, JobSection section, (DateTimeOffset FinalizedAt, Guid Id)? after)
    {
        if (section == JobSection.Live)
        {
            return Behind(state.Live.Ids, after?.Id).Select(id => state.Live.Find(id)!.SeenAt(now));
        }

        var jobs = section == JobSection.Failed ? state.Failed : state.Finished;
        return Behind(jobs.Order, after).Select(place => jobs.Find(place.Id)!);
    }

    /// <summary>The set backwards from its end, or from just before an item, even if the set no longer contains it.</summary>
    private static IEnumerable<T> Behind<T>(SortedSet<T> set, T? after)
        where T : struct, IComparable<T>
    {
        if (after is not { } last || set.Count == 0)
        {
            return set.Reverse();
        }

        return set.Min.CompareTo(last) >= 0 ? [] : set.GetViewBetween(set.Min, last).Reverse().SkipWhile(item => item.CompareTo(last) >= 0);
    }

    private static bool Matches(StoredJob job, JobListRequest request) =>
        (request.State is null || job.State == request.State)
        && (request.DefinitionId is null || string.Equals(job.DefinitionId, request.DefinitionId, StringComparison.Ordinal))
        && (request.Lane is null || string.Equals(job.Lane, request.Lane, StringComparison.Ordinal));
}
