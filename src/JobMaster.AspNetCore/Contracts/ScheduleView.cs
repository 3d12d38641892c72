using System.Text.Json;
using JobMaster.AspNetCore.Access;

namespace JobMaster.AspNetCore.Contracts;

/// <summary>A recurring schedule as the API shows it.</summary>
internal sealed record ScheduleView
{
    public required Guid Id { get; init; }

    public string? Key { get; init; }

    /// <summary>The profile that defines it, if it is defined in code.</summary>
    public string? ProfileId { get; init; }

    public required RecurringScheduleState State { get; init; }

    public required string TypeId { get; init; }

    public required string Expression { get; init; }

    public string? TimeZone { get; init; }

    /// <summary>The first occurrence is after this instant.</summary>
    public DateTimeOffset? StartAfter { get; init; }

    /// <summary>The last occurrence is before this instant.</summary>
    public DateTimeOffset? EndBefore { get; init; }

    public DateTimeOffset? NextAt { get; init; }

    public DateTimeOffset? LastAt { get; init; }

    public Guid? LastJobId { get; init; }

    public required string DefinitionId { get; init; }

    public required string WorkerLane { get; init; }

    public required JobMasterPriority Priority { get; init; }

    public required double TimeoutSeconds { get; init; }

    public required int MaxRetries { get; init; }

    public JsonElement? Payload { get; init; }

    /// <summary>The version of the payload, which its jobs get.</summary>
    public required int PayloadVersion { get; init; }

    public JsonElement? Metadata { get; init; }

    public string? Tenant { get; init; }

    public required MisfirePolicy Misfire { get; init; }

    public required OverlapPolicy Overlap { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>In the answer to a change, a hint about a possible mistake of the caller; absent if there is none.</summary>
    public string? Note { get; init; }

    public static ScheduleView Of(RecurringScheduleContext schedule, Redactor redactor) => new()
    {
        Id = schedule.Id, Key = schedule.Key, ProfileId = schedule.ProfileId, State = schedule.State, TypeId = schedule.TypeId,
        Expression = schedule.Expression, TimeZone = schedule.TimeZoneId, StartAfter = schedule.StartAfter,
        EndBefore = schedule.EndBefore, NextAt = schedule.NextOccurrence,
        LastAt = schedule.LastOccurrence, LastJobId = schedule.LastJobId, DefinitionId = schedule.JobDefinitionId,
        WorkerLane = schedule.WorkerLane, Priority = schedule.Priority, TimeoutSeconds = schedule.Timeout.TotalSeconds,
        MaxRetries = schedule.MaxNumberOfRetries,
        Payload = schedule.PayloadKeyId is null && schedule.MsgData.Count > 0
            ? JobView.Element(redactor.Json(schedule.MsgData.ToJson()))
            : null,
        PayloadVersion = schedule.PayloadVersion,
        Metadata = schedule.Metadata.Count > 0 ? JobView.Element(redactor.Json(schedule.Metadata.ToJson())) : null,
        Tenant = schedule.Tenant, Misfire = schedule.Misfire, Overlap = schedule.Overlap, CreatedAt = schedule.CreatedAt,
        UpdatedAt = schedule.UpdatedAt,
    };
}
