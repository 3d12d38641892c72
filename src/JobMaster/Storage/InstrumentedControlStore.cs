namespace JobMaster.Storage;

internal sealed class InstrumentedControlStore(IControlStore inner, StoreCall call, AuditedCall audited) : IControlStore
{
    public Task<StoredControls> ReadAsync(CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.controls", _ => inner.ReadAsync(cancellationToken), cancellationToken);

    public Task<bool> SetAsync(NewControl control, NewAuditEntry audit, CancellationToken cancellationToken) =>
        audited.RunAsync(
            "jobmaster.store.control_set", audit, sent => inner.SetAsync(control, sent!, cancellationToken), cancellationToken);

    public Task<bool> LiftAsync(ControlTarget target, NewAuditEntry audit, CancellationToken cancellationToken) =>
        audited.RunAsync(
            "jobmaster.store.control_lift", audit, sent => inner.LiftAsync(target, sent!, cancellationToken), cancellationToken);
}
