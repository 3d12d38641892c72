namespace JobMaster.Conformance.Faults;

internal sealed class FaultyFailureStore(IFailureStore inner, StoreFaults faults) : IFailureStore
{
    public Task<IReadOnlyList<StoredFailureGroup>> ListGroupsAsync(FailureGroupRequest request, CancellationToken cancellationToken) =>
        faults.RunAsync("ListGroupsAsync", () => inner.ListGroupsAsync(request, cancellationToken));

    public Task<bool> MuteAsync(
        string fingerprint, DateTimeOffset? until, int growth, NewAuditEntry audit, CancellationToken cancellationToken) =>
        faults.RunAsync("MuteAsync", () => inner.MuteAsync(fingerprint, until, growth, audit, cancellationToken));

    public Task<IReadOnlyList<ReplayResult>> ReplayAsync(
        IReadOnlyList<Guid> ids, StoredReplay change, AuditOrigin? by, CancellationToken cancellationToken) =>
        faults.RunAsync("ReplayChangedAsync", () => inner.ReplayAsync(ids, change, by, cancellationToken));

    public Task<IReadOnlyList<Guid>> DiscardAsync(IReadOnlyList<Guid> ids, AuditOrigin by, CancellationToken cancellationToken) =>
        faults.RunAsync("DiscardAsync", () => inner.DiscardAsync(ids, by, cancellationToken));

    public Task<IReadOnlyList<Guid>> RestoreAsync(IReadOnlyList<Guid> ids, AuditOrigin by, CancellationToken cancellationToken) =>
        faults.RunAsync("RestoreAsync", () => inner.RestoreAsync(ids, by, cancellationToken));

    public Task<bool> CopyAsync(Guid id, Guid copyId, StoredReplay? change, AuditOrigin by, CancellationToken cancellationToken) =>
        faults.RunAsync("CopyAsync", () => inner.CopyAsync(id, copyId, change, by, cancellationToken));

    public Task<IReadOnlyList<StoredJob>> ExportAsync(
        JobOperationFilter filter, Guid? after, int limit, CancellationToken cancellationToken) =>
        faults.RunAsync("ExportAsync", () => inner.ExportAsync(filter, after, limit, cancellationToken));

    public Task<int> FoldAsync(int limit, CancellationToken cancellationToken) =>
        faults.RunAsync("FoldAsync", () => inner.FoldAsync(limit, cancellationToken));
}
