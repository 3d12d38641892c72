using System.Text.Json.Serialization;

namespace JobMaster;

/// <summary>How an attempt ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AttemptResult>))]
public enum AttemptResult
{
    /// <summary>It has not ended.</summary>
    Running = 0,

    /// <summary>The handler returned.</summary>
    Succeeded = 1,

    /// <summary>The handler failed.</summary>
    Failed = 2,

    /// <summary>It was stopped by request, or it expired.</summary>
    Cancelled = 3,

    /// <summary>The handler asked to be run again later.</summary>
    Snoozed = 4,

    /// <summary>It was given back by a worker that shut down.</summary>
    Released = 5,

    /// <summary>Its worker was lost.</summary>
    Lost = 6,

    /// <summary>The worker could not run the job and parked it. The attempt's error says why.</summary>
    Parked = 7,
}
