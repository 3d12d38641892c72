namespace JobMaster;

/// <summary>
/// Drains agents, so that their servers can be removed. A drain takes effect on every node, at the latest with its next poll, and outlives
/// restarts.
/// </summary>
/// <example><code>
/// await cluster.Agents.DrainAsync("Nats-1", new OperatorContext("ann", "The server is replaced"));
/// // Later: the server can go when monitor.Agents.GetAsync("Nats-1") has Drain.IsEmpty true.
/// </code></example>
public interface IAgentControls
{
    /// <summary>
    /// Drains an agent: no node pushes jobs to it, so jobs due now go to other agents or to the master. The workers attached to it run its
    /// jobs, and every node with the connection moves the rest to the master, including jobs of paused lanes, which wait there. The workers
    /// take the master's jobs as before. <see cref="AgentDetails.Drain"/> shows when the agent is empty.
    /// </summary>
    /// <param name="agent">The name of the agent connection. No node need have it.</param>
    /// <param name="by">Who drains it and why, for the audit and for monitors.</param>
    /// <param name="cancellationToken">Stops waiting; the agent may still be drained.</param>
    /// <returns>False if it was already drained in the same way.</returns>
    /// <exception cref="ArgumentException">The agent is not a valid name or has a star.</exception>
    /// <exception cref="JobRejectedException">The cluster is in mode Archive.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<bool> DrainAsync(string agent, OperatorContext? by = null, CancellationToken cancellationToken = default);

    /// <summary>Ends a drain: jobs are pushed to the agent again. Jobs that were moved to the master run from there.</summary>
    /// <param name="agent">The name of the agent connection.</param>
    /// <param name="by">Who ends it and why, for the audit.</param>
    /// <param name="cancellationToken">Stops waiting; the drain may still be ended.</param>
    /// <returns>False if it was not drained.</returns>
    /// <exception cref="ArgumentException">The agent is not a valid name or has a star.</exception>
    /// <exception cref="JobRejectedException">The cluster is in mode Archive.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<bool> ResumeAsync(string agent, OperatorContext? by = null, CancellationToken cancellationToken = default);
}
