namespace JobMaster.Storage;

internal sealed class InstrumentedControlStore(IControlStore inner, StoreCall call) : IControlStore
{
    public Task<StoredControls> ReadAsync(CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.controls", _ => inner.ReadAsync(cancellationToken), cancellationToken);

    /// <summary>
    /// Repeated after a lost reply it finds what it set, so the answer may be false although the change was made by this call.
    /// </summary>
    public Task<bool> SetAsync(NewControl control, NewAuditEntry audit, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.control_set", _ => inner.SetAsync(control, audit, cancellationToken), cancellationToken);

    public Task<bool> LiftAsync(ControlTarget target, NewAuditEntry audit, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.control_lift", _ => inner.LiftAsync(target, audit, cancellationToken), cancellationToken);
}
