using JobMaster.Storage;

namespace JobMaster.Alerts;

/// <summary>Finds workers that have stopped beating.</summary>
/// <param name="alert">What is configured.</param>
/// <param name="after">How long ago the last beat must be.</param>
internal sealed class StaleHeartbeatRule(JobAlert alert, TimeSpan after) : AlertRule(alert)
{
    /// <summary>While nobody could reach the store, nobody beat.</summary>
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
