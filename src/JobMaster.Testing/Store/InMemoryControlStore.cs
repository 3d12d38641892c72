using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>The controls of operators.</summary>
internal sealed class InMemoryControlStore(InMemoryAccess access) : IControlStore
{
    public Task<StoredControls> ReadAsync(CancellationToken cancellationToken) =>
        access.RunAsync(
            (state, now) => new StoredControls(now, [.. state.Controls.Values.Where(control => Holds(control, now))]), cancellationToken);

    public Task<bool> SetAsync(NewControl control, NewAuditEntry audit, CancellationToken cancellationToken) =>
        access.RunAsync((state, now) => Set(state, now, control with { Target = Cleaned(control.Target) }, audit), cancellationToken);

    public Task<bool> LiftAsync(ControlTarget target, NewAuditEntry audit, CancellationToken cancellationToken) =>
        access.RunAsync((state, now) => Lift(state, now, Cleaned(target), audit), cancellationToken);

    private static bool Holds(StoredControl control, DateTimeOffset now) => !(control.Control.Until <= now);

    private static StoredControl? Begin(InMemoryState state, DateTimeOffset now, ControlTarget target)
    {
        state.SettingsVersion++;
        foreach (var ended in state.Controls.Where(control => !Holds(control.Value, now)).Select(control => control.Key).ToList())
        {
            state.Controls.Remove(ended);
        }

        return state.Controls.GetValueOrDefault(target);
    }

    private static bool Set(InMemoryState state, DateTimeOffset now, NewControl control, NewAuditEntry audit)
    {
        var reason = StoredText.Clean(audit.Origin.Reason);
        var before = Begin(state, now, control.Target);
        if (before?.IsSame(control, reason) == true)
        {
            return false;
        }

        state.Controls[control.Target] = new StoredControl(control, now, StoredText.Clean(audit.Origin.Who), reason);
        state.File(audit with { Before = before?.ToAudit(), After = StoredControl.Audited(control, reason) }, now);
        return true;
    }

    private static bool Lift(InMemoryState state, DateTimeOffset now, ControlTarget target, NewAuditEntry audit)
    {
        if (Begin(state, now, target) is not { } before)
        {
            return false;
        }

        state.Controls.Remove(target);
        state.File(audit with { Before = before.ToAudit() }, now);
        return true;
    }

    private static ControlTarget Cleaned(ControlTarget target) =>
        target with { Name = StoredText.Clean(target.Name), Host = StoredText.Clean(target.Host) };
}
