using System.Text.Json.Serialization;

namespace JobMaster;

/// <summary>Where an operation is in its life.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JobOperationState>))]
public enum JobOperationState
{
    /// <summary>Nodes work it off.</summary>
    Running = 1,

    /// <summary>It waits until it is resumed.</summary>
    Paused = 2,

    /// <summary>It is through.</summary>
    Done = 3,

    /// <summary>It was cancelled. What it had changed stays changed.</summary>
    Cancelled = 4,

    /// <summary>It has changed as many jobs as it may.</summary>
    Stopped = 5,
}
