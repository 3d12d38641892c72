namespace JobMaster;

/// <summary>What a job that runs again has otherwise than before. What is null stays as it is.</summary>
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
    /// The definition that runs it instead. At most 200 characters. One that no node has, or had, is refused: the job would never run.
    /// </summary>
    public string? JobDefinitionId { get; init; }

    /// <summary>
    /// The new message data, of the payload version that this process's handler of the definition writes, else of the version the job has.
    /// What it was stands with the attempt that failed: <see cref="JobAttemptDetails.ReplacedMsgDataJson"/>.
    /// </summary>
    public MessageData? Data { get; init; }
}

/// <summary>What became of a job that was to be replayed.</summary>
public enum JobReplayResult
{
    /// <summary>It is not among the failed jobs.</summary>
    NotFailed = 0,

    /// <summary>It waits again.</summary>
    Replayed = 1,

    /// <summary>It stays failed, because another live job holds its unique key.</summary>
    KeyHeld = 2,
}
