using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>The live jobs. Each call is a step in its own file, like each statement of the SQL stores.</summary>
internal sealed class InMemoryJobStore(InMemoryAccess access) : IJobStore
{
    public Task<IReadOnlyList<InsertedJob>> InsertAsync(
        IReadOnlyList<NewJob> jobs, bool mayBeStored, CancellationToken cancellationToken) =>
        access.RunAsync((state, now) => InsertJobs.Run(state, now, jobs), cancellationToken);

    public Task<IReadOnlyList<StoredJob>> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken) =>
        access.RunAsync((state, now) => ClaimJobs.Run(state, now, request), cancellationToken);

    public Task<IReadOnlyList<RecordResult>> RecordAsync(IReadOnlyList<AttemptOutcome> outcomes, CancellationToken cancellationToken) =>
        access.RunAsync((state, now) => Each(outcomes, outcome => RecordOutcomes.Run(state, now, outcome)), cancellationToken);

    public Task ReportAsync(IReadOnlyList<AttemptReport> reports, CancellationToken cancellationToken) =>
        access.RunAsync((state, _) => SaveReports.Run(state, reports), cancellationToken);

    public Task<IReadOnlyList<CancelResult>> CancelAsync(IReadOnlyList<Guid> ids, AuditOrigin? by, CancellationToken cancellationToken) =>
        access.RunAsync((state, now) => Each(ids, id => MoveJobs.Cancel(state, now, id, by)), cancellationToken);

    public Task<bool> RescheduleAsync(Guid id, DateTimeOffset dueAt, AuditOrigin? by, CancellationToken cancellationToken) =>
        access.RunAsync((state, now) => MoveJobs.Reschedule(state, now, id, dueAt, by), cancellationToken);

    public Task<IReadOnlyList<JobChangeResult>> ChangeAsync(
        IReadOnlyList<Guid> ids, StoredJobChange change, AuditOrigin by, CancellationToken cancellationToken) =>
        access.RunAsync((state, now) => Each(ids, id => ChangeJobs.Run(state, now, id, change, by)), cancellationToken);

    public Task<IReadOnlyList<ReplayResult>> ReplayAsync(IReadOnlyList<Guid> ids, AuditOrigin? by, CancellationToken cancellationToken) =>
        access.RunAsync((state, now) => MoveJobs.ReplayAll(ids, id => MoveJobs.Replay(state, now, id, by)), cancellationToken);

    public Task<int> UnparkAsync(UnparkRequest request, CancellationToken cancellationToken) =>
        access.RunAsync((state, _) => UnparkJobs.Run(state, request), cancellationToken);

    public Task<IReadOnlyList<RescuedJob>> RescueAsync(RescueRequest request, CancellationToken cancellationToken) =>
        access.RunAsync((state, now) => RescueJobs.Run(state, now, request), cancellationToken);

    public Task<int> ExpireAsync(int limit, CancellationToken cancellationToken) =>
        access.RunAsync((state, now) => MoveJobs.Expire(state, now, limit), cancellationToken);

    private static IReadOnlyList<TResult> Each<TItem, TResult>(IReadOnlyList<TItem> items, Func<TItem, TResult> work) =>
        [.. items.Select(work)];
}
