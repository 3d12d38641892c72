using System.Diagnostics.CodeAnalysis;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>The values that the store set on a job that has become live; all others are as sent.</summary>
/// <param name="Id">The job.</param>
/// <param name="DueAt">When it is due.</param>
/// <param name="AttemptedAt">When its attempt began; null if it waits.</param>
/// <param name="IsExpired">Whether its expiry had passed when the attempt began.</param>
[Experimental("JM9001")]
public readonly record struct EnteredJob(Guid Id, DateTimeOffset DueAt, DateTimeOffset? AttemptedAt, bool IsExpired)
{
    /// <summary>The job as stored.</summary>
    internal StoredJob Running(NewJob job, Guid sessionId) => new()
    {
        Id = Id,
        DefinitionId = StoredText.Clean(job.DefinitionId),
        Lane = StoredText.Clean(job.Lane),
        Priority = job.Priority,
        State = JobState.Running,
        CreatedAt = DueAt,
        ScheduledAt = DueAt,
        DueAt = DueAt,
        Timeout = SqlTime.ToInterval(SqlTime.ToMicroseconds(job.Timeout)),
        MaxRetries = job.MaxRetries,
        ClaimNo = 1,
        SessionId = sessionId,
        AttemptedAt = AttemptedAt,
        ExpiresAt = job.ExpiresAt is { } expiresAt ? SqlTime.ToInstant(SqlTime.ToMicroseconds(expiresAt)) : null,
        IsExpired = IsExpired,
        TriggerSource = job.TriggerSource,
        RecurringScheduleId = job.RecurringScheduleId,
        Tenant = StoredText.Clean(job.Tenant),
        IdempotencyKey = StoredText.Clean(job.IdempotencyKey),
        TraceParent = StoredText.Clean(job.TraceParent),
        ScheduledBy = StoredText.Clean(job.ScheduledBy),
        Limits = StoredText.Clean(job.Limits),
        Metadata = StoredText.Clean(job.Metadata),
        Payload = StoredText.Clean(job.Payload),
    };
}
