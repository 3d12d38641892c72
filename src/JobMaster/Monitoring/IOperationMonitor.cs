namespace JobMaster;

/// <summary>Reading operations on many jobs. Kept for <see cref="JobMasterClusterOptions.AuditRetentionTtl"/> after their end.</summary>
public interface IOperationMonitor
{
    /// <summary>One operation, or null when it is unknown or was pruned.</summary>
    /// <param name="operationId">The operation.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<JobOperationDetails?> GetAsync(Guid operationId, CancellationToken cancellationToken = default);

    /// <summary>A page of operations, the latest first.</summary>
    /// <param name="count">At most so many, 1 to 1,000.</param>
    /// <param name="continueFrom">The id of the last operation of the page before; null for the first page.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">The count is out of range.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<IReadOnlyList<JobOperationDetails>> ListAsync(
        int count = 100, Guid? continueFrom = null, CancellationToken cancellationToken = default);
}

/// <summary>An operation as it stands in the store.</summary>
public sealed record JobOperationDetails
{
    /// <summary>The operation's id; its audit entries have it too.</summary>
    public required Guid Id { get; init; }

    /// <summary>What it does to each job.</summary>
    public required JobOperationKind Kind { get; init; }

    /// <summary>Where it is in its life.</summary>
    public required JobOperationState State { get; init; }

    /// <summary>Who started it.</summary>
    public required string Who { get; init; }

    /// <summary>Why; null when the caller did not say.</summary>
    public string? Reason { get; init; }

    /// <summary>Which jobs it is for; null when they were named.</summary>
    public JobOperationFilter? Filter { get; init; }

    /// <summary>When it was started. By filter it is for jobs that were there before.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last worked on.</summary>
    public required DateTimeOffset WorkedAt { get; init; }

    /// <summary>When it ended; null while it goes on.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How many jobs it was for when it started; exact up to 10,000.</summary>
    public required long Matched { get; init; }

    /// <summary>Whether there were more.</summary>
    public required bool IsCapped { get; init; }

    /// <summary>How many jobs it has changed.</summary>
    public required long Changed { get; init; }

    /// <summary>How many jobs needed no change, because they already were as the operation wants them.</summary>
    public required long Unchanged { get; init; }

    /// <summary>How many were left alone because they ran.</summary>
    public required long Running { get; init; }

    /// <summary>How many were left alone because an agent holds them.</summary>
    public required long OnAgent { get; init; }

    /// <summary>How many had ended, or were no longer those meant, when their turn came.</summary>
    public required long Gone { get; init; }

    /// <summary>How many were not replayed because another job holds their unique key.</summary>
    public long KeyHeld { get; init; }

    /// <summary>How many were not replayed because the definition they were to go to cannot read their message data.</summary>
    public long Unreadable { get; init; }

    /// <summary>How many wait for another turn because a transaction held them, or because they were named and their turn has not
    /// come.</summary>
    public required long Waiting { get; init; }

    /// <summary>Whether it waits for the jobs it is tried with.</summary>
    public bool WaitsForFirst { get; init; }

    /// <summary>Why it stopped, when a job it was tried with failed again; else null.</summary>
    public string? Note { get; init; }

    /// <summary>How many jobs a second it has gone through between its start and its last work; zero before.</summary>
    public double Rate =>
        (WorkedAt - CreatedAt).TotalSeconds is > 0 and var seconds
            ? (Changed + Unchanged + Running + OnAgent + Gone + KeyHeld + Unreadable) / seconds
            : 0;
}
