namespace JobMaster;

/// <summary>A job as stored.</summary>
public sealed record JobDetails
{
    /// <summary>The job's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The handler's stable name.</summary>
    public required string JobDefinitionId { get; init; }

    /// <summary>Its state.</summary>
    public required JobState State { get; init; }

    /// <summary>
    /// True if an agent accepted the job and the master has not seen it yet: it waits there for a worker. Definition, lane and data are
    /// unknown until it is admitted. A job that its agent has lost looks the same.
    /// </summary>
    public bool IsOnAgent { get; init; }

    /// <summary>Its lane.</summary>
    public required string WorkerLane { get; init; }

    /// <summary>Its priority.</summary>
    public required JobMasterPriority Priority { get; init; }

    /// <summary>When it was stored, by the store's clock.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was first due, or its new time after a reschedule.</summary>
    public required DateTimeOffset ScheduledAt { get; init; }

    /// <summary>When its next attempt is due, or its last one was.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>When its last attempt was claimed.</summary>
    public DateTimeOffset? AttemptedAt { get; init; }

    /// <summary>When it became final.</summary>
    public DateTimeOffset? FinalizedAt { get; init; }

    /// <summary>How long the handler of the last attempt ran.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>No attempt starts after this instant.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>How long one attempt may run.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>How often it is tried again after a failure.</summary>
    public required int MaxNumberOfRetries { get; init; }

    /// <summary>Failed attempts so far.</summary>
    public int NumberOfFailures { get; init; }

    /// <summary>How often a worker was lost while it held this job.</summary>
    public int NumberOfLosses { get; init; }

    /// <summary>Why it is parked, or null if it is not.</summary>
    public ParkedReason? ParkedReason { get; init; }

    /// <summary>True if it runs and was asked to stop.</summary>
    public bool IsCancelRequested { get; init; }

    /// <summary>
    /// The error of the last failed attempt, or why the job was cancelled. Null after the job has succeeded:
    /// <see cref="IJobMonitor.GetAttemptsAsync"/> returns earlier errors.
    /// </summary>
    public string? Error { get; init; }

    /// <summary>
    /// The id of its <see cref="FailureGroup"/>, shared by failures of the same cause. Null unless it failed, or was discarded after it
    /// failed.
    /// </summary>
    public string? Fingerprint { get; init; }

    /// <summary>The result that the handler set, as JSON text.</summary>
    public string? Result { get; init; }

    /// <summary>The last attempt's progress, 0 to 1.</summary>
    public double? Progress { get; init; }

    /// <summary>The last attempt's text about its progress.</summary>
    public string? ProgressText { get; init; }

    /// <summary>Its metadata.</summary>
    public JobMetadata Metadata { get; init; } = JobMetadata.Empty;

    /// <summary>
    /// The message data as JSON text, in its stored version; null if there is none, if it is encrypted, and in lists, which do not read it.
    /// </summary>
    public string? MsgDataJson { get; init; }

    /// <summary>The version of the message data; 1 in lists, which do not read it.</summary>
    public int PayloadVersion { get; init; } = 1;

    /// <summary>The key that the message data is encrypted with; null if it is not encrypted, and in lists, which do not read it.</summary>
    public string? PayloadKeyId { get; init; }

    /// <summary>Whether the message data is encrypted, so that it is not shown.</summary>
    public bool IsPayloadEncrypted => PayloadKeyId is not null;

    /// <summary>
    /// Changes with each change of an operator and each claim: give it to <see cref="JobChange.Revision"/>. Null in lists, and while an
    /// agent holds the job. It is a hash of the message data: do not show it to readers who may not see that data.
    /// </summary>
    public string? Revision { get; init; }

    /// <summary>The tenant it belongs to.</summary>
    public string? Tenant { get; init; }

    /// <summary>Its idempotency key.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The W3C trace parent of the scheduling call.</summary>
    public string? TraceParent { get; init; }

    /// <summary>The host that scheduled it, or whose schedule it is from, as <c>machine:process id</c>; null if unknown.</summary>
    public string? ScheduledBy { get; init; }

    /// <summary>What created it.</summary>
    public TriggerSourceType TriggerSourceType { get; init; } = TriggerSourceType.Once;

    /// <summary>The recurring schedule it came from, if any.</summary>
    public Guid? RecurringScheduleId { get; init; }
}

/// <summary>One attempt of a job.</summary>
public sealed record JobAttemptDetails
{
    /// <summary>The number of the attempt. Every claim raises it.</summary>
    public required int Number { get; init; }

    /// <summary>The session of the worker that ran it.</summary>
    public Guid? SessionId { get; init; }

    /// <summary>When it was claimed.</summary>
    public required DateTimeOffset AttemptedAt { get; init; }

    /// <summary>When its outcome was recorded; null while it runs.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How long the handler ran, if known.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>How it ended.</summary>
    public required AttemptResult Result { get; init; }

    /// <summary>Its error.</summary>
    public string? Error { get; init; }

    /// <summary>Its last progress, 0 to 1.</summary>
    public double? Progress { get; init; }

    /// <summary>Its text about its progress.</summary>
    public string? ProgressText { get; init; }

    /// <summary>
    /// The message data of the attempt, as JSON text, if a replay later gave the job other data; null if the data is unchanged or
    /// encrypted.
    /// </summary>
    public string? ReplacedMsgDataJson { get; init; }

    /// <summary>Whether a replay gave the job other message data after this attempt.</summary>
    public bool IsMsgDataReplaced { get; init; }
}

/// <summary>Selects jobs.</summary>
public sealed record JobFilter
{
    /// <summary>Only jobs in this state. Default: any.</summary>
    public JobState? State { get; init; }

    /// <summary>Only jobs of this definition. Default: any.</summary>
    public string? JobDefinitionId { get; init; }

    /// <summary>Only jobs of this lane. Default: any.</summary>
    public string? WorkerLane { get; init; }

    /// <summary>The page size, 1 to 1,000. <value>The default is 50.</value></summary>
    public int PageSize { get; init; } = 50;
}

/// <summary>A page of jobs.</summary>
/// <param name="Jobs">
/// The jobs, without their message data. There are fewer than the page size, or none, if they hold more than some megabytes of metadata
/// together, or if few jobs meet several conditions.
/// </param>
/// <param name="Next">Where the next page continues; null on the last page.</param>
public sealed record JobPage(IReadOnlyList<JobDetails> Jobs, string? Next);

/// <summary>How many jobs are in each state.</summary>
public sealed record JobCounts
{
    /// <summary>Due later.</summary>
    public long Scheduled { get; init; }

    /// <summary>Due and waiting.</summary>
    public long Ready { get; init; }

    /// <summary>Due and waiting for room under a limit.</summary>
    public long Throttled { get; init; }

    /// <summary>Running.</summary>
    public long Running { get; init; }

    /// <summary>Set aside with a <see cref="ParkedReason"/>; not counted as scheduled or ready.</summary>
    public long Parked { get; init; }

    /// <summary>Succeeded and still kept.</summary>
    public long Succeeded { get; init; }

    /// <summary>Failed and still kept.</summary>
    public long Failed { get; init; }

    /// <summary>Cancelled and still kept.</summary>
    public long Cancelled { get; init; }

    /// <summary>Whether there are more than 100,000 live, failed or finished jobs: only as many of them are counted.</summary>
    public bool IsCapped { get; init; }
}
