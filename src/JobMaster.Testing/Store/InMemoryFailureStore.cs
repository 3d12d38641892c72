using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>The failed jobs and their groups, which are counted at once.</summary>
internal sealed class InMemoryFailureStore(InMemoryAccess access) : IFailureStore
{
    public Task<IReadOnlyList<StoredFailureGroup>> ListGroupsAsync(FailureGroupRequest request, CancellationToken cancellationToken) =>
        access.RunAsync((state, now) => ListGroups(state, now, request), cancellationToken);

    public Task<bool> MuteAsync(
        string fingerprint, DateTimeOffset? until, int growth, NewAuditEntry audit, CancellationToken cancellationToken) =>
        access.RunAsync(
            (state, now) =>
            {
                if (until is null)
                {
                    return Unmute(state, now, fingerprint, audit);
                }

                var count = state.Failures.JobsOf(fingerprint).Count;
                if (count == 0 || ToStored(state, now, fingerprint, state.Failures.Groups[fingerprint]).IsMutedSo(until.Value, growth))
                {
                    return false;
                }

                state.Failures.Groups[fingerprint] = state.Failures.Groups[fingerprint] with
                {
                    MutedUntil = StoreTime.Cut(until.Value),
                    MutedBelow = count * (long)growth,
                };
                state.File(audit, now);
                return true;
            },
            cancellationToken);

    public Task<IReadOnlyList<ReplayResult>> ReplayAsync(
        IReadOnlyList<Guid> ids, StoredReplay change, AuditOrigin? by, CancellationToken cancellationToken) =>
        access.RunAsync<IReadOnlyList<ReplayResult>>(
            (state, now) => MoveJobs.ReplayAll(ids, id => MoveJobs.Replay(state, now, id, by, change)), cancellationToken);

    public Task<IReadOnlyList<Guid>> DiscardAsync(IReadOnlyList<Guid> ids, AuditOrigin by, CancellationToken cancellationToken) =>
        access.RunAsync<IReadOnlyList<Guid>>(
            (state, now) => [.. ids.Order().Where(id => MoveJobs.Discard(state, now, id, by))], cancellationToken);

    public Task<IReadOnlyList<Guid>> RestoreAsync(IReadOnlyList<Guid> ids, AuditOrigin by, CancellationToken cancellationToken) =>
        access.RunAsync<IReadOnlyList<Guid>>(
            (state, now) => [.. ids.Order().Where(id => MoveJobs.Restore(state, now, id, by))], cancellationToken);

    public Task<bool> CopyAsync(Guid id, Guid copyId, StoredReplay? change, AuditOrigin by, CancellationToken cancellationToken) =>
        access.RunAsync(
            (state, now) =>
            {
                if ((state.Failed.Find(id) ?? state.Finished.Find(id)) is not { } job)
                {
                    return false;
                }

                if (state.Find(copyId) is null)
                {
                    InsertJobs.Run(state, now, [job.Copy(copyId, change, by.Host)]);
                    Array.ForEach(JobAudit.Copied(by, id, copyId, change), entry => state.File(entry, now));
                }

                return true;
            },
            cancellationToken);

    public Task<IReadOnlyList<StoredJob>> ExportAsync(
        JobOperationFilter filter, Guid? after, int limit, CancellationToken cancellationToken) =>
        access.RunAsync<IReadOnlyList<StoredJob>>(
            (state, now) =>
            [
                .. OperationJobs.Of(state, now, new OperationSpec { Kind = JobOperationKind.Replay, Filter = filter }, null)
                    .Where(job => after is null || job.Id.CompareTo(after.Value) > 0).Take(limit),
            ],
            cancellationToken);

    public Task<int> FoldAsync(int limit, CancellationToken cancellationToken) => access.RunAsync((_, _) => 0, cancellationToken);

    private static IReadOnlyList<StoredFailureGroup> ListGroups(InMemoryState state, DateTimeOffset now, FailureGroupRequest request) =>
    [
        .. state.Failures.Groups
            .Where(group => request.Fingerprint is null || group.Key == StoredText.Clean(request.Fingerprint))
            .Select(group => ToStored(state, now, group.Key, group.Value))
            .Where(group => group.Jobs > 0 && (request.WithMuted || group.MutedUntil is null))
            .OrderByDescending(group => group.Jobs)
            .Take(request.Limit),
    ];

    private static StoredFailureGroup ToStored(InMemoryState state, DateTimeOffset now, string fingerprint, InMemoryFailureGroup group)
    {
        var jobs = state.Failures.JobsOf(fingerprint);
        var example = jobs.Count == 0 ? null : state.Failed.Find(jobs.Max());
        return new StoredFailureGroup
        {
            Fingerprint = fingerprint,
            Jobs = jobs.Count,
            FirstAt = group.FirstAt,
            LastAt = group.LastAt,
            MutedUntil = group.MutedUntil > now && jobs.Count < group.MutedBelow ? group.MutedUntil : null,
            MutedBelow = Math.Abs(group.MutedBelow),
            ExampleId = example?.Id,
            ExampleDefinitionId = example?.DefinitionId,
            ExampleLane = example?.Lane,
            ExampleError = example?.Error is { Length: > 1000 } error ? error[..1000] : example?.Error,
        };
    }

    private static bool Unmute(InMemoryState state, DateTimeOffset now, string fingerprint, NewAuditEntry audit)
    {
        if (state.Failures.Groups.GetValueOrDefault(fingerprint) is not { } group || !(group.MutedUntil > now))
        {
            return false;
        }

        state.Failures.Groups[fingerprint] = group with { MutedUntil = null, MutedBelow = 0 };
        state.File(audit, now);
        return true;
    }
}
