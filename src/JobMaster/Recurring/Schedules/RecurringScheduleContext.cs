namespace JobMaster;

/// <summary>The facts about one recurring schedule.</summary>
public sealed record RecurringScheduleContext
{
    internal RecurringScheduleContext()
    {
    }

    /// <summary>The schedule's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The cluster it belongs to.</summary>
    public required string ClusterId { get; init; }

    /// <summary>The profile it belongs to; null for one created at run time.</summary>
    public string? ProfileId { get; init; }

    /// <summary>Its name, if it has one.</summary>
    public string? Key { get; init; }

    /// <summary>Whether it fires, and if not, why.</summary>
    public required RecurringScheduleState State { get; init; }

    /// <summary>The language of its expression.</summary>
    public required string TypeId { get; init; }

    /// <summary>The expression of the recurrence.</summary>
    public required string Expression { get; init; }

    /// <summary>The IANA zone of the expression; null means the cluster's.</summary>
    public string? TimeZoneId { get; init; }

    /// <summary>The first occurrence is after this instant.</summary>
    public DateTimeOffset? StartAfter { get; init; }

    /// <summary>The last occurrence is before this instant.</summary>
    public DateTimeOffset? EndBefore { get; init; }

    /// <summary>The instant from which intervals count.</summary>
    public required DateTimeOffset Anchor { get; init; }

    /// <summary>The next occurrence; null if there is none.</summary>
    public DateTimeOffset? NextOccurrence { get; init; }

    /// <summary>The last occurrence that became a job.</summary>
    public DateTimeOffset? LastOccurrence { get; init; }

    /// <summary>The job it became, or the last one started by hand.</summary>
    public Guid? LastJobId { get; init; }

    /// <summary>The handler's stable name.</summary>
    public required string JobDefinitionId { get; init; }

    /// <summary>The priority of its jobs.</summary>
    public required JobMasterPriority Priority { get; init; }

    /// <summary>The lane of its jobs.</summary>
    public required string WorkerLane { get; init; }

    /// <summary>How long one attempt may run.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>How often a job is tried again after a failure.</summary>
    public required int MaxNumberOfRetries { get; init; }

    /// <summary>The message data of its jobs; empty if it is encrypted. A typed payload can be read here by property name, too.</summary>
    public MessageData MsgData { get; init; } = MessageData.Empty;

    /// <summary>The key that the message data of its jobs is encrypted with; null if it is not encrypted.</summary>
    public string? PayloadKeyId { get; init; }

    /// <summary>
    /// The version of its message data. Keep the upcasters from this version on as long as a schedule has it.
    /// </summary>
    public int PayloadVersion { get; init; }

    /// <summary>The metadata of its jobs.</summary>
    public JobMetadata Metadata { get; init; } = JobMetadata.Empty;

    /// <summary>The tenant of the schedule and its jobs, if any.</summary>
    public string? Tenant { get; init; }

    /// <summary>The unique rule of its jobs; null if they have none. Without a key, their message data is the key.</summary>
    public JobUnique? Unique { get; init; }

    /// <summary>What happens to missed occurrences.</summary>
    public required MisfirePolicy Misfire { get; init; }

    /// <summary>How late an occurrence may be without counting as missed.</summary>
    public required TimeSpan MisfireGrace { get; init; }

    /// <summary>The most missed occurrences that fire.</summary>
    public required int MisfireLimit { get; init; }

    /// <summary>What happens to an occurrence while a job of an earlier one has not ended.</summary>
    public required OverlapPolicy Overlap { get; init; }

    /// <summary>When it was stored, by the store's clock.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last changed, except by firing.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>False if a call found its key taken: this is the existing schedule, with the call's changes.</summary>
    public bool IsNew { get; init; }
}
