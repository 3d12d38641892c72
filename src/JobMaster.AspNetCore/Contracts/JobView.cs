using System.Text.Json;
using JobMaster.AspNetCore.Access;
using JobMaster.AspNetCore.Patches;

namespace JobMaster.AspNetCore.Contracts;

/// <summary>A job as the API shows it.</summary>
internal sealed record JobView
{
    public required Guid Id { get; init; }

    public required string DefinitionId { get; init; }

    public required JobState State { get; init; }

    public bool IsOnAgent { get; init; }

    public required string WorkerLane { get; init; }

    public required JobMasterPriority Priority { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ScheduledAt { get; init; }

    public required DateTimeOffset DueAt { get; init; }

    public DateTimeOffset? AttemptedAt { get; init; }

    public DateTimeOffset? FinalizedAt { get; init; }

    public double? DurationSeconds { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public required double TimeoutSeconds { get; init; }

    public required int MaxRetries { get; init; }

    public required int Failures { get; init; }

    public required int Losses { get; init; }

    public ParkedReason? ParkedReason { get; init; }

    public bool IsCancelRequested { get; init; }

    public string? Error { get; init; }

    /// <summary>The failure group of a failed job.</summary>
    public string? Fingerprint { get; init; }

    public JsonElement? Result { get; init; }

    public double? Progress { get; init; }

    public string? ProgressText { get; init; }

    public JsonElement? Metadata { get; init; }

    /// <summary>Not in lists.</summary>
    public JsonElement? Payload { get; init; }

    /// <summary>The version of the payload for a patch.</summary>
    public string? PayloadRevision { get; init; }

    public int? PayloadVersion { get; init; }

    public bool IsPayloadEncrypted { get; init; }

    public string? Tenant { get; init; }

    public string? IdempotencyKey { get; init; }

    public string? TraceParent { get; init; }

    public required TriggerSourceType TriggerSource { get; init; }

    public Guid? ScheduleId { get; init; }

    public static JobView Of(JobDetails job, Redactor redactor)
    {
        // The order matters: hidden values of the payload and the metadata are hidden in the texts, too.
        var (payload, metadata, result) =
            (redactor.Json(job.MsgDataJson), redactor.Json(Written(job.Metadata)), redactor.Result(job.Result));
        return new JobView
        {
            Id = job.Id, DefinitionId = job.JobDefinitionId, State = job.State, IsOnAgent = job.IsOnAgent, WorkerLane = job.WorkerLane,
            Priority = job.Priority, CreatedAt = job.CreatedAt, ScheduledAt = job.ScheduledAt, DueAt = job.DueAt,
            AttemptedAt = job.AttemptedAt, FinalizedAt = job.FinalizedAt, DurationSeconds = job.Duration?.TotalSeconds,
            ExpiresAt = job.ExpiresAt, TimeoutSeconds = job.Timeout.TotalSeconds, MaxRetries = job.MaxNumberOfRetries,
            Failures = job.NumberOfFailures, Losses = job.NumberOfLosses, ParkedReason = job.ParkedReason,
            IsCancelRequested = job.IsCancelRequested, Error = redactor.Text(job.Error), Fingerprint = job.Fingerprint,
            Result = Element(result), Progress = job.Progress, ProgressText = redactor.Text(job.ProgressText), Metadata = Element(metadata),
            Payload = Element(payload), PayloadRevision = PayloadPatch.RevisionOf(payload),
            PayloadVersion = payload is null ? null : job.PayloadVersion,
            IsPayloadEncrypted = job.IsPayloadEncrypted, Tenant = job.Tenant, IdempotencyKey = job.IdempotencyKey,
            TraceParent = job.TraceParent, TriggerSource = job.TriggerSourceType, ScheduleId = job.RecurringScheduleId,
        };
    }

    /// <summary>JSON text as it is stored; no code in between parses its numbers.</summary>
    public static JsonElement? Element(string? json) => json is null ? null : JsonElement.Parse(json, Redactor.Deep);

    private static string? Written(JobMetadata metadata) => metadata.Count == 0 ? null : metadata.ToJson();
}
