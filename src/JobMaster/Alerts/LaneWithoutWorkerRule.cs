using JobMaster.Storage;

namespace JobMaster.Alerts;

/// <summary>Finds lanes with due jobs that no live worker serves.</summary>
internal sealed class LaneWithoutWorkerRule(JobAlert alert) : AlertRule(alert)
{
    public override TimeSpan Holds => Alert.After!.Value;

    public override async Task<IReadOnlyList<AlertFinding>> FindAsync(AlertReading reading)
    {
        var waits = await reading.WaitsAsync().ConfigureAwait(false);
        if (waits.Count == 0)
        {
            return [];
        }

        var served = await reading.ServedAsync().ConfigureAwait(false);
        return
        [
            .. waits.Where(wait => !served.Any(lanes => LanePattern.Serves(lanes, wait.Lane))).Select(wait => new AlertFinding(
                wait.Lane, $"No live worker serves lane '{wait.Lane}'; its oldest due job has waited for {Shown(wait.Longest)}.",
                wait.Longest.TotalSeconds)),
        ];
    }
}
