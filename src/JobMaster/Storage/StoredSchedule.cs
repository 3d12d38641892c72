using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>A recurring schedule as stored. Id, profile, key and time of creation never change.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record StoredSchedule
{
    /// <summary>The schedule's id; version 7.</summary>
    public required Guid Id { get; init; }

    /// <summary>The profile it belongs to; null for a schedule created at run time.</summary>
    public string? ProfileId { get; init; }

    /// <summary>Its name, unique within its profile; null if it has none.</summary>
    public string? Key { get; init; }

    /// <summary>Whether it fires, and if not, why.</summary>
    public required RecurringScheduleState State { get; init; }

    /// <summary>Raised by one at each change; one when it is first stored.</summary>
    public long Version { get; init; } = 1;

    /// <summary>The number of the profile content that wrote it.</summary>
    public long Revision { get; init; }

    /// <summary>The definition of its jobs.</summary>
    public required string DefinitionId { get; init; }

    /// <summary>The lane of its jobs.</summary>
    public required string Lane { get; init; }

    /// <summary>The priority of its jobs.</summary>
    public required JobMasterPriority Priority { get; init; }

    /// <summary>How long one attempt may run.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>How often a job is tried again after a failure.</summary>
    public required int MaxRetries { get; init; }

    /// <summary>The message data of its jobs as JSON text.</summary>
    public string? Payload { get; init; }

    /// <summary>The metadata of its jobs as JSON text.</summary>
    public string? Metadata { get; init; }

    /// <summary>The tenant it and its jobs belong to.</summary>
    public string? Tenant { get; init; }

    /// <summary>The unique rule of its jobs, always with a key; null if they have none.</summary>
    public JobUnique? Unique { get; init; }

    /// <summary>Whether the rule's key comes from the message data, so that other data has another key.</summary>
    public bool IsUniqueByPayload { get; init; }

    /// <summary>The language of its expression.</summary>
    public required string TypeId { get; init; }

    /// <summary>Its expression.</summary>
    public required string Expression { get; init; }

    /// <summary>The time zone of the expression; null for the cluster's.</summary>
    public string? ZoneId { get; init; }

    /// <summary>There is no occurrence before this instant.</summary>
    public DateTimeOffset? StartAfter { get; init; }

    /// <summary>There is no occurrence at or after this instant.</summary>
    public DateTimeOffset? EndBefore { get; init; }

    /// <summary>The instant from which steps of the expression count.</summary>
    public required DateTimeOffset Anchor { get; init; }

    /// <summary>What happens to missed occurrences.</summary>
    public required MisfirePolicy Misfire { get; init; }

    /// <summary>How late an occurrence may be without counting as missed.</summary>
    public required TimeSpan MisfireGrace { get; init; }

    /// <summary>The most missed occurrences that are run later.</summary>
    public required int MisfireLimit { get; init; }

    /// <summary>What happens to an occurrence while a job of an earlier one is live.</summary>
    public required OverlapPolicy Overlap { get; init; }

    /// <summary>The next occurrence; null if there is none.</summary>
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>The last occurrence that became a job.</summary>
    public DateTimeOffset? LastAt { get; init; }

    /// <summary>The job it became, or the last one started by hand.</summary>
    public Guid? LastJobId { get; init; }

    /// <summary>Whether its next occurrence waits for a live job to end.</summary>
    public bool IsWaiting { get; init; }

    /// <summary>When it was stored.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last changed, except by firing.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
