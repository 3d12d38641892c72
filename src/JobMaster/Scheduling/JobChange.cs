namespace JobMaster;

/// <summary>The changes of a job that has not started. Null keeps the current value.</summary>
/// <example><code>await jobs.ChangeJobAsync(id, new JobChange { Priority = JobMasterPriority.High, RunNow = true });</code></example>
public sealed record JobChange
{
    /// <summary>The new priority.</summary>
    public JobMasterPriority? Priority { get; init; }

    /// <summary>The new lane. At most 100 characters.</summary>
    public string? WorkerLane { get; init; }

    /// <summary>The new due time. If it has passed, the job is due immediately.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Whether the job becomes due now. Default: false.</summary>
    public bool RunNow { get; init; }

    /// <summary>
    /// The new instant after which no attempt starts. It must be in the future and after the due time. An operation on many jobs checks it
    /// against its own <see cref="At"/> only.
    /// </summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Whether the expiry is removed. Default: false.</summary>
    public bool RemovesExpiry { get; init; }

    /// <summary>
    /// The new message data, in the payload version that this process's handler of the job writes, else in the job's own version. If the
    /// job is parked because its message data could not be read, it waits again and is tried with the new data.
    /// </summary>
    public MessageData? Data { get; init; }

    /// <summary>
    /// The version of <see cref="Data"/>. Default: the one that this process's handler writes, else that of the stored data. Data whose
    /// stored version is newer than this process's handler is only changed if the version is given.
    /// </summary>
    public int? PayloadVersion { get; init; }

    /// <summary>
    /// The <see cref="JobDetails.Revision"/> that the job was read with. If it has another one by now, nothing changes and the result is
    /// <see cref="JobChangeResult.Stale"/>, so of two changes of one revision the second is refused. Default: any.
    /// </summary>
    public string? Revision { get; init; }
}
