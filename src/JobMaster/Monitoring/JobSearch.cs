namespace JobMaster;

/// <summary>Selects jobs. All given conditions must hold.</summary>
/// <example><code>new JobSearch { States = [JobState.Failed], JobDefinitionId = "email.*", Tenant = "acme" }</code></example>
public sealed record JobSearch
{
    /// <summary>Only jobs in one of these states. Default: any.</summary>
    public IReadOnlyCollection<JobState> States { get; init; } = [];

    /// <summary>
    /// Only jobs of this definition. A <c>*</c> at the end matches every id with that beginning, as in <c>email.*</c>. Default: any.
    /// </summary>
    public string? JobDefinitionId { get; init; }

    /// <summary>Only jobs of this lane. Default: any.</summary>
    public string? WorkerLane { get; init; }

    /// <summary>Only jobs of this tenant. Default: any.</summary>
    public string? Tenant { get; init; }

    /// <summary>Only jobs that were scheduled with this idempotency key, of any scope. Default: any.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Only jobs of this recurring schedule. Default: any.</summary>
    public Guid? RecurringScheduleId { get; init; }

    /// <summary>Only jobs that this worker session runs, or ran last. Default: any.</summary>
    public Guid? SessionId { get; init; }

    /// <summary>Only jobs that failed, or were discarded, with this fingerprint. Default: any.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Only jobs stored at this time or later. Default: any.</summary>
    public DateTimeOffset? CreatedFrom { get; init; }

    /// <summary>Only jobs stored before this time. Default: any.</summary>
    public DateTimeOffset? CreatedBefore { get; init; }

    /// <summary>Only jobs whose next attempt is due, or whose last one was, at this time or later. Default: any.</summary>
    public DateTimeOffset? DueFrom { get; init; }

    /// <summary>Only jobs whose next attempt is due, or whose last one was, before this time. Default: any.</summary>
    public DateTimeOffset? DueBefore { get; init; }

    /// <summary>Only jobs that became final at this time or later. Default: any, including jobs that are not final.</summary>
    public DateTimeOffset? FinalizedFrom { get; init; }

    /// <summary>Only jobs that became final before this time. Default: any, including jobs that are not final.</summary>
    public DateTimeOffset? FinalizedBefore { get; init; }

    /// <summary>Only jobs with this value in their metadata. Default: any.</summary>
    public JobMetadataValue? Metadata { get; init; }

    /// <summary>Only jobs whose error contains this exact text. Default: any.</summary>
    public string? ErrorText { get; init; }

    /// <summary>
    /// Only jobs whose stored message data, as JSON text, contains this exact text. Never finds encrypted message data. Default: any.
    /// </summary>
    public string? PayloadText { get; init; }

    /// <summary>
    /// Whether the oldest jobs come first. Final jobs are ordered by the time they became final. Jobs that are not final count as newer and
    /// are ordered by id, which is the order of creation unless the caller chose the id. <value>The default is false.</value>
    /// </summary>
    public bool OldestFirst { get; init; }

    /// <summary>The page size, 1 to 1,000. <value>The default is 50.</value></summary>
    public int PageSize { get; init; } = 50;

    /// <summary>
    /// How long a search without a fitting index continues before it returns a page that is not full. A new step starts only if a step as
    /// long as the last would end in time. From 1 ms to 30 seconds. <value>The default is 50 ms.</value>
    /// </summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMilliseconds(50);
}

/// <summary>A value of the metadata to search for.</summary>
/// <param name="Name">Its name in the metadata.</param>
/// <param name="Value">The value: a text as it is; a number, true or false as in JSON.</param>
public sealed record JobMetadataValue(string Name, string Value)
{
    /// <summary>
    /// Whether to look at each job even if the name is indexed, to find jobs that were stored before it was indexed. <value>The default is
    /// false.</value>
    /// </summary>
    public bool IgnoresIndex { get; init; }
}

/// <summary>A page of jobs found.</summary>
/// <param name="Jobs">The jobs, in order.</param>
/// <param name="IsComplete">
/// Whether every matching job up to the end of the page is on it. False if the search reached the limit of one call,
/// <see cref="JobSearch.TimeLimit"/>, before the page was full: <paramref name="Next"/> continues from there.
/// </param>
/// <param name="SearchedTo">
/// The search has looked at jobs that became final up to this time; null if it looked at all, or has not reached final jobs yet.
/// </param>
/// <param name="Next">Where the next page continues; null if there are no more.</param>
public sealed record JobSearchPage(IReadOnlyList<JobSummary> Jobs, bool IsComplete, DateTimeOffset? SearchedTo, string? Next);

/// <summary>How many jobs a search finds.</summary>
/// <param name="Count">The number counted.</param>
/// <param name="IsExact">
/// Whether the number is exact. False if counting stopped, at 10,000 jobs found or at the most jobs that one call looks at: there are at
/// least this many.
/// </param>
public sealed record JobSearchCount(long Count, bool IsExact);

/// <summary>A job as a search shows it: without message data, result and metadata.</summary>
public sealed record JobSummary
{
    /// <summary>The job's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The handler's stable name.</summary>
    public required string JobDefinitionId { get; init; }

    /// <summary>Its state.</summary>
    public required JobState State { get; init; }

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

    /// <summary>Failed attempts so far.</summary>
    public int NumberOfFailures { get; init; }

    /// <summary>How often a worker was lost while it held this job.</summary>
    public int NumberOfLosses { get; init; }

    /// <summary>Why it is parked, or null if it is not.</summary>
    public ParkedReason? ParkedReason { get; init; }

    /// <summary>True if it runs and was asked to stop.</summary>
    public bool IsCancelRequested { get; init; }

    /// <summary>The first 200 characters of its error; null if it has none.</summary>
    public string? Error { get; init; }

    /// <summary>The id of its <see cref="FailureGroup"/>; null if it did not fail.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>The last attempt's progress, 0 to 1.</summary>
    public double? Progress { get; init; }

    /// <summary>The tenant it belongs to.</summary>
    public string? Tenant { get; init; }

    /// <summary>Its idempotency key.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The worker session that runs, or last ran, it.</summary>
    public Guid? SessionId { get; init; }

    /// <summary>The recurring schedule it came from, if any.</summary>
    public Guid? RecurringScheduleId { get; init; }

    /// <summary>What created it.</summary>
    public TriggerSourceType TriggerSourceType { get; init; } = TriggerSourceType.Once;
}
