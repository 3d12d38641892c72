using System.Text.Json;
using System.Text.Json.Serialization;
using JobMaster.AspNetCore.Patches;

namespace JobMaster.AspNetCore.Contracts;

/// <summary>The reason for a change, for the audit.</summary>
internal sealed record ReasonBody
{
    public string? Reason { get; init; }
}

/// <summary>A job to schedule. Members of one line mean the same; giving both with different values is an error.</summary>
internal sealed record SubmitBody
{
    /// <summary>The definition to run.</summary>
    public string? DefinitionId { get; init; }

    public string? Type { get; init; }

    public string? WorkerLane { get; init; }

    public string? Queue { get; init; }

    public string? Tenant { get; init; }

    public string? TenantId { get; init; }

    public DateTimeOffset? At { get; init; }

    public DateTimeOffset? RunAt { get; init; }

    /// <summary>Seconds from now, by the store's clock.</summary>
    public double? AfterSeconds { get; init; }

    public int? MaxRetries { get; init; }

    /// <summary>One more than <see cref="MaxRetries"/>.</summary>
    public int? MaxAttempts { get; init; }

    public int? PayloadVersion { get; init; }

    public int? SchemaVersion { get; init; }

    public JsonElement? Payload { get; init; }

    public JsonElement? Metadata { get; init; }

    public JobMasterPriority? Priority { get; init; }

    public double? TimeoutSeconds { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public Guid? Id { get; init; }

    public string? IdempotencyKey { get; init; }

    public JobKeyScope? IdempotencyScope { get; init; }

    public double? IdempotencyWindowSeconds { get; init; }

    public UniqueBody? Unique { get; init; }

    public string? TraceParent { get; init; }

    /// <summary>Limits in addition to those of its handler, lane, definition and tenant: `smtp`, or with a key `smtp:eu`.</summary>
    public IReadOnlyList<string>? LimitKeys { get; init; }

    /// <summary>Parents to wait for; not supported yet.</summary>
    public JsonElement? Dependencies { get; init; }

    /// <summary>Makes it a recurring schedule: a cron expression.</summary>
    public string? Cron { get; init; }

    /// <summary>The same with an expression in English: `every monday at 09:00`.</summary>
    public string? Natural { get; init; }

    /// <summary>The zone of the expression.</summary>
    public string? TimeZone { get; init; }

    /// <summary>The key of the recurring schedule. Without one, each call makes another schedule.</summary>
    public string? ScheduleKey { get; init; }
}

internal sealed record UniqueBody
{
    public string? Key { get; init; }

    /// <summary>Required: as long as the job waits, or also while it runs.</summary>
    public UniqueWhile? While { get; init; }

    public UniqueConflict? OnConflict { get; init; }

    public JobKeyScope? Scope { get; init; }

    public double? LongestWaitSeconds { get; init; }
}

internal sealed record SubmitManyBody
{
    public IReadOnlyList<SubmitBody>? Jobs { get; init; }
}

internal sealed record RescheduleBody
{
    public DateTimeOffset? At { get; init; }

    public string? Reason { get; init; }
}

/// <summary>Changes of a job. Absent members keep their values.</summary>
internal sealed record ChangeBody
{
    public JobMasterPriority? Priority { get; init; }

    public string? WorkerLane { get; init; }

    public DateTimeOffset? At { get; init; }

    public bool RunNow { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public bool RemovesExpiry { get; init; }

    /// <summary>The new payload.</summary>
    public JsonElement? Payload { get; init; }

    /// <summary>The version of the payload; absent for the newest that the node of the API writes.</summary>
    public int? PayloadVersion { get; init; }

    /// <summary>Changes parts of the payload instead (RFC 6902); for a single job only.</summary>
    public IReadOnlyList<PatchOperation>? PayloadPatch { get; init; }

    /// <summary>The revision of the payload that the patch was made for.</summary>
    public string? PayloadRevision { get; init; }

    public string? Reason { get; init; }

    public JobChange ToChange() => new()
    {
        Priority = Priority, WorkerLane = WorkerLane, At = At, RunNow = RunNow, ExpiresAt = ExpiresAt, RemovesExpiry = RemovesExpiry,
        Data = Payload is { } payload ? MessageData.Parse(payload.GetRawText()) : null, PayloadVersion = PayloadVersion,
    };
}

internal sealed record OperationBody
{
    public JobOperationKind? Kind { get; init; }

    public ChangeBody? Change { get; init; }

    /// <summary>Changes made by a replay.</summary>
    public ReplayBody? Replay { get; init; }

    /// <summary>Replays this many jobs first, and the others only if none of these fails again or is cancelled.</summary>
    public int? TryFirst { get; init; }

    public int? MaxPerSecond { get; init; }

    public OperationFilterBody? Filter { get; init; }

    public IReadOnlyList<Guid>? Ids { get; init; }

    /// <summary>Confirms an empty filter.</summary>
    public bool All { get; init; }

    /// <summary>Stops after this many jobs.</summary>
    public long? Max { get; init; }

    /// <summary>Only returns what it would do.</summary>
    public bool DryRun { get; init; }

    public string? Reason { get; init; }
}

internal sealed record OperationFilterBody
{
    public string? DefinitionId { get; init; }

    public string? WorkerLane { get; init; }

    public string? Tenant { get; init; }

    public JobMasterPriority? Priority { get; init; }

    public Guid? ScheduleId { get; init; }

    public string? Fingerprint { get; init; }

    public string? IdempotencyKey { get; init; }

    public Guid? SessionId { get; init; }

    public DateTimeOffset? CreatedFrom { get; init; }

    public DateTimeOffset? CreatedBefore { get; init; }

    public DateTimeOffset? DueFrom { get; init; }

    public DateTimeOffset? DueBefore { get; init; }

    public DateTimeOffset? FinalizedFrom { get; init; }

    public DateTimeOffset? FinalizedBefore { get; init; }

    public JobState? State { get; init; }

    public static OperationFilterBody Of(JobOperationFilter filter) => new()
    {
        DefinitionId = filter.JobDefinitionId, WorkerLane = filter.WorkerLane, Tenant = filter.Tenant, Priority = filter.Priority,
        ScheduleId = filter.RecurringScheduleId, Fingerprint = filter.Fingerprint, IdempotencyKey = filter.IdempotencyKey,
        SessionId = filter.SessionId, CreatedFrom = filter.CreatedFrom, CreatedBefore = filter.CreatedBefore, DueFrom = filter.DueFrom,
        DueBefore = filter.DueBefore, FinalizedFrom = filter.FinalizedFrom, FinalizedBefore = filter.FinalizedBefore,
        State = filter.State,
    };

    public JobOperationFilter ToFilter() => new()
    {
        JobDefinitionId = DefinitionId, WorkerLane = WorkerLane, Tenant = Tenant, Priority = Priority, RecurringScheduleId = ScheduleId,
        Fingerprint = Fingerprint, IdempotencyKey = IdempotencyKey, SessionId = SessionId, CreatedFrom = CreatedFrom,
        CreatedBefore = CreatedBefore, DueFrom = DueFrom, DueBefore = DueBefore, FinalizedFrom = FinalizedFrom,
        FinalizedBefore = FinalizedBefore, State = State,
    };
}

/// <summary>The values that a replay or a copy uses instead of those of the job.</summary>
internal sealed record ReplayBody
{
    public string? WorkerLane { get; init; }

    public JobMasterPriority? Priority { get; init; }

    public string? DefinitionId { get; init; }

    public JsonElement? Payload { get; init; }

    /// <summary>The version of the payload; absent for the newest that the node of the API writes.</summary>
    public int? PayloadVersion { get; init; }

    /// <summary>Changes parts of the payload instead (RFC 6902); for a single job only.</summary>
    public IReadOnlyList<PatchOperation>? PayloadPatch { get; init; }

    /// <summary>The revision of the payload that the patch was made for.</summary>
    public string? PayloadRevision { get; init; }

    /// <summary>For a single replay or copy; an operation has its own.</summary>
    public string? Reason { get; init; }

    /// <summary>The place of the patch, for errors about the payload; null without one.</summary>
    internal string? PatchPath => PayloadPatch is null ? null : "$.payloadPatch";

    /// <summary>The place of the payload, or of the definition that it has to fit; null with neither.</summary>
    internal string? DataPath => Payload is not null ? "$.payload" : DefinitionId is not null ? "$.definitionId" : null;

    /// <summary>Null if it changes nothing.</summary>
    public JobReplay? ToReplay() => WorkerLane is null && Priority is null && DefinitionId is null && Payload is null
        ? null
        : new JobReplay
        {
            WorkerLane = WorkerLane, Priority = Priority, JobDefinitionId = DefinitionId,
            Data = Payload is { } payload ? MessageData.Parse(payload.GetRawText()) : null, PayloadVersion = PayloadVersion,
        };
}

/// <summary>Changes of a recurring schedule. Absent members keep their values.</summary>
internal sealed record ScheduleChangeBody
{
    /// <summary>The new cron expression. Its occurrences count from now, or from `startAfter`.</summary>
    public string? Cron { get; init; }

    /// <summary>The new expression in English: `every monday at 09:00`. Its occurrences count from now, or from `startAfter`.</summary>
    public string? Natural { get; init; }

    public string? TimeZone { get; init; }

    /// <summary>The first occurrence is after this instant.</summary>
    public DateTimeOffset? StartAfter { get; init; }

    /// <summary>The last occurrence is before this instant.</summary>
    public DateTimeOffset? EndBefore { get; init; }

    /// <summary>Whether it goes on without an end.</summary>
    public bool RemovesEnd { get; init; }

    public JsonElement? Payload { get; init; }

    /// <summary>The version of the payload; absent for the newest that the node of the API writes.</summary>
    public int? PayloadVersion { get; init; }

    public JobMasterPriority? Priority { get; init; }

    public string? WorkerLane { get; init; }

    public double? TimeoutSeconds { get; init; }

    public int? MaxRetries { get; init; }

    public MisfirePolicy? Misfire { get; init; }

    public OverlapPolicy? Overlap { get; init; }

    public string? Reason { get; init; }
}

internal sealed record MuteBody
{
    public DateTimeOffset? Until { get; init; }

    /// <summary>Ends earlier once the group has grown by this factor.</summary>
    public int? Growth { get; init; }

    public string? Reason { get; init; }
}

internal sealed record ModeBody
{
    /// <summary>Null restores the configured value.</summary>
    public ClusterMode? Mode { get; set => (field, IsModeGiven) = (value, true); }

    [JsonIgnore]
    public bool IsModeGiven { get; private set; }

    public string? Reason { get; init; }
}

internal sealed record PauseBody
{
    public DateTimeOffset? Until { get; init; }

    public string? Reason { get; init; }
}

internal sealed record ValidateBody
{
    public JsonElement? Payload { get; init; }

    public int? PayloadVersion { get; init; }
}

/// <summary>An order to a worker.</summary>
internal sealed record WorkerBody
{
    /// <summary>Only the worker on this host; null for workers with that name on every host.</summary>
    public string? Host { get; init; }

    public string? Reason { get; init; }
}

/// <summary>An order to a worker to stop.</summary>
internal sealed record StopBody
{
    /// <summary>Only the worker on this host; null for workers with that name on every host.</summary>
    public string? Host { get; init; }

    /// <summary>How long running jobs may continue.</summary>
    public double? GraceSeconds { get; init; }

    public string? Reason { get; init; }
}

/// <summary>How many jobs a worker runs at once.</summary>
internal sealed record ConcurrencyBody
{
    /// <summary>Only the worker on this host; null for workers with that name on every host.</summary>
    public string? Host { get; init; }

    /// <summary>How many jobs at once; null restores the configured value.</summary>
    public int? Concurrency { get; set => (field, IsConcurrencyGiven) = (value, true); }

    [JsonIgnore]
    public bool IsConcurrencyGiven { get; private set; }

    public string? Reason { get; init; }
}
