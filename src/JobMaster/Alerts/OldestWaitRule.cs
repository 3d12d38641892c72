using JobMaster.Storage;

namespace JobMaster.Alerts;

/// <summary>Finds lanes whose oldest due job waits too long.</summary>
internal sealed class OldestWaitRule(JobAlert alert) : AlertRule(alert)
{
    public override async Task<IReadOnlyList<AlertFinding>> FindAsync(AlertReading reading) =>
    [
        .. (await reading.WaitsAsync().ConfigureAwait(false))
            .Where(wait => (Alert.Lane is null || Alert.Lane == wait.Lane) && wait.Longest > Alert.After)
            .Select(wait => new AlertFinding(
                wait.Lane,
                $"The oldest due job of lane '{wait.Lane}' has waited for {Shown(wait.Longest)}; the limit is {Shown(Alert.After!.Value)}.",
                wait.Longest.TotalSeconds)),
    ];
}
