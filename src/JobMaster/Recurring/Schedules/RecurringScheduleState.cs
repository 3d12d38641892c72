using System.Text.Json.Serialization;

namespace JobMaster;

/// <summary>Whether a recurring schedule fires, and if not, why.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RecurringScheduleState>))]
public enum RecurringScheduleState
{
    /// <summary>It fires.</summary>
    Active = 1,

    /// <summary>It was paused and waits to be resumed.</summary>
    Paused = 2,

    /// <summary>No running version of the code has it any more. It becomes active again with a version that has it.</summary>
    Inactive = 3,

    /// <summary>It has no further occurrence.</summary>
    Ended = 4,

    /// <summary>It was cancelled.</summary>
    Cancelled = 5,
}
