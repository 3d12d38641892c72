namespace JobMaster;

/// <summary>A job as it stands in the store.</summary>
public sealed record JobDetails
{
    /// <summary>The job's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The handler's stable name.</summary>
    public required string JobDefinitionId { get; init; }

    /// <summary>Where it is in its life.</summary>
    public required JobState State { get; init; }

    /// <summary>
    /// True when the job was accepted by an agent and the master has not seen it yet: it waits there for a worker. Definition, lane and
    /// data are known once it is admitted; a job whose agent has lost it looks the same.
    /// </summary>
    public bool IsOnAgent { get; init; }

    /// <summary>Its lane.</summary>
    public required string WorkerLane { get; init; }

    /// <summary>Its priority.</summary>
    public required JobMasterPriority Priority { get; init; }

    /// <summary>When it was stored, by the store's clock.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was first due, or the time it was last rescheduled to.</summary>
    public required DateTimeOffset ScheduledAt { get; init; }

    /// <summary>When its next attempt is, or its last was, due.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>When its last attempt was claimed.</summary>
    public DateTimeOffset? AttemptedAt { get; init; }

    /// <summary>When it became final.</summary>
    public DateTimeOffset? FinalizedAt { get; init; }

    /// <summary>How long the handler of the last attempt ran.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>After this instant no attempt is started.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>How long one attempt may run.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>How often it is tried again after a failure.</summary>
    public required int MaxNumberOfRetries { get; init; }

    /// <summary>Failed attempts so far.</summary>
    public int NumberOfFailures { get; init; }

    /// <summary>How often a worker was lost while it held this job.</summary>
    public int NumberOfLosses { get; init; }

    /// <summary>Why it is parked, or null when it is not.</summary>
    public ParkedReason? ParkedReason { get; init; }

    /// <summary>True when it runs and was asked to stop.</summary>
    public bool IsCancelRequested { get; init; }

    /// <summary>
    /// The error of the last attempt that failed, or why the job was cancelled. Null once the job has succeeded: earlier errors stand with
    /// <see cref="IJobMonitor.GetAttemptsAsync"/>.
    /// </summary>
    public string? Error { get; init; }

    /// <summary>
    /// What it has in common with failures of the same cause: the id of its <see cref="FailureGroup"/>. Null unless it failed, or was
    /// discarded after it failed.
    /// </summary>
    public string? Fingerprint { get; init; }

    /// <summary>What the handler set as result, as JSON text.</summary>
    public string? Result { get; init; }

    /// <summary>The last attempt's progress, 0 to 1.</summary>
    public double? Progress { get; init; }

    /// <summary>What the last attempt said about its progress.</summary>
    public string? ProgressText { get; init; }

    /// <summary>Its metadata.</summary>
    public JobMetadata Metadata { get; init; } = JobMetadata.Empty;

    /// <summary>
    /// The message data as JSON text, in the version it was stored in; null when there is none, when it is encrypted, and in lists, which
    /// do not read it.
    /// </summary>
    public string? MsgDataJson { get; init; }

    /// <summary>The version of the message data; 1 in lists, which do not read it.</summary>
    public int PayloadVersion { get; init; } = 1;

    /// <summary>The key that the message data is encrypted with; null when it is not, and in lists, which do not read it.</summary>
    public string? PayloadKeyId { get; init; }

    /// <summary>Whether the message data is encrypted, so that it is not shown.</summary>
    public bool IsPayloadEncrypted => PayloadKeyId is not null;

    /// <summary>
    /// Changes with each change of an operator and each claim: give it to <see cref="JobChange.Revision"/>. Null in lists, and while an
    /// agent holds the job. Do not show it to readers who may not see the message data: it is a hash of them.
    /// </summary>
    public string? Revision { get; init; }

    /// <summary>The tenant it belongs to.</summary>
    public string? Tenant { get; init; }

    /// <summary>Its idempotency key.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The W3C trace parent of the scheduling call.</summary>
    public string? TraceParent { get; init; }

    /// <summary>What brought it into being.</summary>
    public TriggerSourceType TriggerSourceType { get; init; } = TriggerSourceType.Once;

    /// <summary>The recurring schedule it came from, if any.</summary>
    public Guid? RecurringScheduleId { get; init; }
}

/// <summary>One attempt of a job.</summary>
public sealed record JobAttemptDetails
{
    /// <summary>Which attempt: raised by every claim.</summary>
    public required int Number { get; init; }

    /// <summary>The session of the worker that ran it.</summary>
    public Guid? SessionId { get; init; }

    /// <summary>When it was claimed.</summary>
    public required DateTimeOffset AttemptedAt { get; init; }

    /// <summary>When its outcome was recorded; null while it runs.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How long the handler ran, if that is known.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>How it ended.</summary>
    public required AttemptResult Result { get; init; }

    /// <summary>What went wrong.</summary>
    public string? Error { get; init; }

    /// <summary>Its last progress, 0 to 1.</summary>
    public double? Progress { get; init; }

    /// <summary>What it said about its progress.</summary>
    public string? ProgressText { get; init; }

    /// <summary>
    /// The message data the attempt had, as JSON text, if a replay gave the job another; null when it has the same still, and when it is
    /// encrypted.
    /// </summary>
    public string? ReplacedMsgDataJson { get; init; }

    /// <summary>Whether a replay gave the job other message data after this attempt.</summary>
    public bool IsMsgDataReplaced { get; init; }
}

/// <summary>Which jobs to list.</summary>
public sealed record JobFilter
{
    /// <summary>Only jobs in this state. Default: any.</summary>
    public JobState? State { get; init; }

    /// <summary>Only jobs of this definition. Default: any.</summary>
    public string? JobDefinitionId { get; init; }

    /// <summary>Only jobs of this lane. Default: any.</summary>
    public string? WorkerLane { get; init; }

    /// <summary>How many jobs a page, 1 to 1,000. <value>The default is 50.</value></summary>
    public int PageSize { get; init; } = 50;
}

/// <summary>A page of jobs.</summary>
/// <param name="Jobs">
/// The jobs, without their message data. Fewer than the page size, or none, if they carry more than some megabytes of metadata together, or
/// if few jobs meet several conditions.
/// </param>
/// <param name="Next">What to continue from; null when this was the last page.</param>
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

    /// <summary>Whether counting stopped at 100,000 live, failed or finished jobs, so that there are more than these.</summary>
    public bool IsCapped { get; init; }
}
