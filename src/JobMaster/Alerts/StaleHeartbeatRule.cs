using JobMaster.Storage;

namespace JobMaster.Alerts;

/// <summary>Finds workers without a recent heartbeat.</summary>
/// <param name="alert">The configured alert.</param>
/// <param name="after">How long ago the last heartbeat must be.</param>
internal sealed class StaleHeartbeatRule(JobAlert alert, TimeSpan after) : AlertRule(alert)
{
    /// <summary>While no node could reach the store, there were no heartbeats.</summary>
    public override TimeSpan Steady => after;

    public override async Task<IReadOnlyList<AlertFinding>> FindAsync(AlertReading reading) =>
    [
        .. (await reading.SessionsAsync().ConfigureAwait(false)).Where(session => session.SilentFor >= after)
            .OrderByDescending(session => session.SilentFor).Take(MostFound)
            .Select(info => new AlertFinding(
                $"{info.Session.WorkerName} @ {info.Session.NodeName}",
                $"Worker '{info.Session.WorkerName}' on {info.Session.NodeName} has not beaten for {Shown(info.SilentFor)}. When its "
                + "session is ended, its jobs go to other workers.",
                info.SilentFor.TotalSeconds)),
    ];
}
