using System.Text.Json.Serialization;

namespace JobMaster;

/// <summary>The result of a change to one job.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JobChangeResult>))]
public enum JobChangeResult
{
    /// <summary>There is no such job.</summary>
    Unknown = 0,

    /// <summary>It was changed.</summary>
    Changed = 1,

    /// <summary>It had these values already.</summary>
    Unchanged = 2,

    /// <summary>It runs, and a running attempt cannot change.</summary>
    Running = 3,

    /// <summary>It has succeeded, failed or been cancelled.</summary>
    Final = 4,

    /// <summary>An agent holds it and the master has not seen it yet. You can cancel or reschedule it.</summary>
    OnAgent = 5,

    /// <summary>It no longer has the <see cref="JobChange.Revision"/> of the change. Read it again.</summary>
    Stale = 6,
}
