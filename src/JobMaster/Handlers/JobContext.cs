using JobMaster.Scheduling;

namespace JobMaster;

/// <summary>The facts about one job. <see cref="Attempt"/> has the methods of a running attempt.</summary>
public sealed class JobContext
{
    private readonly JobAttempt? _attempt;

    internal JobContext(JobAttempt? attempt = null, CancellationToken cancellationToken = default)
    {
        _attempt = attempt;
        CancellationToken = cancellationToken;
    }

    /// <summary>The job's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The cluster it belongs to.</summary>
    public required string ClusterId { get; init; }

    /// <summary>The handler's stable name.</summary>
    public required string JobDefinitionId { get; init; }

    /// <summary>Its priority.</summary>
    public required JobMasterPriority Priority { get; init; }

    /// <summary>Its lane.</summary>
    public required string WorkerLane { get; init; }

    /// <summary>When it was stored, by the store's clock.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it is due, or was first due.</summary>
    public required DateTimeOffset ScheduledAt { get; init; }

    /// <summary>How long one attempt may run.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>How often it is tried again after a failure. Attempts = retries + 1.</summary>
    public required int MaxNumberOfRetries { get; init; }

    /// <summary>Failed attempts so far; zero in the first.</summary>
    public int NumberOfFailures { get; init; }

    /// <summary>Its metadata.</summary>
    public JobMetadata Metadata { get; init; } = JobMetadata.Empty;

    /// <summary>Its message data. A typed payload can be read here by property name, too.</summary>
    public MessageData MsgData { get => field ??= JobContextFactory.DataOf(OpenPayload()); init; }

    /// <summary>
    /// The text that <see cref="MsgData"/> is parsed from when it is first read: most handlers use a typed payload instead.
    /// </summary>
    internal string? Payload { get; init; }

    /// <summary>Decodes <see cref="Payload"/> from its stored form; null if it is decoded already.</summary>
    internal PayloadStorage? Storage { get; init; }

    private string? OpenPayload() => Storage is null ? Payload : Storage.TryOpen(Payload, JobDefinitionId);

    /// <summary>The recurring schedule it came from, if any.</summary>
    public Guid? RecurringScheduleId { get; init; }

    /// <summary>What created it.</summary>
    public TriggerSourceType TriggerSourceType { get; init; } = TriggerSourceType.Once;

    /// <summary>The tenant it belongs to, if any.</summary>
    public string? Tenant { get; init; }

    /// <summary>Its idempotency key, if any.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>No attempt starts after this instant.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>False if a scheduling call found its id or idempotency key taken and stored no job: this is the job it found.</summary>
    public bool IsNew { get; init; } = true;

    /// <summary>
    /// For a scheduling call with a <see cref="JobOptions.IdempotencyMark"/>: false if its idempotency key came before, and is not known to
    /// have come with the same mark. Marks are kept where the stored job may be another one than the call asked for: it has a unique rule,
    /// or it was stored already. For other jobs that are not new, compare the job itself.
    /// </summary>
    public bool IsSameCall { get; init; }

    /// <summary>
    /// In a handler, fires at the timeout, when the job is cancelled, when the worker shuts down and when another worker has the job.
    /// Elsewhere it never fires.
    /// </summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>The running attempt: progress, result, log lines, snooze, fail for good, finish inside a transaction.</summary>
    /// <exception cref="InvalidOperationException">The calling code does not run the job.</exception>
    public JobAttempt Attempt => _attempt ?? throw new InvalidOperationException(
        $"Job {Id} is not being run here: Attempt exists only inside a handler. Read a job's progress and result through " +
        "IJobMasterMonitor.");
}
