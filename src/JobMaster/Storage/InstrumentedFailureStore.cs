namespace JobMaster.Storage;

internal sealed class InstrumentedFailureStore(IFailureStore inner, StoreCall call, AuditedCall audited) : IFailureStore
{
    public Task<IReadOnlyList<StoredFailureGroup>> ListGroupsAsync(FailureGroupRequest request, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.failure_groups", _ => inner.ListGroupsAsync(request, cancellationToken), cancellationToken);

    public Task<bool> MuteAsync(
        string fingerprint, DateTimeOffset? until, int growth, NewAuditEntry audit, CancellationToken cancellationToken) =>
        audited.RunAsync(
            "jobmaster.store.failure_mute", audit, sent => inner.MuteAsync(fingerprint, until, growth, sent!, cancellationToken),
            cancellationToken);

    public Task<IReadOnlyList<ReplayResult>> ReplayAsync(
        IReadOnlyList<Guid> ids, StoredReplay change, AuditOrigin? by, CancellationToken cancellationToken) =>
        audited.RunEachAsync(
            "jobmaster.store.failure_replay", by, [.. ids.Distinct()],
            (sent, run) => inner.ReplayAsync(sent, change, run, cancellationToken),
            static (id, _) => new ReplayResult(id, ReplayKind.Replayed), cancellationToken);

    public Task<IReadOnlyList<Guid>> DiscardAsync(IReadOnlyList<Guid> ids, AuditOrigin by, CancellationToken cancellationToken) =>
        audited.RunSomeAsync(
            "jobmaster.store.failure_discard", by, ids, (sent, run) => inner.DiscardAsync(sent, run, cancellationToken),
            cancellationToken);

    public Task<IReadOnlyList<Guid>> RestoreAsync(IReadOnlyList<Guid> ids, AuditOrigin by, CancellationToken cancellationToken) =>
        audited.RunSomeAsync(
            "jobmaster.store.failure_restore", by, ids, (sent, run) => inner.RestoreAsync(sent, run, cancellationToken),
            cancellationToken);

    public Task<bool> CopyAsync(Guid id, Guid copyId, StoredReplay? change, AuditOrigin by, CancellationToken cancellationToken) =>
        audited.RunAsync(
            "jobmaster.store.job_copy", by, id.ToString(), run => inner.CopyAsync(id, copyId, change, run!, cancellationToken),
            cancellationToken);

    public Task<IReadOnlyList<StoredJob>> ExportAsync(
        JobOperationFilter filter, Guid? after, int limit, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.failure_export", _ => inner.ExportAsync(filter, after, limit, cancellationToken), cancellationToken);

    /// <summary>Not repeated here: the next pass adds the rest.</summary>
    public Task<int> FoldAsync(int limit, CancellationToken cancellationToken) =>
        call.OnceAsync("jobmaster.store.failure_fold", () => inner.FoldAsync(limit, cancellationToken));
}
