namespace JobMaster.Storage;

internal sealed class InstrumentedLimitStore(ILimitStore inner, StoreCall call, AuditedCall audited) : ILimitStore
{
    public Task<IReadOnlyList<StoredLimit>> ReadAsync(CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.limits", _ => inner.ReadAsync(cancellationToken), cancellationToken);

    public Task<bool> DefineAsync(IReadOnlyList<NewLimit> limits, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.limit_define", _ => inner.DefineAsync(limits, cancellationToken), cancellationToken);

    public Task<bool> OverrideAsync(NewLimit limit, NewAuditEntry audit, CancellationToken cancellationToken) =>
        audited.RunAsync(
            "jobmaster.store.limit_override", audit, sent => inner.OverrideAsync(limit, sent!, cancellationToken), cancellationToken);

    public Task<bool> LiftAsync(string name, LimitSource source, string key, NewAuditEntry audit, CancellationToken cancellationToken) =>
        audited.RunAsync(
            "jobmaster.store.limit_lift", audit, sent => inner.LiftAsync(name, source, key, sent!, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<WaitingUse>> ListKeysAsync(
        string? limit, (long Counted, string Key)? after, int count, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.limit_keys", _ => inner.ListKeysAsync(limit, after, count, cancellationToken), cancellationToken);

    public Task<WaitingUse?> GetKeyAsync(string key, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.limit_key", _ => inner.GetKeyAsync(key, cancellationToken), cancellationToken);
}
