namespace JobMaster;

/// <summary>
/// Gives orders to workers on any host. An order is for the workers of a name, on every host or on one. It reaches them at the latest with
/// their next poll and outlives restarts: a worker that starts later follows it too. Lift an order with the same scope: for every host, or
/// for the same host.
/// </summary>
/// <example><code>await cluster.Workers.CordonAsync("reports", "web-3", new OperatorContext("ann", "Its disk is full"));</code></example>
public interface IWorkerControls
{
    /// <summary>
    /// Cordons workers: they take no more jobs. They run the jobs that already run or wait for one of their slots; jobs taken long before
    /// they are due are given back.
    /// </summary>
    /// <param name="worker">The worker's name.</param>
    /// <param name="host">The host, as <see cref="WorkerDetails.Host"/> has it; null for every host.</param>
    /// <param name="by">Who cordons them and why, for the audit.</param>
    /// <param name="cancellationToken">Stops waiting; they may still be cordoned.</param>
    /// <returns>False if they were already cordoned in the same way.</returns>
    /// <exception cref="ArgumentException">The worker or the host is not a valid name or has a star.</exception>
    /// <exception cref="JobRejectedException">The cluster is in mode Archive.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<bool> CordonAsync(
        string worker, string? host = null, OperatorContext? by = null, CancellationToken cancellationToken = default);

    /// <summary>Lifts the order of <see cref="CordonAsync"/>.</summary>
    /// <param name="worker">The worker's name.</param>
    /// <param name="host">The host of the cordon; null for every host.</param>
    /// <param name="by">Who lifts it and why, for the audit.</param>
    /// <param name="cancellationToken">Stops waiting; it may still be lifted.</param>
    /// <returns>False if there was no such order.</returns>
    /// <exception cref="ArgumentException">The worker or the host is not a valid name or has a star.</exception>
    /// <exception cref="JobRejectedException">The cluster is in mode Archive.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<bool> UncordonAsync(
        string worker, string? host = null, OperatorContext? by = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Stops workers: they take no more jobs and give back the jobs that they have not started. After the grace period, the token of each
    /// job that still runs is cancelled. When the job stops, it is given back; this does not count as an attempt. Stopped workers stay in
    /// the list of workers, and <see cref="StartAsync"/> starts them again.
    /// </summary>
    /// <param name="worker">The worker's name.</param>
    /// <param name="grace">
    /// How long running jobs may continue, up to 24 hours; 30 seconds if not given. Each node counts it from when it receives the order.
    /// </param>
    /// <param name="host">The host, as <see cref="WorkerDetails.Host"/> has it; null for every host.</param>
    /// <param name="by">Who stops them and why, for the audit.</param>
    /// <param name="cancellationToken">Stops waiting; they may still be stopped.</param>
    /// <returns>False if they were already stopped in the same way.</returns>
    /// <exception cref="ArgumentException">
    /// The worker or the host is not a valid name or has a star, or the grace period is out of range.
    /// </exception>
    /// <exception cref="JobRejectedException">The cluster is in mode Archive.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<bool> StopAsync(
        string worker, TimeSpan? grace = null, string? host = null, OperatorContext? by = null,
        CancellationToken cancellationToken = default);

    /// <summary>Lifts the order of <see cref="StopAsync"/>.</summary>
    /// <param name="worker">The worker's name.</param>
    /// <param name="host">The host of the stop; null for every host.</param>
    /// <param name="by">Who starts them and why, for the audit.</param>
    /// <param name="cancellationToken">Stops waiting; they may still be started.</param>
    /// <returns>False if there was no such order.</returns>
    /// <exception cref="ArgumentException">The worker or the host is not a valid name or has a star.</exception>
    /// <exception cref="JobRejectedException">The cluster is in mode Archive.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<bool> StartAsync(
        string worker, string? host = null, OperatorContext? by = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Sets how many jobs workers run at once. Additional slots open immediately; if there are fewer slots, running jobs end first and none
    /// is stopped.
    /// </summary>
    /// <param name="worker">The worker's name.</param>
    /// <param name="jobs">From 1 to 10,000, whatever the code's factor; null to return to the code's configuration.</param>
    /// <param name="host">
    /// The host, as <see cref="WorkerDetails.Host"/> has it; null for every host. A number for one host has priority over one for every
    /// host.
    /// </param>
    /// <param name="by">Who sets it and why, for the audit.</param>
    /// <param name="cancellationToken">Stops waiting; it may still be set.</param>
    /// <returns>False if nothing changed.</returns>
    /// <exception cref="ArgumentException">The worker or host is not a valid name or has a star, or the number is out of range.</exception>
    /// <exception cref="JobRejectedException">The cluster is in mode Archive.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<bool> SetConcurrencyAsync(
        string worker, int? jobs, string? host = null, OperatorContext? by = null, CancellationToken cancellationToken = default);
}
