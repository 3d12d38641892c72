namespace JobMaster.Conformance.Faults;

internal sealed class FaultyOperationStore(IOperationStore inner, StoreFaults faults) : IOperationStore
{
    public Task<OperationMatch> FindAsync(
        OperationSpec spec, IReadOnlyList<Guid> jobIds, int limit, CancellationToken cancellationToken) =>
        faults.RunAsync("FindOperationAsync", () => inner.FindAsync(spec, jobIds, limit, cancellationToken));

    public Task InsertAsync(NewOperation operation, CancellationToken cancellationToken) =>
        faults.RunAsync("InsertOperationAsync", async () =>
        {
            await inner.InsertAsync(operation, cancellationToken);
            return true;
        });

    public Task<StoredOperation?> GetAsync(Guid id, CancellationToken cancellationToken) =>
        faults.RunAsync("GetOperationAsync", () => inner.GetAsync(id, cancellationToken));

    public Task<IReadOnlyList<StoredOperation>> ListAsync(
        JobOperationState? state, Guid? after, int limit, CancellationToken cancellationToken) =>
        faults.RunAsync("ListOperationsAsync", () => inner.ListAsync(state, after, limit, cancellationToken));

    public Task<bool> SetStateAsync(Guid id, JobOperationState state, NewAuditEntry audit, CancellationToken cancellationToken) =>
        faults.RunAsync("SetOperationAsync", () => inner.SetStateAsync(id, state, audit, cancellationToken));

    public Task<OperationWork?> WorkAsync(int limit, IReplayCheck? check, CancellationToken cancellationToken) =>
        faults.RunAsync("WorkAsync", () => inner.WorkAsync(limit, check, cancellationToken));

    public Task<int> PruneAsync(TimeSpan retention, int limit, CancellationToken cancellationToken) =>
        faults.RunAsync("PruneOperationsAsync", limit, () => inner.PruneAsync(retention, limit, cancellationToken));
}
