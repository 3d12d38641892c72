namespace JobMaster.Storage;

internal sealed class InstrumentedGateStore(IGateStore inner, StoreCall call, Func<Exception, bool> isHeld) : IGateStore
{
    public Action<IReadOnlyCollection<string>>? Touched
    {
        get => inner.Touched;
        set => inner.Touched = value;
    }

    /// <summary>Not repeated here if another transaction holds a key: its pass runs again later, and others continue.</summary>
    public Task<LimitPass> PassAsync(
        string key, int most, IReadOnlyCollection<string> paused, TimeSpan patience, CancellationToken cancellationToken) =>
        call.RunAsync(
            "jobmaster.store.limit_pass", _ => inner.PassAsync(key, most, paused, patience, cancellationToken), cancellationToken, isHeld);

    public Task<TurnPass> PassTurnsAsync(
        IReadOnlyCollection<string> keys, IReadOnlyCollection<string> paused, TimeSpan patience, CancellationToken cancellationToken) =>
        call.RunAsync(
            "jobmaster.store.limit_turns", _ => inner.PassTurnsAsync(keys, paused, patience, cancellationToken), cancellationToken,
            isHeld);

    public Task RestAsync(string key, TimeSpan rest, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.limit_rest", _ => RestedAsync(key, rest, cancellationToken), cancellationToken);

    public Task<bool> ShutAsync(string lane, int most, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.limit_shut", _ => inner.ShutAsync(lane, most, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<string>> ListShutAsync(CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.limit_shut_lanes", _ => inner.ListShutAsync(cancellationToken), cancellationToken);

    public Task<bool> ReopenAsync(string lane, int most, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.limit_reopen", _ => inner.ReopenAsync(lane, most, cancellationToken), cancellationToken);

    public Task<LimitsDue> OpenDueAsync(int most, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.limit_due", _ => inner.OpenDueAsync(most, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<LimitUse>> ListGatesAsync(string after, int limit, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.limit_gates", _ => inner.ListGatesAsync(after, limit, cancellationToken), cancellationToken);

    public Task<long> RecountAsync(string key, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.limit_recount", _ => inner.RecountAsync(key, cancellationToken), cancellationToken);

    public Task<PrunedKeys> PruneKeysAsync(string after, int most, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.limit_prune", _ => inner.PruneKeysAsync(after, most, cancellationToken), cancellationToken);

    private async Task<bool> RestedAsync(string key, TimeSpan rest, CancellationToken cancellationToken)
    {
        await inner.RestAsync(key, rest, cancellationToken).ConfigureAwait(false);
        return true;
    }
}
