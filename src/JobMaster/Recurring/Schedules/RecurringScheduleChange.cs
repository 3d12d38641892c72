namespace JobMaster;

/// <summary>The changes of a recurring schedule; null keeps the current value.</summary>
public sealed record RecurringScheduleChange
{
    /// <summary>The recurrence. Its occurrences count from now or from <see cref="StartAfter"/>.</summary>
    public IRecurrenceCompiledExpr? Expression { get; init; }

    /// <summary>The IANA zone of the expression.</summary>
    public string? TimeZoneId { get; init; }

    /// <summary>The first occurrence is after this instant.</summary>
    public DateTimeOffset? StartAfter { get; init; }

    /// <summary>The last occurrence is before this instant; <see cref="DateTimeOffset.MaxValue"/> means never ends.</summary>
    public DateTimeOffset? EndBefore { get; init; }

    /// <summary>The message data of its jobs.</summary>
    public MessageData? Data { get; init; }

    /// <summary>
    /// The version of <see cref="Data"/>. Default: the one that this process's handler writes, else that of the stored data. Data whose
    /// stored version is newer than this process's handler is only changed if the version is given.
    /// </summary>
    public int? PayloadVersion { get; init; }

    /// <summary>The metadata of its jobs.</summary>
    public JobMetadata? Metadata { get; init; }

    /// <summary>The priority of its jobs.</summary>
    public JobMasterPriority? Priority { get; init; }

    /// <summary>The lane of its jobs.</summary>
    public string? WorkerLane { get; init; }

    /// <summary>How long one attempt may run.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>How often a job is tried again after a failure.</summary>
    public int? MaxNumberOfRetries { get; init; }

    /// <summary>The tenant of the schedule and its jobs.</summary>
    public string? Tenant { get; init; }

    /// <summary>What happens to missed occurrences.</summary>
    public MisfirePolicy? Misfire { get; init; }

    /// <summary>How late an occurrence may be without counting as missed.</summary>
    public TimeSpan? MisfireGrace { get; init; }

    /// <summary>The most missed occurrences that fire.</summary>
    public int? MisfireLimit { get; init; }

    /// <summary>What happens to an occurrence while a job of an earlier one has not ended.</summary>
    public OverlapPolicy? Overlap { get; init; }

    /// <summary>
    /// Whether the stored schedule may be changed: it returns true, or throws what the caller gets; false refuses the change. It is asked
    /// about exactly the version that is changed, so no concurrent change comes between. Default: any schedule may be changed.
    /// </summary>
    public Func<RecurringScheduleContext, bool>? MayChange { get; init; }
}
