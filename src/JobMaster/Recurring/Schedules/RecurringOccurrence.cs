using System.Text.Json.Serialization;

namespace JobMaster;

/// <summary>The result of an occurrence of a recurring schedule.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OccurrenceResult>))]
public enum OccurrenceResult
{
    /// <summary>It became a job.</summary>
    Fired = 1,

    /// <summary>It did not fire.</summary>
    Skipped = 2,

    /// <summary>A later occurrence replaced it.</summary>
    Coalesced = 3,

    /// <summary>A caller started a job of the schedule by hand at this instant.</summary>
    RunByHand = 4,
}

/// <summary>The end and the size of a run of occurrences that is recorded as one entry.</summary>
/// <param name="To">The last occurrence of the run.</param>
/// <param name="Count">How many occurrences the run has, including the first and the last.</param>
/// <param name="IsExact">Whether <paramref name="Count"/> is exact; if false, there are at least that many.</param>
public sealed record OccurrenceRange(DateTimeOffset To, long Count, bool IsExact);

/// <summary>A past or future occurrence of a recurring schedule, or a long run of missed ones.</summary>
public sealed record RecurringOccurrence
{
    /// <summary>Its instant; the instant of the first one if the entry is a <see cref="Range"/>.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Its result, or its planned result.</summary>
    public required OccurrenceResult Result { get; init; }

    /// <summary>Why, if it did not simply fire.</summary>
    public string? Cause { get; init; }

    /// <summary>
    /// The end and the size of the entry's run; null for a single occurrence. One entry holds more than 100 occurrences in a row that
    /// became no jobs, for example after days without a node.
    /// </summary>
    public OccurrenceRange? Range { get; init; }

    /// <summary>The job it became. The job itself may have been pruned.</summary>
    public Guid? JobId { get; init; }

    /// <summary>When it was recorded; null for a future one.</summary>
    public DateTimeOffset? FiledAt { get; init; }
}
