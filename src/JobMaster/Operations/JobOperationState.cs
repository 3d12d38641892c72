using System.Text.Json.Serialization;

namespace JobMaster;

/// <summary>The states of an operation.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JobOperationState>))]
public enum JobOperationState
{
    /// <summary>Nodes carry it out.</summary>
    Running = 1,

    /// <summary>It waits until it is resumed.</summary>
    Paused = 2,

    /// <summary>It is complete.</summary>
    Done = 3,

    /// <summary>It was cancelled. Its changes stay.</summary>
    Cancelled = 4,

    /// <summary>It has changed the most jobs that it may change.</summary>
    Stopped = 5,
}
