namespace JobMaster;

/// <summary>Changes failed jobs and their groups. For many at once, use <see cref="IJobMasterCluster.Operations"/>.</summary>
public interface IJobFailures
{
    /// <summary>Runs failed jobs again, now, with all their retries, as they were or with changes.</summary>
    /// <param name="jobIds">The jobs, at most 1,000.</param>
    /// <param name="change">The changes; null for none.</param>
    /// <param name="by">Who replays them and why, for the audit.</param>
    /// <param name="cancellationToken">Stops waiting; the jobs may still be replayed.</param>
    /// <returns>The result for each job, in the order given.</returns>
    /// <exception cref="JobRejectedException">There are too many jobs, or the change is empty or has an invalid value.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<IReadOnlyList<JobReplayResult>> ReplayAsync(
        IReadOnlyList<Guid> jobIds, JobReplay? change = null, OperatorContext? by = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Runs the failed jobs of a group again: a few trial jobs first, and the others after all of those have succeeded. It is an operation,
    /// stored on the master: <see cref="IOperationMonitor.GetAsync"/> returns its progress, and in its note why it stopped.
    /// </summary>
    /// <param name="fingerprint">The group. If it has no failed jobs, the operation ends immediately.</param>
    /// <param name="tryFirst">How many trial jobs run first, from 1 to 1,000; null for all at once.</param>
    /// <param name="maxPerSecond">The most jobs per second; null for no limit.</param>
    /// <param name="change">The changes to the jobs; null for none.</param>
    /// <param name="by">Who replays them and why, for the audit.</param>
    /// <param name="cancellationToken">Stops waiting; the operation may still be stored.</param>
    /// <returns>The operation's id.</returns>
    /// <exception cref="JobRejectedException">A value is out of range, or the change is invalid.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<Guid> ReplayGroupAsync(
        string fingerprint, int? tryFirst = 5, int? maxPerSecond = null, JobReplay? change = null, OperatorContext? by = null,
        CancellationToken cancellationToken = default);

    /// <summary>Discards failed jobs: they are cancelled, keep their error and leave their group.</summary>
    /// <param name="jobIds">The jobs, at most 1,000.</param>
    /// <param name="by">Who discards them and why, for the audit.</param>
    /// <param name="cancellationToken">Stops waiting; the jobs may still be discarded.</param>
    /// <returns>The jobs that were failed and are now discarded.</returns>
    /// <exception cref="JobRejectedException">There are too many jobs.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<IReadOnlyList<Guid>> DiscardAsync(
        IReadOnlyList<Guid> jobIds, OperatorContext by, CancellationToken cancellationToken = default);

    /// <summary>Undoes a discard: the jobs are failed again, with their old time of failure.</summary>
    /// <param name="jobIds">The jobs, at most 1,000.</param>
    /// <param name="by">Who restores them and why, for the audit.</param>
    /// <param name="cancellationToken">Stops waiting; the jobs may still be restored.</param>
    /// <returns>The jobs that were discarded and are now failed again.</returns>
    /// <exception cref="JobRejectedException">There are too many jobs.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<IReadOnlyList<Guid>> RestoreAsync(
        IReadOnlyList<Guid> jobIds, OperatorContext? by = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Runs any final job again as a new one, due now, without its keys, its expiry and its schedule. The final job does not change.
    /// </summary>
    /// <param name="jobId">The job, succeeded, failed or cancelled.</param>
    /// <param name="change">The changes in the copy; null for none.</param>
    /// <param name="by">Who copies it and why, for the audit.</param>
    /// <param name="cancellationToken">Stops waiting; the copy may still be stored.</param>
    /// <returns>The id of the copy; null if the job is not final, or is unknown.</returns>
    /// <exception cref="JobRejectedException">The change is empty or has an invalid value.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<Guid?> CopyAsync(
        Guid jobId, JobReplay? change = null, OperatorContext? by = null, CancellationToken cancellationToken = default);

    /// <summary>Mutes a group of failed jobs: lists without muted groups leave it out.</summary>
    /// <param name="fingerprint">The group.</param>
    /// <param name="until">When the mute ends.</param>
    /// <param name="growth">The mute ends early when the group has this many times its present jobs; 2 to 1,000,000.</param>
    /// <param name="by">Who mutes it and why, for the audit.</param>
    /// <param name="cancellationToken">Stops waiting; the group may still be muted.</param>
    /// <returns>False if no failed job has the fingerprint, or the group is muted so already.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The growth is out of range.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<bool> MuteAsync(
        string fingerprint, DateTimeOffset until, int growth = 10, OperatorContext? by = null,
        CancellationToken cancellationToken = default);

    /// <summary>Ends the mute of a group.</summary>
    /// <param name="fingerprint">The group.</param>
    /// <param name="by">Who ends it and why, for the audit.</param>
    /// <param name="cancellationToken">Stops waiting; the mute may still end.</param>
    /// <returns>False if there is no mute to end, or no failed job has the fingerprint.</returns>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<bool> UnmuteAsync(string fingerprint, OperatorContext? by = null, CancellationToken cancellationToken = default);
}
