namespace JobMaster;

/// <summary>The changes to a job that runs again. Null keeps a value.</summary>
/// <example><code>
/// await cluster.Failures.ReplayAsync([id], new JobReplay { WorkerLane = "mail-2", Data = corrected });
/// </code></example>
public sealed record JobReplay
{
    /// <summary>The new lane. At most 100 characters.</summary>
    public string? WorkerLane { get; init; }

    /// <summary>The new priority.</summary>
    public JobMasterPriority? Priority { get; init; }

    /// <summary>
    /// The definition that runs it instead. At most 200 characters. A definition that no node has, or had, is refused: the job would never
    /// run.
    /// </summary>
    public string? JobDefinitionId { get; init; }

    /// <summary>
    /// The new message data, in the payload version that this process's handler of the definition writes, else in the job's own version.
    /// The failed attempt keeps the old data: <see cref="JobAttemptDetails.ReplacedMsgDataJson"/>.
    /// </summary>
    public MessageData? Data { get; init; }

    /// <summary>
    /// The version of <see cref="Data"/>. Default: the one that this process's handler writes, else that of the stored data. Data whose
    /// stored version is newer than this process's handler is only changed if the version is given.
    /// </summary>
    public int? PayloadVersion { get; init; }
}

/// <summary>The result of a replay of one job.</summary>
public enum JobReplayResult
{
    /// <summary>It is not among the failed jobs.</summary>
    NotFailed = 0,

    /// <summary>It waits again.</summary>
    Replayed = 1,

    /// <summary>It stays failed, because another live job holds its unique key.</summary>
    KeyHeld = 2,
}
