using System.Text.Json.Serialization;

namespace JobMaster;

/// <summary>What became of a change to one job.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JobChangeResult>))]
public enum JobChangeResult
{
    /// <summary>There is no such job.</summary>
    Unknown = 0,

    /// <summary>It was changed.</summary>
    Changed = 1,

    /// <summary>It was as wanted already.</summary>
    Unchanged = 2,

    /// <summary>It runs. What an attempt has been given is not changed.</summary>
    Running = 3,

    /// <summary>It has succeeded, failed or was cancelled.</summary>
    Final = 4,

    /// <summary>An agent holds it and the master has not seen it yet. It can be cancelled and rescheduled.</summary>
    OnAgent = 5,
}
