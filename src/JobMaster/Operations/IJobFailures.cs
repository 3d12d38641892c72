namespace JobMaster;

/// <summary>What is done to failed jobs and their groups. Many at once: <see cref="IJobMasterCluster.Operations"/>.</summary>
public interface IJobFailures
{
    /// <summary>Runs failed jobs again, now, with all their retries, as they were or with changes.</summary>
    /// <param name="jobIds">The jobs, at most 1,000.</param>
    /// <param name="change">What they have otherwise than before; null for nothing.</param>
    /// <param name="by">Who replays them, and why, for the audit.</param>
    /// <param name="cancellationToken">Stops waiting; the jobs may still be replayed.</param>
    /// <returns>What became of each job, in the order given.</returns>
    /// <exception cref="JobRejectedException">There are too many jobs, or the change is empty or has a value no job can have.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<IReadOnlyList<JobReplayResult>> ReplayAsync(
        IReadOnlyList<Guid> jobIds, JobReplay? change = null, OperatorContext? by = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Runs the failed jobs of a group again: a few first, and the others once all of those have succeeded. It is an operation, stored on
    /// the master: <see cref="IOperationMonitor.GetAsync"/> tells how far it is, and its note why it stopped.
    /// </summary>
    /// <param name="fingerprint">The group. Of one that has no failed jobs the operation ends at once.</param>
    /// <param name="tryFirst">How many are tried first, from 1 to 1,000; null for all at once.</param>
    /// <param name="maxPerSecond">At most so many a second; null for as fast as it goes.</param>
    /// <param name="change">What the jobs have otherwise than before; null for nothing.</param>
    /// <param name="by">Who replays them, and why, for the audit.</param>
    /// <param name="cancellationToken">Stops waiting; the operation may still be stored.</param>
    /// <returns>The operation's id.</returns>
    /// <exception cref="JobRejectedException">A value is out of range, or the change is one that no job can have.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<Guid> ReplayGroupAsync(
        string fingerprint, int? tryFirst = 5, int? maxPerSecond = null, JobReplay? change = null, OperatorContext? by = null,
        CancellationToken cancellationToken = default);

    /// <summary>Gives failed jobs up: they are cancelled, keep their error and leave their group.</summary>
    /// <param name="jobIds">The jobs, at most 1,000.</param>
    /// <param name="by">Who discards them, and why, for the audit.</param>
    /// <param name="cancellationToken">Stops waiting; the jobs may still be discarded.</param>
    /// <returns>Those that were failed, and are discarded now.</returns>
    /// <exception cref="JobRejectedException">There are too many jobs.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<IReadOnlyList<Guid>> DiscardAsync(
        IReadOnlyList<Guid> jobIds, OperatorContext by, CancellationToken cancellationToken = default);

    /// <summary>Undoes a discard: the jobs are failed again, as of when they had failed.</summary>
    /// <param name="jobIds">The jobs, at most 1,000.</param>
    /// <param name="by">Who restores them, and why, for the audit.</param>
    /// <param name="cancellationToken">Stops waiting; the jobs may still be restored.</param>
    /// <returns>Those that were discarded, and are failed again.</returns>
    /// <exception cref="JobRejectedException">There are too many jobs.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<IReadOnlyList<Guid>> RestoreAsync(
        IReadOnlyList<Guid> jobIds, OperatorContext? by = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Runs any final job again as a new one, due now, without its keys, its expiry and its schedule. The final job stays as it is.
    /// </summary>
    /// <param name="jobId">The job, succeeded, failed or cancelled.</param>
    /// <param name="change">What the copy has otherwise; null for nothing.</param>
    /// <param name="by">Who copies it, and why, for the audit.</param>
    /// <param name="cancellationToken">Stops waiting; the copy may still be stored.</param>
    /// <returns>The id of the copy; null when the job is not final, or is unknown.</returns>
    /// <exception cref="JobRejectedException">The change is empty or has a value no job can have.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<Guid?> CopyAsync(
        Guid jobId, JobReplay? change = null, OperatorContext? by = null, CancellationToken cancellationToken = default);

    /// <summary>Mutes a group of failed jobs: it is left out where muted groups are not asked for.</summary>
    /// <param name="fingerprint">The group.</param>
    /// <param name="until">Until when.</param>
    /// <param name="growth">The mute ends early once the group has so many times as many jobs as now; 2 to 1,000,000.</param>
    /// <param name="by">Who mutes it, and why, for the audit.</param>
    /// <param name="cancellationToken">Stops waiting; the group may still be muted.</param>
    /// <returns>False when no failed job has the fingerprint.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The growth is out of range.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<bool> MuteAsync(
        string fingerprint, DateTimeOffset until, int growth = 10, OperatorContext? by = null,
        CancellationToken cancellationToken = default);

    /// <summary>Ends the mute of a group.</summary>
    /// <param name="fingerprint">The group.</param>
    /// <param name="by">Who ends it, and why, for the audit.</param>
    /// <param name="cancellationToken">Stops waiting; the mute may still end.</param>
    /// <returns>False when no failed job has the fingerprint.</returns>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<bool> UnmuteAsync(string fingerprint, OperatorContext? by = null, CancellationToken cancellationToken = default);
}
