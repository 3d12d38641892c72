namespace JobMaster.Conformance.Faults;

internal sealed class FaultyControlStore(IControlStore inner, StoreFaults faults) : IControlStore
{
    public Task<StoredControls> ReadAsync(CancellationToken cancellationToken) =>
        faults.RunAsync("ReadControlsAsync", () => inner.ReadAsync(cancellationToken));

    public Task<bool> SetAsync(NewControl control, NewAuditEntry audit, CancellationToken cancellationToken) =>
        faults.RunAsync("SetControlAsync", () => inner.SetAsync(control, audit, cancellationToken));

    public Task<bool> LiftAsync(ControlTarget target, NewAuditEntry audit, CancellationToken cancellationToken) =>
        faults.RunAsync("LiftControlAsync", () => inner.LiftAsync(target, audit, cancellationToken));
}
