namespace JobMaster.Storage;

internal sealed class InstrumentedOperationStore(IOperationStore inner, StoreCall call, AuditedCall audited) : IOperationStore
{
    public Task<OperationMatch> FindAsync(
        OperationSpec spec, IReadOnlyList<Guid> jobIds, int limit, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.operation_find", _ => inner.FindAsync(spec, jobIds, limit, cancellationToken), cancellationToken);

    /// <summary>May be repeated: an operation that is stored already does not change.</summary>
    public Task InsertAsync(NewOperation operation, CancellationToken cancellationToken) =>
        call.RunAsync(
            "jobmaster.store.operation_insert",
            async _ =>
            {
                await inner.InsertAsync(operation, cancellationToken).ConfigureAwait(false);
                return true;
            },
            cancellationToken);

    public Task<StoredOperation?> GetAsync(Guid id, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.operation_get", _ => inner.GetAsync(id, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<StoredOperation>> ListAsync(
        JobOperationState? state, Guid? after, int limit, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.operation_list", _ => inner.ListAsync(state, after, limit, cancellationToken), cancellationToken);

    public Task<bool> SetStateAsync(Guid id, JobOperationState state, NewAuditEntry audit, CancellationToken cancellationToken) =>
        audited.RunAsync(
            "jobmaster.store.operation_set", audit, sent => inner.SetStateAsync(id, state, sent!, cancellationToken), cancellationToken);

    /// <summary>Never repeated here: the node that works on the operation reads it again and continues from the stored state.</summary>
    public Task<OperationWork?> WorkAsync(int limit, IReplayCheck? check, CancellationToken cancellationToken) =>
        call.OnceAsync("jobmaster.store.operation_work", () => inner.WorkAsync(limit, check, cancellationToken));

    public Task<int> PruneAsync(TimeSpan retention, int limit, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.operation_prune", _ => inner.PruneAsync(retention, limit, cancellationToken), cancellationToken);
}
