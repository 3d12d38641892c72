namespace JobMaster;

/// <summary>
/// Changes to many jobs. An operation is stored on the master and outlives its process: any node with upkeep works it off, in transactions
/// of at most 1,000 jobs, each with its audit entries.
/// </summary>
public interface IJobOperations
{
    /// <summary>Tells what an operation would do, and changes nothing.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="JobRejectedException">The operation contradicts itself.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<JobOperationPreview> PreviewAsync(JobOperation operation, CancellationToken cancellationToken = default);

    /// <summary>
    /// Stores an operation, which begins at once. By filter it is for jobs that were stored, or for a replay failed, before this call.
    /// </summary>
    /// <param name="operation">The operation.</param>
    /// <param name="by">Who starts it, and why, for the audit.</param>
    /// <param name="cancellationToken">Stops waiting; the operation may still be stored.</param>
    /// <returns>The operation's id.</returns>
    /// <exception cref="JobRejectedException">The operation contradicts itself, or the cluster can only be read.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<Guid> StartAsync(JobOperation operation, OperatorContext? by = null, CancellationToken cancellationToken = default);

    /// <summary>Pauses an operation between two of its transactions.</summary>
    /// <param name="operationId">The operation.</param>
    /// <param name="by">Who pauses it, and why, for the audit.</param>
    /// <param name="cancellationToken">Stops waiting; the operation may still be paused.</param>
    /// <returns>False when it does not run.</returns>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<bool> PauseAsync(Guid operationId, OperatorContext? by = null, CancellationToken cancellationToken = default);

    /// <summary>Resumes a paused operation where it was.</summary>
    /// <param name="operationId">The operation.</param>
    /// <param name="by">Who resumes it, and why, for the audit.</param>
    /// <param name="cancellationToken">Stops waiting; the operation may still be resumed.</param>
    /// <returns>False when it is not paused.</returns>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<bool> ResumeAsync(Guid operationId, OperatorContext? by = null, CancellationToken cancellationToken = default);

    /// <summary>Cancels an operation for good. What it has changed stays changed.</summary>
    /// <param name="operationId">The operation.</param>
    /// <param name="by">Who cancels it, and why, for the audit.</param>
    /// <param name="cancellationToken">Stops waiting; the operation may still be cancelled.</param>
    /// <returns>False when it is over or unknown.</returns>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<bool> CancelAsync(Guid operationId, OperatorContext? by = null, CancellationToken cancellationToken = default);
}

/// <summary>What an operation would do.</summary>
/// <param name="Count">How many jobs it is for; exact up to 10,000.</param>
/// <param name="IsCapped">Whether there are more than that.</param>
/// <param name="Running">How many of the counted ones run: a change leaves them alone, a cancel asks them to stop.</param>
/// <param name="Samples">Up to five of them.</param>
public sealed record JobOperationPreview(long Count, bool IsCapped, long Running, IReadOnlyList<JobDetails> Samples)
{
    /// <summary>How many of the counted ones an agent holds: a change of more than their time leaves them alone.</summary>
    public long OnAgent { get; init; }
}
