using JobMaster.Storage;

namespace JobMaster.Alerts;

/// <summary>The data for the rules of one round, each read once.</summary>
internal sealed class AlertReading(IMasterStore store, TimeSpan heartbeatTimeout, CancellationToken stop)
{
    private Task<IReadOnlyList<LaneWait>>? _waits;
    private Task<IReadOnlyList<SessionInfo>>? _sessions;
    private Task<StoredControls>? _controls;

    public IMasterStore Store => store;

    public CancellationToken Stop => stop;

    public Task<IReadOnlyList<SessionInfo>> SessionsAsync() => _sessions ??= store.Sessions.ListAsync(stop);

    /// <summary>The lanes with due jobs that no operator paused, the longest wait first.</summary>
    public async Task<IReadOnlyList<LaneWait>> WaitsAsync()
    {
        var waits = await (_waits ??= store.Alerts.ReadWaitsAsync(stop)).ConfigureAwait(false);
        var controls = await (_controls ??= store.Controls.ReadAsync(stop)).ConfigureAwait(false);
        var paused = controls.All.Where(control => control.Control.Target.Kind == ControlKind.PauseLane)
            .Select(control => control.Control.Target.Name).ToHashSet(StringComparer.Ordinal);
        return [.. waits.Where(wait => !paused.Contains(wait.Lane)).OrderByDescending(wait => wait.Longest)];
    }

    /// <summary>The lanes and patterns of lanes that each live worker serves.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<string>>> ServedAsync() =>
    [
        .. (await SessionsAsync().ConfigureAwait(false)).Where(info => info.SilentFor < heartbeatTimeout)
            .Select(info => info.Session.Lanes),
    ];
}
