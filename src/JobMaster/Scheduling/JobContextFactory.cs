using JobMaster.Storage;

namespace JobMaster.Scheduling;

/// <summary>Creates the user's view of a job.</summary>
/// <param name="clusterId">The cluster.</param>
/// <param name="storage">Decodes payloads from their stored form.</param>
internal sealed class JobContextFactory(string clusterId, PayloadStorage storage)
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
        Storage = storage,
        RecurringScheduleId = job.RecurringScheduleId,
        TriggerSourceType = job.TriggerSource,
        Tenant = job.Tenant,
        IdempotencyKey = job.IdempotencyKey,
        ExpiresAt = job.ExpiresAt,
        IsNew = inserted.IsNew,
        IsSameCall = inserted.IsNew || inserted.IsSameCall,
    };

    public JobContext ForFound(StoredJob job, bool isSameCall = false) =>
        From(job, job.Payload, attempt: null, storage, CancellationToken.None, isSameCall);

    /// <param name="job">The job.</param>
    /// <param name="payload">Its payload as the handler reads it.</param>
    /// <param name="attempt">The attempt.</param>
    /// <param name="cancellationToken">The attempt's token.</param>
    public JobContext ForRun(StoredJob job, string? payload, JobAttempt attempt, CancellationToken cancellationToken) =>
        From(job, payload, attempt, storage: null, cancellationToken);

    private JobContext From(
        StoredJob job, string? payload, JobAttempt? attempt, PayloadStorage? storage,
        CancellationToken cancellationToken, bool isSameCall = false) =>
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
            Payload = payload,
            Storage = storage,
            RecurringScheduleId = job.RecurringScheduleId,
            TriggerSourceType = job.TriggerSource,
            Tenant = job.Tenant,
            IdempotencyKey = job.IdempotencyKey,
            ExpiresAt = job.ExpiresAt,
            IsNew = attempt is not null,
            IsSameCall = isSameCall,
        };

    /// <summary>A typed payload may be any JSON value, but only an object can be read by name.</summary>
    public static MessageData DataOf(string? payload) => payload?.StartsWith('{') == true ? MessageData.Parse(payload) : MessageData.Empty;

    private static JobMetadata MetadataOf(string? json) => json is null ? JobMetadata.Empty : JobMetadata.Parse(json);
}
