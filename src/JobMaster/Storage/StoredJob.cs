using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace JobMaster.Storage;

/// <summary>A job as stored. It includes the facts about its last attempt.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record StoredJob
{
    /// <summary>The job's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The handler's stable name.</summary>
    public required string DefinitionId { get; init; }

    /// <summary>The lane that routes it to workers.</summary>
    public required string Lane { get; init; }

    /// <summary>Its priority within the lane.</summary>
    public required JobMasterPriority Priority { get; init; }

    /// <summary>Its state.</summary>
    public required JobState State { get; init; }

    /// <summary>When it was stored.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its first run was due, or its new time after a reschedule.</summary>
    public required DateTimeOffset ScheduledAt { get; init; }

    /// <summary>When its next attempt is due, or its last one was.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>How long one attempt may run.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>How often it is tried again after a failure.</summary>
    public required int MaxRetries { get; init; }

    /// <summary>Failed attempts so far.</summary>
    public int NumberOfFailures { get; init; }

    /// <summary>How often a worker was lost while it held this job.</summary>
    public int LostCount { get; init; }

    /// <summary>Raised by one at each claim. Only the holder of the latest number may record an outcome.</summary>
    public int ClaimNo { get; init; }

    /// <summary>The session that runs, or last ran, it.</summary>
    public Guid? SessionId { get; init; }

    /// <summary>When it was last claimed.</summary>
    public DateTimeOffset? AttemptedAt { get; init; }

    /// <summary>When it became final.</summary>
    public DateTimeOffset? FinalizedAt { get; init; }

    /// <summary>How long the handler of the last attempt ran.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>No attempt starts after this instant.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>In a claim, true if the expiry had passed, by the store's clock.</summary>
    public bool IsExpired { get; init; }

    /// <summary>True if a running job was asked to stop.</summary>
    public bool IsCancelRequested { get; init; }

    /// <summary>Why it is parked, or null if it is not.</summary>
    public ParkedReason? ParkedReason { get; init; }

    /// <summary>The message data as JSON text; null in lists, which do not read it.</summary>
    public string? Payload { get; init; }

    /// <summary>The metadata as JSON text.</summary>
    public string? Metadata { get; init; }

    /// <summary>The tenant it belongs to.</summary>
    public string? Tenant { get; init; }

    /// <summary>Its idempotency key.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The W3C trace context of the scheduling call.</summary>
    public string? TraceParent { get; init; }

    /// <summary>The host that scheduled it, as <c>machine:process id</c>.</summary>
    public string? ScheduledBy { get; init; }

    /// <summary>The keys of the limits it is under, as <see cref="StoredLimits"/> writes them; null for none.</summary>
    public string? Limits { get; init; }

    /// <summary>What created it.</summary>
    public TriggerSourceType TriggerSource { get; init; } = TriggerSourceType.Once;

    /// <summary>The recurring schedule it came from, if any.</summary>
    public Guid? RecurringScheduleId { get; init; }

    /// <summary>The error of the last failed attempt, until the job succeeds, or the reason why it was cancelled.</summary>
    public string? Error { get; init; }

    /// <summary>The fingerprint shared by failures of the same cause; null unless it failed, or was discarded after it failed.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>The result of the successful attempt, as JSON text.</summary>
    public string? Result { get; init; }

    /// <summary>The last attempt's progress, 0 to 1.</summary>
    public double? Progress { get; init; }

    /// <summary>The last attempt's text about its progress.</summary>
    public string? ProgressText { get; init; }

    /// <summary>
    /// Shows whether an operator changed the job or a worker claimed it since it was read. The message data is part of the hash, so a job
    /// read without it has a different value.
    /// </summary>
    public string Revision()
    {
        string text = string.Join(
            '|', ClaimNo, NumberOfFailures, LostCount, State is JobState.Ready or JobState.Throttled ? JobState.Scheduled : State,
            Priority, Lane,
            DueAt.UtcTicks, ExpiresAt?.UtcTicks, ParkedReason, IsCancelRequested, Payload);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 12));
    }

    /// <summary>A copy as a new job, due now, without what belongs to the old call: its keys, expiry, schedule and trace.</summary>
    /// <param name="id">The new job's id.</param>
    /// <param name="change">The changes in the copy.</param>
    public NewJob Copy(Guid id, StoredReplay? change, string? scheduledBy = null) => new()
    {
        Id = id,
        ScheduledBy = scheduledBy,
        DefinitionId = change?.DefinitionId ?? DefinitionId,
        Lane = change?.Lane ?? Lane,
        Priority = change?.Priority ?? Priority,
        Timeout = Timeout,
        MaxRetries = MaxRetries,
        Payload = change is { ChangesPayload: true } ? change.Payload : Payload,
        Metadata = Metadata,
        Tenant = Tenant,
        Limits = StoredLimits.Bare(Limits),
    };
}
