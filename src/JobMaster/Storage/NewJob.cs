using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>A job to store.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record NewJob
{
    /// <summary>The job's id; version 7 unless the caller chose it.</summary>
    public required Guid Id { get; init; }

    /// <summary>The handler's stable name.</summary>
    public required string DefinitionId { get; init; }

    /// <summary>The lane that routes it to workers.</summary>
    public required string Lane { get; init; }

    /// <summary>Its priority within the lane.</summary>
    public required JobMasterPriority Priority { get; init; }

    /// <summary>When it is due; null means <see cref="Delay"/> after the store's now.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>How long after the store's now it is due, if <see cref="DueAt"/> is null. Zero means now.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>How long one attempt may run.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>How often it is tried again after a failure.</summary>
    public required int MaxRetries { get; init; }

    /// <summary>No attempt starts after this instant (one may start exactly at it); null means it never expires.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The message data as JSON text. The store keeps it unchanged and does not look into it.</summary>
    public string? Payload { get; init; }

    /// <summary>The metadata as JSON text.</summary>
    public string? Metadata { get; init; }

    /// <summary>The tenant it belongs to.</summary>
    public string? Tenant { get; init; }

    /// <summary>At most one job is stored per key while the key is kept. See <see cref="StoredKey"/>.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The jobs among which the key is unique; null means the tenant's jobs if it has one, else the cluster's.</summary>
    public JobKeyScope? IdempotencyScope { get; init; }

    /// <summary>How long the key is kept after its first job is inserted; null means as long as that job is stored.</summary>
    public TimeSpan? IdempotencyWindow { get; init; }

    /// <summary>
    /// Tells a repeat of the call from another one with the same key; null if the call gives none. Kept with the key, as
    /// <see cref="StoredKey.OfCall"/>, if the job has a unique rule or the key led to a job that was stored already.
    /// </summary>
    public string? IdempotencyMark { get; init; }

    /// <summary>How long the job holds its unique key; null for no unique rule. See <see cref="StoredKey"/>.</summary>
    public JobUnique? Unique { get; init; }

    /// <summary>Whether its whole batch is refused if another job holds its unique key.</summary>
    public bool RefusesBatch { get; init; }

    /// <summary>The keys of the limits it is under, as <see cref="StoredLimits"/> writes them; null for none.</summary>
    public string? Limits { get; init; }

    /// <summary>The W3C trace context of the scheduling call.</summary>
    public string? TraceParent { get; init; }

    /// <summary>The host that scheduled it, as <c>machine:process id</c>.</summary>
    public string? ScheduledBy { get; init; }

    /// <summary>What created it.</summary>
    public TriggerSourceType TriggerSource { get; init; } = TriggerSourceType.Once;

    /// <summary>The recurring schedule it came from, if any.</summary>
    public Guid? RecurringScheduleId { get; init; }
}
