namespace JobMaster;

/// <summary>What to change of a job that has not started. What is null stays as it is.</summary>
/// <example><code>await jobs.ChangeJobAsync(id, new JobChange { Priority = JobMasterPriority.High, RunNow = true });</code></example>
public sealed record JobChange
{
    /// <summary>The new priority.</summary>
    public JobMasterPriority? Priority { get; init; }

    /// <summary>The new lane. At most 100 characters.</summary>
    public string? WorkerLane { get; init; }

    /// <summary>The new time at which it is due. One that has passed makes it due at once.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Whether it is due now. Default: false.</summary>
    public bool RunNow { get; init; }

    /// <summary>The new instant after which no attempt is started.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Whether it never expires any more. Default: false.</summary>
    public bool RemovesExpiry { get; init; }

    /// <summary>
    /// The new message data, of the payload version that this process's handler of the job writes, else of the version the job has. A job
    /// that is parked because its message data could not be read waits again and is tried with the new data.
    /// </summary>
    public MessageData? Data { get; init; }
}
