namespace JobMaster;

/// <summary>
/// Changes many jobs. An operation is stored on the master and outlives its process: any node with upkeep carries it out, in transactions
/// of at most 1,000 jobs, each with its audit entries.
/// </summary>
public interface IJobOperations
{
    /// <summary>Returns the effect of an operation without changing anything.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="JobRejectedException">The operation contradicts itself.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<JobOperationPreview> PreviewAsync(JobOperation operation, CancellationToken cancellationToken = default);

    /// <summary>
    /// Stores an operation, which begins immediately. With a filter, it covers jobs that were stored (for a replay: that failed) before
    /// this call.
    /// </summary>
    /// <param name="operation">The operation.</param>
    /// <param name="by">Who starts it and why, for the audit.</param>
    /// <param name="cancellationToken">Stops waiting; the operation may still be stored.</param>
    /// <returns>The operation's id.</returns>
    /// <exception cref="JobRejectedException">The operation contradicts itself, or the cluster is read only.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<Guid> StartAsync(JobOperation operation, OperatorContext? by = null, CancellationToken cancellationToken = default);

    /// <summary>Pauses an operation between two of its transactions.</summary>
    /// <param name="operationId">The operation.</param>
    /// <param name="by">Who pauses it and why, for the audit.</param>
    /// <param name="cancellationToken">Stops waiting; the operation may still be paused.</param>
    /// <returns>False if it does not run.</returns>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<bool> PauseAsync(Guid operationId, OperatorContext? by = null, CancellationToken cancellationToken = default);

    /// <summary>Resumes a paused operation where it stopped.</summary>
    /// <param name="operationId">The operation.</param>
    /// <param name="by">Who resumes it and why, for the audit.</param>
    /// <param name="cancellationToken">Stops waiting; the operation may still be resumed.</param>
    /// <returns>False if it is not paused.</returns>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<bool> ResumeAsync(Guid operationId, OperatorContext? by = null, CancellationToken cancellationToken = default);

    /// <summary>Cancels an operation for good. Its changes stay.</summary>
    /// <param name="operationId">The operation.</param>
    /// <param name="by">Who cancels it and why, for the audit.</param>
    /// <param name="cancellationToken">Stops waiting; the operation may still be cancelled.</param>
    /// <returns>False if it has ended or is unknown.</returns>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<bool> CancelAsync(Guid operationId, OperatorContext? by = null, CancellationToken cancellationToken = default);
}

/// <summary>The effect of an operation.</summary>
/// <param name="Count">How many jobs it covers; exact up to 10,000.</param>
/// <param name="IsCapped">Whether there are more than that.</param>
/// <param name="Running">How many of the counted ones run: a change skips them, a cancel asks them to stop.</param>
/// <param name="Samples">Up to five of them.</param>
public sealed record JobOperationPreview(long Count, bool IsCapped, long Running, IReadOnlyList<JobDetails> Samples)
{
    /// <summary>How many of the counted ones an agent holds: a change of more than their time skips them.</summary>
    public long OnAgent { get; init; }
}
