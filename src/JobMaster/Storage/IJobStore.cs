using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>
/// The live jobs. Every method takes and returns batches; a single call is a batch of one. Results are in the order of the request. The
/// store's clock decides what is due. Times are kept to the microsecond, finer parts are cut off, and returned in UTC. Text is kept and
/// compared exactly, except for what <see cref="StoredText.Clean"/> replaces. If a batch cannot be stored, all of it is refused with an
/// exception that is not transient.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public interface IJobStore
{
    /// <summary>
    /// Inserts the jobs that are not stored yet, all or none. If an id or idempotency key is already stored, inserts nothing for it and
    /// returns the existing job. A key sent twice in one batch belongs to the first job.
    /// </summary>
    /// <param name="jobs">The jobs, with distinct ids.</param>
    /// <param name="mayBeStored">
    /// True if an id may already be stored, even run and finished (chosen by the caller, or sent before with a lost reply): finished jobs
    /// are then searched too.
    /// </param>
    /// <param name="cancellationToken">Stops waiting; data already sent may still be stored.</param>
    Task<IReadOnlyList<InsertedJob>> InsertAsync(IReadOnlyList<NewJob> jobs, bool mayBeStored, CancellationToken cancellationToken);

    /// <summary>
    /// Takes due jobs for a live session: they become Running, with their claim number raised by one and no progress yet. A session that is
    /// not live gets none. The jobs are returned in the order taken.
    /// </summary>
    Task<IReadOnlyList<StoredJob>> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Records how attempts ended, each only if the job still runs under the same claim number. A final outcome moves the job out of the
    /// live ones in the same transaction; any other adds the attempt to the job's earlier ones. The first of two outcomes for one claim
    /// counts, also within one batch.
    /// </summary>
    Task<IReadOnlyList<RecordResult>> RecordAsync(IReadOnlyList<AttemptOutcome> outcomes, CancellationToken cancellationToken);

    /// <summary>
    /// Saves progress and log lines of running attempts; reports of a fenced attempt are dropped. A batch holds one report per attempt.
    /// </summary>
    Task ReportAsync(IReadOnlyList<AttemptReport> reports, CancellationToken cancellationToken);

    /// <summary>
    /// Cancels waiting jobs immediately and asks running ones to stop. An operator's change is recorded in the audit for each changed job.
    /// </summary>
    Task<IReadOnlyList<CancelResult>> CancelAsync(IReadOnlyList<Guid> ids, AuditOrigin? by, CancellationToken cancellationToken);

    /// <summary>
    /// Moves a waiting job's due time; false if it runs, is final or is unknown. A parked job stays parked. An operator's change is
    /// recorded in the audit, unless the job already had that time.
    /// </summary>
    Task<bool> RescheduleAsync(Guid id, DateTimeOffset dueAt, AuditOrigin? by, CancellationToken cancellationToken);

    /// <summary>
    /// Changes waiting and parked jobs. It does not change a job that already has the new values, that runs, or that is final. Changes are
    /// written to the audit. A job that is parked because its payload could not be read waits again after it gets a new payload.
    /// </summary>
    Task<IReadOnlyList<JobChangeResult>> ChangeAsync(
        IReadOnlyList<Guid> ids, StoredJobChange change, AuditOrigin by, CancellationToken cancellationToken);

    /// <summary>
    /// Makes failed jobs wait again, due now, without their failures and losses. They keep their claim number, and the failed attempt joins
    /// the earlier ones. A job whose unique key another live job holds stays failed; of two in one batch, the first is replayed. An
    /// operator's change is recorded in the audit for each replayed job.
    /// </summary>
    /// <returns>The result for each id, once, in the order sent.</returns>
    Task<IReadOnlyList<ReplayResult>> ReplayAsync(IReadOnlyList<Guid> ids, AuditOrigin? by, CancellationToken cancellationToken);

    /// <summary>
    /// Makes parked jobs wait again if the asking node can run them: those whose definition was unknown, and those with an unreadable
    /// payload that its build has not tried. Returns how many.
    /// </summary>
    Task<int> UnparkAsync(UnparkRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Takes back running jobs whose session is gone. They wait again in their old place, are cancelled if that was requested or they
    /// expired, or fail as "worker lost" if lost too often. Each counts as lost; a job that waits again keeps the lost attempt among its
    /// earlier ones. A job that every running build found unreadable is parked instead.
    /// </summary>
    Task<IReadOnlyList<RescuedJob>> RescueAsync(RescueRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Cancels up to <paramref name="limit"/> waiting or parked jobs whose expiry has passed; returns how many. Parks as unreadable the
    /// jobs that wait for a build that no session serving their lane has any more.
    /// </summary>
    Task<int> ExpireAsync(int limit, CancellationToken cancellationToken);
}
