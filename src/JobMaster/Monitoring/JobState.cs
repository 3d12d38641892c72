using System.Text.Json.Serialization;

namespace JobMaster;

/// <summary>The states of a job. <c>docs/job-states.md</c> lists every legal move.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JobState>))]
public enum JobState
{
    /// <summary>Due later: a first run in the future, or waiting between two attempts.</summary>
    Scheduled = 1,

    /// <summary>Due now and waiting for a worker. Not stored: it is a scheduled job whose time has come.</summary>
    Ready = 2,

    /// <summary>Claimed by a worker's session.</summary>
    Running = 3,

    /// <summary>The handler returned. Final.</summary>
    Succeeded = 4,

    /// <summary>
    /// Its retries are exhausted, the handler failed for good, or the job lost too many workers. Final, but can be replayed.
    /// </summary>
    Failed = 5,

    /// <summary>Cancelled by a caller, or its expiry passed before it could start. Final.</summary>
    Cancelled = 6,

    /// <summary>Due, and waiting for room under a limit.</summary>
    Throttled = 7,
}
