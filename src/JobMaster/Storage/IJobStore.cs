using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>
/// The live jobs. Every method takes and returns batches; a single call is a batch of one. Results stand in the order of the request. The
/// store's clock decides what is due. Times are kept to the microsecond, finer parts cut off, and come back in UTC. Text is kept and
/// compared exactly, but for what <see cref="StoredText.Clean"/> replaces. A batch that cannot be stored is refused whole, by an exception
/// that is not transient.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public interface IJobStore
{
    /// <summary>
    /// Inserts the jobs that are not stored yet, all or none; an id (or idempotency key) already stored inserts nothing and is answered
    /// with the existing job. A key sent twice in one batch is the first job's.
    /// </summary>
    /// <param name="jobs">The jobs, ids distinct.</param>
    /// <param name="mayBeStored">
    /// True when an id may already have been stored, even run and finished (chosen by the caller, or sent before with the reply lost):
    /// finished jobs are then looked up too.
    /// </param>
    /// <param name="cancellationToken">Gives up waiting; what was sent may still be stored.</param>
    Task<IReadOnlyList<InsertedJob>> InsertAsync(IReadOnlyList<NewJob> jobs, bool mayBeStored, CancellationToken cancellationToken);

    /// <summary>
    /// Takes due jobs for a live session: they become Running with their claim number raised by one and no progress yet; a session that is
    /// not live gets none. They come back in the order taken.
    /// </summary>
    Task<IReadOnlyList<StoredJob>> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Records how attempts ended, each only if the job still runs under the same claim number; a final outcome moves the job out of the
    /// live ones in the same transaction, any other adds the attempt to the job's earlier ones. Of two outcomes for one claim, in one batch
    /// too, the first counts.
    /// </summary>
    Task<IReadOnlyList<RecordResult>> RecordAsync(IReadOnlyList<AttemptOutcome> outcomes, CancellationToken cancellationToken);

    /// <summary>
    /// Saves progress and log lines of running attempts; those of a fenced attempt are dropped. A batch holds one report per attempt.
    /// </summary>
    Task ReportAsync(IReadOnlyList<AttemptReport> reports, CancellationToken cancellationToken);

    /// <summary>
    /// Cancels waiting jobs at once and marks running ones to be stopped. An operator's change is filed in the audit for each job it
    /// changed.
    /// </summary>
    Task<IReadOnlyList<CancelResult>> CancelAsync(IReadOnlyList<Guid> ids, AuditOrigin? by, CancellationToken cancellationToken);

    /// <summary>
    /// Moves a waiting job's due time; false when it runs, is final or is unknown. A parked job stays parked. An operator's change is filed
    /// in the audit, unless the job was due then already.
    /// </summary>
    Task<bool> RescheduleAsync(Guid id, DateTimeOffset dueAt, AuditOrigin? by, CancellationToken cancellationToken);

    /// <summary>
    /// Changes waiting and parked jobs. It does not change a job that already has the new values, that runs, or that is final. Changes are
    /// written to the audit. A job that is parked because its payload could not be read waits again after it gets a new payload.
    /// </summary>
    Task<IReadOnlyList<JobChangeResult>> ChangeAsync(
        IReadOnlyList<Guid> ids, StoredJobChange change, AuditOrigin by, CancellationToken cancellationToken);

    /// <summary>
    /// Makes failed jobs wait again, due now, with their failures and losses forgotten, their claim number kept and the attempt that failed
    /// among the earlier ones. A job whose unique key another live job holds stays failed; of two in one batch the first is replayed. An
    /// operator's change is filed in the audit for each that is replayed.
    /// </summary>
    /// <returns>What became of each id, once, in the order sent.</returns>
    Task<IReadOnlyList<ReplayResult>> ReplayAsync(IReadOnlyList<Guid> ids, AuditOrigin? by, CancellationToken cancellationToken);

    /// <summary>
    /// Makes parked jobs wait again that the asking node can run: those whose definition was unknown, and those with an unreadable payload
    /// that its build has not tried. Returns how many.
    /// </summary>
    Task<int> UnparkAsync(UnparkRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Takes back running jobs whose session is gone: waiting again in their old place, cancelled if that was asked or expired, or failed
    /// as "worker lost" when lost too often. Each counts as lost; one that waits again has the attempt among its earlier ones, as lost. One
    /// that every build still running found unreadable is parked instead of waiting.
    /// </summary>
    Task<IReadOnlyList<RescuedJob>> RescueAsync(RescueRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Cancels up to <paramref name="limit"/> waiting jobs, parked ones too, whose expiry has passed; returns how many. Parks as unreadable
    /// what waits for a build that no session which serves the lane has any more.
    /// </summary>
    Task<int> ExpireAsync(int limit, CancellationToken cancellationToken);
}
