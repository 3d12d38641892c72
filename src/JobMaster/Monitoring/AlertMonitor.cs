using JobMaster.Storage;

namespace JobMaster.Monitoring;

/// <summary>Reads alerts.</summary>
internal sealed class AlertMonitor(IMasterStore store) : IAlertMonitor
{
    public async Task<IReadOnlyList<JobAlertDetails>> ListAsync(
        JobAlertState? state = null, int count = 100, CancellationToken cancellationToken = default)
    {
        if (count is < 1 or > 1000)
        {
            throw new ArgumentException($"{count} must be from 1 to 1,000.", nameof(count));
        }

        var request = new AlertListRequest(count, state is null ? null : state == JobAlertState.Firing);
        return [.. (await store.Alerts.ListAsync(request, cancellationToken).ConfigureAwait(false)).Select(Details)];
    }

    private static JobAlertDetails Details(StoredAlert alert) => new()
    {
        Id = alert.Id,
        Rule = alert.Rule,
        Subject = alert.Subject,
        State = alert.IsFiring ? JobAlertState.Firing : JobAlertState.Resolved,
        Severity = alert.Severity,
        Text = alert.Text,
        Value = alert.Value,
        FiredAt = alert.FiredAt!.Value,
        LastSeenAt = alert.SeenAt,
        ResolvedAt = alert.ResolvedAt,
        TimesFired = (alert.Stage + 1) / 2,
    };
}
