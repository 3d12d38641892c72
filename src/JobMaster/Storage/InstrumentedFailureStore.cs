namespace JobMaster.Storage;

internal sealed class InstrumentedFailureStore(IFailureStore inner, StoreCall call) : IFailureStore
{
    public Task<IReadOnlyList<StoredFailureGroup>> ListGroupsAsync(FailureGroupRequest request, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.failure_groups", _ => inner.ListGroupsAsync(request, cancellationToken), cancellationToken);

    public Task<bool> MuteAsync(
        string fingerprint, DateTimeOffset? until, int growth, NewAuditEntry audit, CancellationToken cancellationToken) =>
        call.RunAsync(
            "jobmaster.store.failure_mute", _ => inner.MuteAsync(fingerprint, until, growth, audit, cancellationToken), cancellationToken);

    /// <summary>May be repeated: what was replayed is live, and answered as not failed.</summary>
    public Task<IReadOnlyList<ReplayResult>> ReplayAsync(
        IReadOnlyList<Guid> ids, StoredReplay change, AuditOrigin? by, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.failure_replay", _ => inner.ReplayAsync(ids, change, by, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<Guid>> DiscardAsync(IReadOnlyList<Guid> ids, AuditOrigin by, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.failure_discard", _ => inner.DiscardAsync(ids, by, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<Guid>> RestoreAsync(IReadOnlyList<Guid> ids, AuditOrigin by, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.failure_restore", _ => inner.RestoreAsync(ids, by, cancellationToken), cancellationToken);

    public Task<bool> CopyAsync(Guid id, Guid copyId, StoredReplay? change, AuditOrigin by, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.job_copy", _ => inner.CopyAsync(id, copyId, change, by, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<StoredJob>> ExportAsync(
        JobOperationFilter filter, Guid? after, int limit, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.failure_export", _ => inner.ExportAsync(filter, after, limit, cancellationToken), cancellationToken);

    /// <summary>This call is not repeated here: the next pass adds what is left.</summary>
    public Task<int> FoldAsync(int limit, CancellationToken cancellationToken) =>
        call.OnceAsync("jobmaster.store.failure_fold", () => inner.FoldAsync(limit, cancellationToken));
}
