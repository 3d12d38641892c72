using JobMaster.Scheduling;
using JobMaster.Storage;
using JobMaster.Values;

namespace JobMaster.Recurring;

/// <summary>Creates the user's view of a schedule.</summary>
internal static class ScheduleContexts
{
    public static RecurringScheduleContext Of(StoredSchedule schedule, string clusterId, bool isNew = false) => new()
    {
        Id = schedule.Id,
        ClusterId = clusterId,
        ProfileId = schedule.ProfileId,
        Key = schedule.Key,
        State = schedule.State,
        TypeId = schedule.TypeId,
        Expression = schedule.Expression,
        TimeZoneId = schedule.ZoneId,
        StartAfter = schedule.StartAfter,
        EndBefore = schedule.EndBefore,
        Anchor = schedule.Anchor,
        NextOccurrence = schedule.NextAt,
        LastOccurrence = schedule.LastAt,
        LastJobId = schedule.LastJobId,
        JobDefinitionId = schedule.DefinitionId,
        Priority = schedule.Priority,
        WorkerLane = schedule.Lane,
        Timeout = schedule.Timeout,
        MaxNumberOfRetries = schedule.MaxRetries,
        MsgData = JobContextFactory.DataOf(PayloadEnvelope.Shown(schedule.Payload)),
        PayloadKeyId = PayloadEnvelope.KeyOf(schedule.Payload),
        PayloadVersion = PayloadEnvelope.VersionOf(schedule.Payload),
        Metadata = JobMetadata.Parse(schedule.Metadata),
        Tenant = schedule.Tenant,
        Unique = schedule.IsUniqueByPayload ? schedule.Unique! with { Key = null } : schedule.Unique,
        Misfire = schedule.Misfire,
        MisfireGrace = schedule.MisfireGrace,
        MisfireLimit = schedule.MisfireLimit,
        Overlap = schedule.Overlap,
        CreatedAt = schedule.CreatedAt,
        UpdatedAt = schedule.UpdatedAt,
        IsNew = isNew,
    };
}
