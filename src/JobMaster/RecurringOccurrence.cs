using System.Text.Json.Serialization;

namespace JobMaster;

/// <summary>What became of an occurrence of a recurring schedule.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OccurrenceResult>))]
public enum OccurrenceResult
{
    /// <summary>It became a job.</summary>
    Fired = 1,

    /// <summary>It was left out.</summary>
    Skipped = 2,

    /// <summary>It went together with a later one.</summary>
    Coalesced = 3,

    /// <summary>Somebody started a job of the schedule at this instant.</summary>
    RunByHand = 4,
}

/// <summary>An occurrence of a recurring schedule, in the past or to come.</summary>
public sealed record RecurringOccurrence
{
    /// <summary>Its instant.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What became, or is to become, of it.</summary>
    public required OccurrenceResult Result { get; init; }

    /// <summary>Why, when it did not simply fire.</summary>
    public string? Cause { get; init; }

    /// <summary>The job it became. The job itself may have been pruned.</summary>
    public Guid? JobId { get; init; }

    /// <summary>When it was filed; null for one to come.</summary>
    public DateTimeOffset? FiledAt { get; init; }
}
