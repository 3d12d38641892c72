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

/// <summary>The end and the size of a run of occurrences that are filed as one entry.</summary>
/// <param name="To">The last occurrence of the run.</param>
/// <param name="Count">How many occurrences the run has, the first and the last included.</param>
/// <param name="IsExact">Whether <paramref name="Count"/> is exact; when false, there are at least so many.</param>
public sealed record OccurrenceRange(DateTimeOffset To, long Count, bool IsExact);

/// <summary>An occurrence of a recurring schedule, in the past or to come, or a long run of them that were missed.</summary>
public sealed record RecurringOccurrence
{
    /// <summary>Its instant; that of the first one when the entry is a <see cref="Range"/>.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What became, or is to become, of it.</summary>
    public required OccurrenceResult Result { get; init; }

    /// <summary>Why, when it did not simply fire.</summary>
    public string? Cause { get; init; }

    /// <summary>
    /// The end and the size of the run that the entry stands for; null for a single occurrence. More than 100 in a row that became no jobs,
    /// as after days without a node, are one entry.
    /// </summary>
    public OccurrenceRange? Range { get; init; }

    /// <summary>The job it became. The job itself may have been pruned.</summary>
    public Guid? JobId { get; init; }

    /// <summary>When it was filed; null for one to come.</summary>
    public DateTimeOffset? FiledAt { get; init; }
}
