namespace JobMaster;

/// <summary>Pausing definitions. A pause holds on every node, at the latest with its next poll, and outlives restarts.</summary>
public interface IDefinitionControls
{
    /// <summary>
    /// Pauses a definition: none of its jobs starts, in whatever lane, also under its aliases. Those that run go on; those that a worker
    /// holds ahead are given back. What an agent delivers waits on the master. A pause that holds is replaced.
    /// </summary>
    /// <param name="definitionId">The definition's id, or one of its aliases. It may be one that no node has.</param>
    /// <param name="until">When the pause ends by itself, by the store's clock; null for not before it is resumed.</param>
    /// <param name="by">Who pauses it, and why, for the audit and for those who look.</param>
    /// <param name="cancellationToken">Stops waiting; the definition may still be paused.</param>
    /// <returns>False when it was paused just so already.</returns>
    /// <exception cref="ArgumentException">The id is no name or has a star, or the end has passed.</exception>
    /// <exception cref="JobRejectedException">The cluster is in mode Archive.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<bool> PauseAsync(
        string definitionId, DateTimeOffset? until = null, OperatorContext? by = null, CancellationToken cancellationToken = default);

    /// <summary>Resumes a paused definition.</summary>
    /// <param name="definitionId">The definition's id, or one of its aliases, whichever it was paused by.</param>
    /// <param name="by">Who resumes it, and why, for the audit.</param>
    /// <param name="cancellationToken">Stops waiting; the definition may still be resumed.</param>
    /// <returns>False when it was not paused.</returns>
    /// <exception cref="ArgumentException">The id is no name or has a star.</exception>
    /// <exception cref="JobRejectedException">The cluster is in mode Archive.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<bool> ResumeAsync(string definitionId, OperatorContext? by = null, CancellationToken cancellationToken = default);
}
