using JobMaster.Storage;

namespace JobMaster.Scheduling;

/// <summary>Makes the user's view of a job.</summary>
internal sealed class JobContextFactory(string clusterId)
{
    public JobContext ForScheduled(NewJob job, InsertedJob inserted) => new()
    {
        Id = inserted.Id,
        ClusterId = clusterId,
        JobDefinitionId = job.DefinitionId,
        Priority = job.Priority,
        WorkerLane = job.Lane,
        CreatedAt = inserted.CreatedAt,
        ScheduledAt = inserted.DueAt,
        Timeout = job.Timeout,
        MaxNumberOfRetries = job.MaxRetries,
        Metadata = MetadataOf(job.Metadata),
        Payload = job.Payload,
        RecurringScheduleId = job.RecurringScheduleId,
        TriggerSourceType = job.TriggerSource,
        Tenant = job.Tenant,
        IdempotencyKey = job.IdempotencyKey,
        ExpiresAt = job.ExpiresAt,
        IsNew = inserted.IsNew,
    };

    public JobContext ForFound(StoredJob job) => From(job, attempt: null, isNew: false, CancellationToken.None);

    public JobContext ForRun(StoredJob job, JobAttempt attempt, CancellationToken cancellationToken) =>
        From(job, attempt, isNew: true, cancellationToken);

    private JobContext From(StoredJob job, JobAttempt? attempt, bool isNew, CancellationToken cancellationToken) =>
        new(attempt, cancellationToken)
        {
            Id = job.Id,
            ClusterId = clusterId,
            JobDefinitionId = job.DefinitionId,
            Priority = job.Priority,
            WorkerLane = job.Lane,
            CreatedAt = job.CreatedAt,
            ScheduledAt = job.ScheduledAt,
            Timeout = job.Timeout,
            MaxNumberOfRetries = job.MaxRetries,
            NumberOfFailures = job.NumberOfFailures,
            Metadata = MetadataOf(job.Metadata),
            Payload = job.Payload,
            RecurringScheduleId = job.RecurringScheduleId,
            TriggerSourceType = job.TriggerSource,
            Tenant = job.Tenant,
            IdempotencyKey = job.IdempotencyKey,
            ExpiresAt = job.ExpiresAt,
            IsNew = isNew,
        };

    /// <summary>A typed payload may be any JSON value; only an object can be read by name.</summary>
    public static MessageData DataOf(string? payload) => payload?.StartsWith('{') == true ? MessageData.Parse(payload) : MessageData.Empty;

    private static JobMetadata MetadataOf(string? json) => json is null ? JobMetadata.Empty : JobMetadata.Parse(json);
}
