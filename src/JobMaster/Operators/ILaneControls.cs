namespace JobMaster;

/// <summary>Pauses lanes. A pause takes effect on every node, at the latest with its next poll, and outlives restarts.</summary>
/// <example><code>
/// await cluster.Lanes.PauseAsync("mail", until: DateTimeOffset.UtcNow.AddHours(1), new OperatorContext("ann", "The mail server is down"));
/// </code></example>
public interface ILaneControls
{
    /// <summary>
    /// Pauses a lane: none of its jobs starts. Running jobs continue; jobs that a worker holds in advance are given back; jobs on agents
    /// wait there. Jobs can be scheduled, changed and cancelled as before. Replaces a pause in force.
    /// </summary>
    /// <param name="lane">The lane, by its exact name. It need not have jobs yet.</param>
    /// <param name="until">When the pause ends by itself, by the store's clock; null if only a resume ends it.</param>
    /// <param name="by">Who pauses it and why, for the audit and for monitors.</param>
    /// <param name="cancellationToken">Stops waiting; the lane may still be paused.</param>
    /// <returns>False if it was already paused in the same way.</returns>
    /// <exception cref="ArgumentException">The lane is not a valid name or has a star, or the end has passed.</exception>
    /// <exception cref="JobRejectedException">The cluster is in mode Archive.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<bool> PauseAsync(
        string lane, DateTimeOffset? until = null, OperatorContext? by = null, CancellationToken cancellationToken = default);

    /// <summary>Resumes a paused lane.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="by">Who resumes it and why, for the audit.</param>
    /// <param name="cancellationToken">Stops waiting; the lane may still be resumed.</param>
    /// <returns>False if it was not paused.</returns>
    /// <exception cref="ArgumentException">The lane is not a valid name or has a star.</exception>
    /// <exception cref="JobRejectedException">The cluster is in mode Archive.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<bool> ResumeAsync(string lane, OperatorContext? by = null, CancellationToken cancellationToken = default);
}
