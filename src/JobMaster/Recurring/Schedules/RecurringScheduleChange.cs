namespace JobMaster;

/// <summary>What to change about a recurring schedule; null leaves a thing as it is.</summary>
public sealed record RecurringScheduleChange
{
    /// <summary>When it recurs. Its occurrences are counted anew, from now or from <see cref="StartAfter"/>.</summary>
    public IRecurrenceCompiledExpr? Expression { get; init; }

    /// <summary>The IANA zone the expression is worked out in.</summary>
    public string? TimeZoneId { get; init; }

    /// <summary>The first occurrence comes after this instant.</summary>
    public DateTimeOffset? StartAfter { get; init; }

    /// <summary>The last occurrence comes before this instant; <see cref="DateTimeOffset.MaxValue"/> for never.</summary>
    public DateTimeOffset? EndBefore { get; init; }

    /// <summary>The message data of its jobs.</summary>
    public MessageData? Data { get; init; }

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

    /// <summary>The tenant it and its jobs belong to.</summary>
    public string? Tenant { get; init; }

    /// <summary>What becomes of occurrences that were missed.</summary>
    public MisfirePolicy? Misfire { get; init; }

    /// <summary>How late an occurrence may be without counting as missed.</summary>
    public TimeSpan? MisfireGrace { get; init; }

    /// <summary>The most missed occurrences that are made up for.</summary>
    public int? MisfireLimit { get; init; }

    /// <summary>What becomes of an occurrence while a job of an earlier one has not ended.</summary>
    public OverlapPolicy? Overlap { get; init; }
}
