using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>Reading jobs.</summary>
internal sealed class InMemoryJobReadStore(InMemoryAccess access) : IJobReadStore
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

    public Task<IReadOnlyList<StoredAttempt>> GetEarlierAttemptsAsync(Guid id, CancellationToken cancellationToken) =>
        access.RunAsync<IReadOnlyList<StoredAttempt>>(
            (state, _) => [.. state.EarlierAttempts.GetValueOrDefault(id) ?? []], cancellationToken);

    public Task<IReadOnlyList<JobLogLine>> GetLogAsync(Guid id, CancellationToken cancellationToken) =>
        access.RunAsync<IReadOnlyList<JobLogLine>>((state, _) => [.. state.Logs.GetValueOrDefault(id) ?? []], cancellationToken);

    public Task<IReadOnlyList<JobCount>> CountAsync(int limit, CancellationToken cancellationToken) =>
        access.RunAsync<IReadOnlyList<JobCount>>(
            (state, now) =>
            [
                .. Enum.GetValues<JobSection>()
                    .SelectMany(section => JobsBehind(state, now, section, after: null).Take(limit))
                    .CountBy(job => (job.Lane, job.State, IsParked: job.ParkedReason is not null))
                    .Select(group => new JobCount(group.Key.Lane, group.Key.State, group.Key.IsParked, group.Value)),
            ],
            cancellationToken);

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

    /// <summary>The set from its end on, or from just before an item that need not be in it any more.</summary>
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
