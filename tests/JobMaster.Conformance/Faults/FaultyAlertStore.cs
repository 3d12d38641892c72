namespace JobMaster.Conformance.Faults;

internal sealed class FaultyAlertStore(IAlertStore inner, StoreFaults faults) : IAlertStore
{
    public Task<bool> TakeTurnAsync(Guid turn, TimeSpan lease, CancellationToken cancellationToken) =>
        faults.RunAsync("TakeAlertTurnAsync", () => inner.TakeTurnAsync(turn, lease, cancellationToken));

    public Task<AlertRoundResult?> ApplyAsync(AlertRound round, CancellationToken cancellationToken) =>
        faults.RunAsync("ApplyAlertsAsync", () => inner.ApplyAsync(round, cancellationToken));

    public Task<StoredAlertNotice?> ClaimAsync(string sink, TimeSpan lease, CancellationToken cancellationToken) =>
        faults.RunAsync("ClaimAlertNoticeAsync", () => inner.ClaimAsync(sink, lease, cancellationToken));

    public Task<bool> SettleAsync(StoredAlertNotice notice, TimeSpan quiet, CancellationToken cancellationToken) =>
        faults.RunAsync("SettleAlertNoticeAsync", () => inner.SettleAsync(notice, quiet, cancellationToken));

    public Task<bool> PutOffAsync(StoredAlertNotice notice, TimeSpan pause, CancellationToken cancellationToken) =>
        faults.RunAsync("PutOffAlertNoticeAsync", () => inner.PutOffAsync(notice, pause, cancellationToken));

    public Task<IReadOnlyList<StoredAlert>> ListAsync(AlertListRequest request, CancellationToken cancellationToken) =>
        faults.RunAsync("ListAlertsAsync", () => inner.ListAsync(request, cancellationToken));

    public Task<IReadOnlyList<LaneWait>> ReadWaitsAsync(CancellationToken cancellationToken) =>
        faults.RunAsync(nameof(ReadWaitsAsync), () => inner.ReadWaitsAsync(cancellationToken));

    public Task<IReadOnlyList<GrowingFailures>> ReadGrowingFailuresAsync(
        GrowingFailuresRequest request, CancellationToken cancellationToken) =>
        faults.RunAsync(nameof(ReadGrowingFailuresAsync), () => inner.ReadGrowingFailuresAsync(request, cancellationToken));

    public Task<IReadOnlyList<MissedOccurrences>> ReadMissedAsync(MissedOccurrencesRequest request, CancellationToken cancellationToken) =>
        faults.RunAsync(nameof(ReadMissedAsync), () => inner.ReadMissedAsync(request, cancellationToken));
}
