using System.Data.Common;

namespace JobMaster;

/// <summary>
/// Accepts jobs. When a call returns, the job is stored and will run, even if processes die. The common calls (<c>OnceNowAsync</c>,
/// <c>OnceAtAsync</c>, <c>OnceAfterAsync</c> and their blocking versions) are extension methods over the few methods here, so a test double
/// has few to implement.
/// </summary>
public interface IJobMasterScheduler
{
    /// <summary>Schedules one job.</summary>
    /// <param name="request">The job.</param>
    /// <param name="cancellationToken">Stops waiting; a job that was already sent may still be stored.</param>
    /// <returns>The job as stored; <see cref="JobContext.IsNew"/> is false if its id or idempotency key was taken.</returns>
    /// <exception cref="JobRejectedException">The request cannot be accepted; nothing was stored.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached or refused the job.</exception>
    Task<JobContext> ScheduleAsync(JobRequest request, CancellationToken cancellationToken = default);

    /// <summary>Schedules many jobs, in order. The whole list is checked before anything is stored.</summary>
    /// <param name="requests">The jobs; they may be of different kinds.</param>
    /// <param name="cancellationToken">Stops waiting; jobs already sent may still be stored.</param>
    /// <returns>The jobs as stored, in the order given.</returns>
    /// <exception cref="JobRejectedException">
    /// A request cannot be accepted; nothing was stored. Or another job holds a unique key whose rule is Reject: lists above 1,000 jobs or
    /// 8 MB of data are stored in parts, and earlier parts stay stored, as <see cref="JobMasterException.StoredJobIds"/> says.
    /// </exception>
    /// <exception cref="JobMasterStoreException">
    /// The store cannot be reached or refused a job. Earlier parts of a long list stay stored:
    /// <see cref="JobMasterException.StoredJobIds"/>.
    /// </exception>
    Task<IReadOnlyList<JobContext>> ScheduleManyAsync(IReadOnlyList<JobRequest> requests, CancellationToken cancellationToken = default);

    /// <summary>Cancels a job. A waiting job is cancelled immediately; the token of a running job fires.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="by">
    /// Who makes the change and why, for the audit. Default: the operator of the app's <see cref="IOperatorContextAccessor"/>, else the
    /// host.
    /// </param>
    /// <param name="cancellationToken">Stops waiting; the job may still be cancelled.</param>
    /// <returns>True if the job is cancelled, or runs and was asked to stop; false if it is final or unknown.</returns>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<bool> CancelJobAsync(Guid jobId, OperatorContext? by = null, CancellationToken cancellationToken = default);

    /// <summary>Moves a job that has not started to another time.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="at">The new time.</param>
    /// <param name="by">
    /// Who makes the change and why, for the audit. Default: the operator of the app's <see cref="IOperatorContextAccessor"/>, else the
    /// host.
    /// </param>
    /// <param name="cancellationToken">Stops waiting; the job may still be moved.</param>
    /// <returns>False if the job runs, is final or is unknown.</returns>
    /// <exception cref="JobRejectedException">
    /// The job would expire before it could start. This is not checked in a transaction, nor while an agent holds the job.
    /// </exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<bool> ReScheduleAsync(Guid jobId, DateTimeOffset at, OperatorContext? by = null, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="ReScheduleAsync(Guid, DateTimeOffset, OperatorContext, CancellationToken)"/>
    /// <param name="at">The new time. Local and Utc are converted; Unspecified is refused.</param>
    /// <exception cref="JobRejectedException">The time is of kind Unspecified.</exception>
    async Task<bool> ReScheduleAsync(Guid jobId, DateTime at, OperatorContext? by = null, CancellationToken cancellationToken = default) =>
        await ReScheduleAsync(jobId, ScheduleTime.From(at), by, cancellationToken).ConfigureAwait(false);

    /// <summary>Changes a job that has not started: its priority, lane, time, expiry or message data.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="change">The change.</param>
    /// <param name="by">
    /// Who makes the change and why, for the audit. Default: the operator of the app's <see cref="IOperatorContextAccessor"/>, else the
    /// host.
    /// </param>
    /// <param name="cancellationToken">Stops waiting; the job may still be changed.</param>
    /// <returns>Whether it was changed, and if not, why.</returns>
    /// <exception cref="JobRejectedException">
    /// The change is empty, contradicts itself or has an invalid value, or the job would expire before it could start. In a transaction,
    /// the stored due time and expiry are not checked.
    /// </exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached, or another transaction holds the job.</exception>
    Task<JobChangeResult> ChangeJobAsync(
        Guid jobId, JobChange change, OperatorContext? by = null, CancellationToken cancellationToken = default);

    /// <summary>Runs a failed job again, now, with all its retries.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="by">
    /// Who makes the change and why, for the audit. Default: the operator of the app's <see cref="IOperatorContextAccessor"/>, else the
    /// host.
    /// </param>
    /// <param name="cancellationToken">Stops waiting; the job may still be replayed.</param>
    /// <returns>False if the job is not failed.</returns>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<bool> ReplayAsync(Guid jobId, OperatorContext? by = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Stores a recurring schedule. If its key is taken, changes the schedule of that key instead: it keeps its phase unless the recurrence
    /// changes, and a cancelled schedule becomes active again.
    /// </summary>
    /// <param name="request">The schedule.</param>
    /// <param name="cancellationToken">Stops waiting; the schedule may still be stored.</param>
    /// <returns>The schedule as stored; <see cref="RecurringScheduleContext.IsNew"/> is false if its key was taken.</returns>
    /// <exception cref="JobRejectedException">The request cannot be accepted; nothing was stored.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached or refused the schedule.</exception>
    Task<RecurringScheduleContext> RecurringAsync(RecurringRequest request, CancellationToken cancellationToken = default);

    /// <summary>Changes a recurring schedule.</summary>
    /// <param name="scheduleId">The schedule.</param>
    /// <param name="change">The change.</param>
    /// <param name="by">
    /// Who makes the change and why, for the audit. Default: the operator of the app's <see cref="IOperatorContextAccessor"/>, else the
    /// host.
    /// </param>
    /// <param name="cancellationToken">Stops waiting; the schedule may still be changed.</param>
    /// <returns>The changed schedule, or null if it is unknown or cancelled.</returns>
    /// <exception cref="JobRejectedException">
    /// The change cannot be accepted, or the schedule belongs to a profile, which is edited in code.
    /// </exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<RecurringScheduleContext?> UpdateRecurringAsync(
        Guid scheduleId, RecurringScheduleChange change, OperatorContext? by = null, CancellationToken cancellationToken = default);

    /// <summary>Pauses a recurring schedule. Existing jobs of it are not affected.</summary>
    /// <param name="scheduleId">The schedule.</param>
    /// <param name="by">
    /// Who makes the change and why, for the audit. Default: the operator of the app's <see cref="IOperatorContextAccessor"/>, else the
    /// host.
    /// </param>
    /// <param name="cancellationToken">Stops waiting; the schedule may still be paused.</param>
    /// <returns>False if it was not active.</returns>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<bool> PauseRecurringAsync(Guid scheduleId, OperatorContext? by = null, CancellationToken cancellationToken = default);

    /// <summary>Resumes a paused recurring schedule in its old phase. Occurrences during the pause do not run.</summary>
    /// <param name="scheduleId">The schedule.</param>
    /// <param name="by">
    /// Who makes the change and why, for the audit. Default: the operator of the app's <see cref="IOperatorContextAccessor"/>, else the
    /// host.
    /// </param>
    /// <param name="cancellationToken">Stops waiting; the schedule may still be resumed.</param>
    /// <returns>False if it was not paused.</returns>
    /// <exception cref="JobRejectedException">This process lacks the schedule's language or zone.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<bool> ResumeRecurringAsync(Guid scheduleId, OperatorContext? by = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Runs a job of a recurring schedule now, even if the schedule is paused or a job of it runs. The next occurrence stays the same.
    /// </summary>
    /// <param name="scheduleId">The schedule.</param>
    /// <param name="by">
    /// Who makes the change and why, for the audit. Default: the operator of the app's <see cref="IOperatorContextAccessor"/>, else the
    /// host.
    /// </param>
    /// <param name="cancellationToken">Stops waiting; the job may still be stored.</param>
    /// <returns>The job's id, or null if the schedule is unknown or cancelled.</returns>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<Guid?> RunRecurringNowAsync(Guid scheduleId, OperatorContext? by = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Cancels a recurring schedule. Existing jobs of it are not affected. A later call of <see cref="RecurringAsync"/> with its key starts
    /// it again: to stop a schedule that the app creates at every start, pause it.
    /// </summary>
    /// <param name="scheduleId">The schedule.</param>
    /// <param name="by">
    /// Who makes the change and why, for the audit. Default: the operator of the app's <see cref="IOperatorContextAccessor"/>, else the
    /// host.
    /// </param>
    /// <param name="cancellationToken">Stops waiting; the schedule may still be cancelled.</param>
    /// <returns>
    /// False if it is unknown, cancelled or ended, or belongs to a profile: pause that schedule, or remove it from the code.
    /// </returns>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<bool> TryCancelRecurringAsync(Guid scheduleId, OperatorContext? by = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Returns a scheduler that writes through your own transaction on the master database: the jobs exist if you commit and do not exist
    /// if you roll back. It also cancels, reschedules, changes and replays jobs, with their audit entries. Errors that may pass, such as a
    /// deadlock or a lost connection, reach you as the driver's own, so that your retry strategy knows them.
    /// </summary>
    /// <param name="transaction">An open transaction of the master's own database.</param>
    /// <exception cref="JobRejectedException">The master has no transactions that a caller could share.</exception>
    IJobMasterScheduler InTransaction(DbTransaction transaction);
}
