namespace JobMaster;

/// <summary>Reads operations on many jobs. Kept for <see cref="JobMasterClusterOptions.AuditRetentionTtl"/> after their end.</summary>
public interface IOperationMonitor
{
    /// <summary>Returns one operation, or null if it is unknown or was pruned.</summary>
    /// <param name="operationId">The operation.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<JobOperationDetails?> GetAsync(Guid operationId, CancellationToken cancellationToken = default);

    /// <summary>Returns a page of operations, latest first.</summary>
    /// <param name="count">The most operations to return, 1 to 1,000.</param>
    /// <param name="continueFrom">The id of the last operation of the page before; null for the first page.</param>
    /// <param name="state">Their state; null for all.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">The count is out of range, or there is no such state.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<IReadOnlyList<JobOperationDetails>> ListAsync(
        int count = 100, Guid? continueFrom = null, JobOperationState? state = null, CancellationToken cancellationToken = default);
}

/// <summary>An operation as stored.</summary>
public sealed record JobOperationDetails
{
    /// <summary>The operation's id; its audit entries have it too.</summary>
    public required Guid Id { get; init; }

    /// <summary>The change it makes to each job.</summary>
    public required JobOperationKind Kind { get; init; }

    /// <summary>Its state.</summary>
    public required JobOperationState State { get; init; }

    /// <summary>Who started it.</summary>
    public required string Who { get; init; }

    /// <summary>The reason; null if the caller gave none.</summary>
    public string? Reason { get; init; }

    /// <summary>Its filter; null if its jobs were named.</summary>
    public JobOperationFilter? Filter { get; init; }

    /// <summary>
    /// The values that a <see cref="JobOperationKind.Change"/> gives the jobs, without message data: see <see cref="ChangesData"/>.
    /// </summary>
    public JobChange? Change { get; init; }

    /// <summary>
    /// The values that a <see cref="JobOperationKind.Replay"/> gives the jobs, without message data: see <see cref="ChangesData"/>.
    /// </summary>
    public JobReplay? Replay { get; init; }

    /// <summary>Whether it replaces the jobs' message data.</summary>
    public bool ChangesData { get; init; }

    /// <summary>How many trial jobs it replays first; null for all at once.</summary>
    public int? TryFirst { get; init; }

    /// <summary>The most jobs per second; null for no limit.</summary>
    public int? MaxPerSecond { get; init; }

    /// <summary>It stops after it has changed this many jobs; null if it does not stop.</summary>
    public long? MaxJobs { get; init; }

    /// <summary>When it was started. An operation by filter covers only jobs that existed before.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When a node last worked on it.</summary>
    public required DateTimeOffset WorkedAt { get; init; }

    /// <summary>When it ended; null while it continues.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>
    /// How many jobs it covers, as far as they are counted: up to 10,000 at its start, the others while it works, up to ten times as fast
    /// as it changes them.
    /// </summary>
    public required long Matched { get; init; }

    /// <summary>Whether it covers more than are counted yet.</summary>
    public required bool IsCapped { get; init; }

    /// <summary>How many jobs it has changed.</summary>
    public required long Changed { get; init; }

    /// <summary>How many jobs needed no change, because they already had the new values.</summary>
    public required long Unchanged { get; init; }

    /// <summary>How many it skipped because they were running.</summary>
    public required long Running { get; init; }

    /// <summary>How many it skipped because an agent holds them.</summary>
    public required long OnAgent { get; init; }

    /// <summary>How many had ended, or no longer matched, when their turn came.</summary>
    public required long Gone { get; init; }

    /// <summary>How many were not replayed because another job holds their unique key.</summary>
    public long KeyHeld { get; init; }

    /// <summary>How many were not replayed because their new definition cannot read their message data.</summary>
    public long Unreadable { get; init; }

    /// <summary>
    /// How many wait for another turn because a transaction held them, or because they were named and their turn has not come.
    /// </summary>
    public required long Waiting { get; init; }

    /// <summary>Whether it waits for its trial jobs.</summary>
    public bool WaitsForFirst { get; init; }

    /// <summary>Why it stopped, if one of its trial jobs failed again; else null.</summary>
    public string? Note { get; init; }

    /// <summary>How many jobs per second it handled between its start and its last work; zero before.</summary>
    public double Rate =>
        (WorkedAt - CreatedAt).TotalSeconds is > 0 and var seconds
            ? (Changed + Unchanged + Running + OnAgent + Gone + KeyHeld + Unreadable) / seconds
            : 0;
}
