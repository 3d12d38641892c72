namespace JobMaster;

/// <summary>
/// Draining agents, so that their servers can be taken away. A drain holds on every node, at the latest with its next poll, and outlives
/// restarts.
/// </summary>
/// <example><code>
/// await cluster.Agents.DrainAsync("Nats-1", new OperatorContext("ann", "The server is replaced"));
/// // Later: the server can go when monitor.Agents.GetAsync("Nats-1") has Drain.IsEmpty true.
/// </code></example>
public interface IAgentControls
{
    /// <summary>
    /// Drains an agent: no node pushes jobs to it, so those due now go to other agents or to the master. The workers attached to it run
    /// what it holds, and every node with the connection moves the rest to the master, also jobs of paused lanes, which wait there. The
    /// workers take the master's jobs as before. <see cref="AgentDetails.Drain"/> tells when the agent is empty.
    /// </summary>
    /// <param name="agent">The name of the agent connection. It may be one that no node has.</param>
    /// <param name="by">Who drains it, and why, for the audit and for those who look.</param>
    /// <param name="cancellationToken">Stops waiting; the agent may still be drained.</param>
    /// <returns>False when it was drained just so already.</returns>
    /// <exception cref="ArgumentException">The agent is no name or has a star.</exception>
    /// <exception cref="JobRejectedException">The cluster is in mode Archive.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<bool> DrainAsync(string agent, OperatorContext? by = null, CancellationToken cancellationToken = default);

    /// <summary>Ends a drain: jobs are pushed to the agent again. What was moved to the master runs from there.</summary>
    /// <param name="agent">The name of the agent connection.</param>
    /// <param name="by">Who ends it, and why, for the audit.</param>
    /// <param name="cancellationToken">Stops waiting; the drain may still be ended.</param>
    /// <returns>False when it was not drained.</returns>
    /// <exception cref="ArgumentException">The agent is no name or has a star.</exception>
    /// <exception cref="JobRejectedException">The cluster is in mode Archive.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<bool> ResumeAsync(string agent, OperatorContext? by = null, CancellationToken cancellationToken = default);
}
