using JobMaster.Storage;

namespace JobMaster.Recurring;

/// <summary>Creates audit entries of changes to schedules: the changed values, but for message data only that it changed.</summary>
internal static class ScheduleAudit
{
    private static readonly (string Name, Func<StoredSchedule, object?> Of)[] Shown =
    [
        ("state", one => one.State),
        ("definitionId", one => one.DefinitionId),
        ("lane", one => one.Lane),
        ("priority", one => one.Priority),
        ("timeout", one => one.Timeout),
        ("maxNumberOfRetries", one => one.MaxRetries),
        ("tenant", one => one.Tenant),
        ("typeId", one => one.TypeId),
        ("expression", one => one.Expression),
        ("zoneId", one => one.ZoneId),
        ("startAfter", one => one.StartAfter),
        ("endBefore", one => one.EndBefore),
        ("misfire", one => one.Misfire),
        ("misfireGrace", one => one.MisfireGrace),
        ("misfireLimit", one => one.MisfireLimit),
        ("overlap", one => one.Overlap),
    ];

    public static NewAuditEntry Changed(AuditOrigin by, string action, StoredSchedule before, StoredSchedule after)
    {
        var differing = Shown.Where(member => !Equals(member.Of(before), member.Of(after))).ToList();
        var now = differing.ConvertAll(member => (member.Name, member.Of(after)));
        if (before.Payload != after.Payload)
        {
            now.Add(("msgDataChanged", true));
        }

        if (before.Metadata != after.Metadata)
        {
            now.Add(("metadataChanged", true));
        }

        return Entry(by, action, after.Id) with
        {
            Before = AuditValues.Of([.. differing.Select(member => (member.Name, member.Of(before)))]),
            After = AuditValues.Of([.. now]),
        };
    }

    public static NewAuditEntry Run(AuditOrigin by, ScheduleStep step) =>
        Entry(by, AuditActions.RunSchedule, step.ScheduleId) with { After = AuditValues.Of(("jobId", step.LastJobId)) };

    private static NewAuditEntry Entry(AuditOrigin by, string action, Guid scheduleId) => new()
    {
        Origin = by, Action = action, TargetKind = AuditTargets.Schedule, TargetId = scheduleId.ToString(),
    };
}
