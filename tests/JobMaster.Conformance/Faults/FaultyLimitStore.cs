namespace JobMaster.Conformance.Faults;

internal sealed class FaultyLimitStore(ILimitStore inner, StoreFaults faults) : ILimitStore
{
    public Task<IReadOnlyList<StoredLimit>> ReadAsync(CancellationToken cancellationToken) =>
        faults.RunAsync("ReadLimitsAsync", () => inner.ReadAsync(cancellationToken));

    public Task<bool> DefineAsync(IReadOnlyList<NewLimit> limits, CancellationToken cancellationToken) =>
        faults.RunAsync("DefineLimitsAsync", () => inner.DefineAsync(limits, cancellationToken));

    public Task<bool> OverrideAsync(NewLimit limit, NewAuditEntry audit, CancellationToken cancellationToken) =>
        faults.RunAsync("OverrideLimitAsync", () => inner.OverrideAsync(limit, audit, cancellationToken));

    public Task<bool> LiftAsync(string name, LimitSource source, string key, NewAuditEntry audit, CancellationToken cancellationToken) =>
        faults.RunAsync("LiftLimitAsync", () => inner.LiftAsync(name, source, key, audit, cancellationToken));

    public Task<IReadOnlyList<WaitingUse>> ListKeysAsync(
        string? limit, (long Counted, string Key)? after, int count, CancellationToken cancellationToken) =>
        faults.RunAsync("ListLimitKeysAsync", () => inner.ListKeysAsync(limit, after, count, cancellationToken));

    public Task<WaitingUse?> GetKeyAsync(string key, CancellationToken cancellationToken) =>
        faults.RunAsync("GetLimitKeyAsync", () => inner.GetKeyAsync(key, cancellationToken));
}
