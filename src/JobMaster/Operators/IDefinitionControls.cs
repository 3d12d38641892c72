namespace JobMaster;

/// <summary>Pauses definitions. A pause takes effect on every node, at the latest with its next poll, and outlives restarts.</summary>
public interface IDefinitionControls
{
    /// <summary>
    /// Pauses a definition: none of its jobs starts, in any lane, under its id or an alias. Running jobs continue; jobs that a worker holds
    /// in advance are given back. Jobs that an agent delivers wait on the master. Replaces a pause in force.
    /// </summary>
    /// <param name="definitionId">The definition's id, or one of its aliases. No node need have it.</param>
    /// <param name="until">When the pause ends by itself, by the store's clock; null if only a resume ends it.</param>
    /// <param name="by">Who pauses it and why, for the audit and for monitors.</param>
    /// <param name="cancellationToken">Stops waiting; the definition may still be paused.</param>
    /// <returns>False if it was already paused in the same way.</returns>
    /// <exception cref="ArgumentException">The id is not a valid name or has a star, or the end has passed.</exception>
    /// <exception cref="JobRejectedException">The cluster is in mode Archive.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<bool> PauseAsync(
        string definitionId, DateTimeOffset? until = null, OperatorContext? by = null, CancellationToken cancellationToken = default);

    /// <summary>Resumes a paused definition.</summary>
    /// <param name="definitionId">The definition's id or any of its aliases, no matter which of them the pause named.</param>
    /// <param name="by">Who resumes it and why, for the audit.</param>
    /// <param name="cancellationToken">Stops waiting; the definition may still be resumed.</param>
    /// <returns>False if it was not paused.</returns>
    /// <exception cref="ArgumentException">The id is not a valid name or has a star.</exception>
    /// <exception cref="JobRejectedException">The cluster is in mode Archive.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<bool> ResumeAsync(string definitionId, OperatorContext? by = null, CancellationToken cancellationToken = default);
}
