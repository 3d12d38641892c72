namespace JobMaster.Storage;

internal sealed class InstrumentedAlertStore(IAlertStore inner, StoreCall call) : IAlertStore
{
    /// <summary>Not repeated here: a node that wants the turn asks again.</summary>
    public Task<bool> TakeTurnAsync(Guid turn, TimeSpan lease, CancellationToken cancellationToken) =>
        call.OnceAsync("jobmaster.store.alert_turn", () => inner.TakeTurnAsync(turn, lease, cancellationToken));

    /// <summary>Never repeated here: the next round finds the same.</summary>
    public Task<AlertRoundResult?> ApplyAsync(AlertRound round, CancellationToken cancellationToken) =>
        call.OnceAsync("jobmaster.store.alert_apply", () => inner.ApplyAsync(round, cancellationToken));

    /// <summary>Never repeated here: a claim with a lost reply ends with its lease.</summary>
    public Task<StoredAlertNotice?> ClaimAsync(string sink, TimeSpan lease, CancellationToken cancellationToken) =>
        call.OnceAsync("jobmaster.store.alert_claim", () => inner.ClaimAsync(sink, lease, cancellationToken));

    public Task<bool> SettleAsync(StoredAlertNotice notice, TimeSpan quiet, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.alert_settle", _ => inner.SettleAsync(notice, quiet, cancellationToken), cancellationToken);

    public Task<bool> PutOffAsync(StoredAlertNotice notice, TimeSpan pause, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.alert_put_off", _ => inner.PutOffAsync(notice, pause, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<StoredAlert>> ListAsync(AlertListRequest request, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.alert_list", _ => inner.ListAsync(request, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<LaneWait>> ReadWaitsAsync(CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.lane_waits", _ => inner.ReadWaitsAsync(cancellationToken), cancellationToken);

    public Task<IReadOnlyList<GrowingFailures>> ReadGrowingFailuresAsync(
        GrowingFailuresRequest request, CancellationToken cancellationToken) =>
        call.RunAsync(
            "jobmaster.store.growing_failures", _ => inner.ReadGrowingFailuresAsync(request, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<MissedOccurrences>> ReadMissedAsync(MissedOccurrencesRequest request, CancellationToken cancellationToken) =>
        call.RunAsync(
            "jobmaster.store.missed_occurrences", _ => inner.ReadMissedAsync(request, cancellationToken), cancellationToken);
}
