namespace JobMaster.AspNetCore.Contracts;

/// <summary>
/// A job in a list: no payload, result or metadata. An error may contain hidden values of the payload, so a row has its fingerprint only.
/// </summary>
internal sealed record JobRow
{
    public required Guid Id { get; init; }

    public required string DefinitionId { get; init; }

    public required JobState State { get; init; }

    public required string WorkerLane { get; init; }

    public required JobMasterPriority Priority { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset DueAt { get; init; }

    public DateTimeOffset? AttemptedAt { get; init; }

    public DateTimeOffset? FinalizedAt { get; init; }

    public double? DurationSeconds { get; init; }

    public required int Failures { get; init; }

    public required int Losses { get; init; }

    public ParkedReason? ParkedReason { get; init; }

    public bool IsCancelRequested { get; init; }

    public string? Fingerprint { get; init; }

    public double? Progress { get; init; }

    public string? Tenant { get; init; }

    public string? IdempotencyKey { get; init; }

    public Guid? ScheduleId { get; init; }

    public static JobRow Of(JobSummary job) => new()
    {
        Id = job.Id, DefinitionId = job.JobDefinitionId, State = job.State, WorkerLane = job.WorkerLane, Priority = job.Priority,
        CreatedAt = job.CreatedAt, DueAt = job.DueAt, AttemptedAt = job.AttemptedAt, FinalizedAt = job.FinalizedAt,
        DurationSeconds = job.Duration?.TotalSeconds, Failures = job.NumberOfFailures, Losses = job.NumberOfLosses,
        ParkedReason = job.ParkedReason, IsCancelRequested = job.IsCancelRequested, Fingerprint = job.Fingerprint,
        Progress = job.Progress, Tenant = job.Tenant, IdempotencyKey = job.IdempotencyKey, ScheduleId = job.RecurringScheduleId,
    };
}
