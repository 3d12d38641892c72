namespace JobMaster.AspNetCore.Contracts;

/// <summary>The first alerts, and whether there are no others.</summary>
internal sealed record AlertList(IReadOnlyList<AlertView> Alerts, bool IsComplete);

/// <summary>An alert as the API shows it.</summary>
internal sealed record AlertView
{
    public required Guid Id { get; init; }

    public required string Rule { get; init; }

    public required string Subject { get; init; }

    public required JobAlertState State { get; init; }

    public required JobAlertSeverity Severity { get; init; }

    public required string Text { get; init; }

    public required double Value { get; init; }

    public required DateTimeOffset FiredAt { get; init; }

    public required DateTimeOffset LastSeenAt { get; init; }

    public DateTimeOffset? ResolvedAt { get; init; }

    public required long TimesFired { get; init; }

    public static AlertView Of(JobAlertDetails alert) => new()
    {
        Id = alert.Id, Rule = alert.Rule, Subject = alert.Subject, State = alert.State, Severity = alert.Severity, Text = alert.Text,
        Value = alert.Value, FiredAt = alert.FiredAt, LastSeenAt = alert.LastSeenAt, ResolvedAt = alert.ResolvedAt,
        TimesFired = alert.TimesFired,
    };
}
