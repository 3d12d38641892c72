using System.Data.Common;

namespace JobMaster;

/// <summary>
/// Accepts jobs. When a call returns, the job is stored and will run, whatever process dies. The everyday calls (<c>OnceNowAsync</c>,
/// <c>OnceAtAsync</c>, <c>OnceAfterAsync</c> and their blocking twins) are extension methods over the few here, so a test double has little
/// to stand in for.
/// </summary>
public interface IJobMasterScheduler
{
    /// <summary>Schedules one job.</summary>
    /// <param name="request">The job.</param>
    /// <param name="cancellationToken">Gives up waiting; a job that was already sent may still be stored.</param>
    /// <returns>The job as stored; <see cref="JobContext.IsNew"/> is false when its id or idempotency key was already taken.</returns>
    /// <exception cref="JobRejectedException">The request cannot be accepted; nothing was stored.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached or refused the job.</exception>
    Task<JobContext> ScheduleAsync(JobRequest request, CancellationToken cancellationToken = default);

    /// <summary>Schedules many jobs, all of one call in order; the whole list is checked before anything is stored.</summary>
    /// <param name="requests">The jobs; they need not be alike.</param>
    /// <param name="cancellationToken">Gives up waiting; jobs already sent may still be stored.</param>
    /// <returns>The jobs as stored, in the order given.</returns>
    /// <exception cref="JobRejectedException">A request cannot be accepted; nothing was stored.</exception>
    /// <exception cref="JobMasterStoreException">
    /// The store cannot be reached or refused a job. Lists above 1,000 jobs or 8 MB of data are stored in parts, so earlier parts may be
    /// stored.
    /// </exception>
    Task<IReadOnlyList<JobContext>> ScheduleManyAsync(IReadOnlyList<JobRequest> requests, CancellationToken cancellationToken = default);

    /// <summary>Cancels a job: at once when it has not started, else its token fires.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="by">Who makes the change, and why, for the audit. Default: whom the app's <see cref="IOperatorContextAccessor"/> names,
    /// else the host.</param>
    /// <param name="cancellationToken">Gives up waiting; the job may still be cancelled.</param>
    /// <returns>True when it is cancelled or, running, was asked to stop; false when it is final or unknown.</returns>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<bool> CancelJobAsync(Guid jobId, OperatorContext? by = null, CancellationToken cancellationToken = default);

    /// <summary>Moves a job that has not started to another time.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="at">The new time.</param>
    /// <param name="by">Who makes the change, and why, for the audit. Default: whom the app's <see cref="IOperatorContextAccessor"/> names,
    /// else the host.</param>
    /// <param name="cancellationToken">Gives up waiting; the job may still be moved.</param>
    /// <returns>False when it runs, is final or is unknown.</returns>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<bool> ReScheduleAsync(Guid jobId, DateTimeOffset at, OperatorContext? by = null, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="ReScheduleAsync(Guid, DateTimeOffset, OperatorContext, CancellationToken)"/>
    /// <param name="at">The new time. Local and Utc are converted; Unspecified is refused.</param>
    /// <exception cref="JobRejectedException">The time is of kind Unspecified.</exception>
    async Task<bool> ReScheduleAsync(Guid jobId, DateTime at, OperatorContext? by = null, CancellationToken cancellationToken = default) =>
        await ReScheduleAsync(jobId, ScheduleTime.From(at), by, cancellationToken).ConfigureAwait(false);

    /// <summary>Changes a job that has not started: its priority, lane, time, expiry or message data.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="change">What to change.</param>
    /// <param name="by">Who makes the change, and why, for the audit. Default: whom the app's <see cref="IOperatorContextAccessor"/> names,
    /// else the host.</param>
    /// <param name="cancellationToken">Gives up waiting; the job may still be changed.</param>
    /// <returns>Whether it was changed, and if not, why.</returns>
    /// <exception cref="JobRejectedException">The change is empty, contradicts itself, or has a value no job can have.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached, or another transaction holds the job.</exception>
    Task<JobChangeResult> ChangeJobAsync(
        Guid jobId, JobChange change, OperatorContext? by = null, CancellationToken cancellationToken = default);

    /// <summary>Runs a failed job again, now, with all its retries.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="by">Who makes the change, and why, for the audit. Default: whom the app's <see cref="IOperatorContextAccessor"/> names,
    /// else the host.</param>
    /// <param name="cancellationToken">Gives up waiting; the job may still be replayed.</param>
    /// <returns>False when the job is not failed.</returns>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<bool> ReplayAsync(Guid jobId, OperatorContext? by = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Stores a recurring schedule. When its key is taken, the schedule of that key is changed instead: its phase stays unless it is to
    /// recur otherwise, and if it was cancelled it comes back.
    /// </summary>
    /// <param name="request">The schedule.</param>
    /// <param name="cancellationToken">Gives up waiting; the schedule may still be stored.</param>
    /// <returns>The schedule as stored; <see cref="RecurringScheduleContext.IsNew"/> is false when its key was taken.</returns>
    /// <exception cref="JobRejectedException">The request cannot be accepted; nothing was stored.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached or refused the schedule.</exception>
    Task<RecurringScheduleContext> RecurringAsync(RecurringRequest request, CancellationToken cancellationToken = default);

    /// <summary>Changes a recurring schedule.</summary>
    /// <param name="scheduleId">The schedule.</param>
    /// <param name="change">What to change.</param>
    /// <param name="by">Who makes the change, and why, for the audit. Default: whom the app's <see cref="IOperatorContextAccessor"/> names,
    /// else the host.</param>
    /// <param name="cancellationToken">Gives up waiting; the schedule may still be changed.</param>
    /// <returns>The schedule as changed, or null when it is unknown or cancelled.</returns>
    /// <exception cref="JobRejectedException">
    /// The change cannot be accepted, or the schedule belongs to a profile, which is edited in code.
    /// </exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<RecurringScheduleContext?> UpdateRecurringAsync(
        Guid scheduleId, RecurringScheduleChange change, OperatorContext? by = null, CancellationToken cancellationToken = default);

    /// <summary>Pauses a recurring schedule. Jobs it has become already are left alone.</summary>
    /// <param name="scheduleId">The schedule.</param>
    /// <param name="by">Who makes the change, and why, for the audit. Default: whom the app's <see cref="IOperatorContextAccessor"/> names,
    /// else the host.</param>
    /// <param name="cancellationToken">Gives up waiting; the schedule may still be paused.</param>
    /// <returns>False when it was not active.</returns>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<bool> PauseRecurringAsync(Guid scheduleId, OperatorContext? by = null, CancellationToken cancellationToken = default);

    /// <summary>Resumes a paused recurring schedule, in its old phase. What fell into the pause is not made up for.</summary>
    /// <param name="scheduleId">The schedule.</param>
    /// <param name="by">Who makes the change, and why, for the audit. Default: whom the app's <see cref="IOperatorContextAccessor"/> names,
    /// else the host.</param>
    /// <param name="cancellationToken">Gives up waiting; the schedule may still be resumed.</param>
    /// <returns>False when it was not paused.</returns>
    /// <exception cref="JobRejectedException">This process cannot work the schedule out: it lacks its language or zone.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<bool> ResumeRecurringAsync(Guid scheduleId, OperatorContext? by = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Runs a job of a recurring schedule now, whether it is paused or a job of it runs. Its next occurrence stays as it is.
    /// </summary>
    /// <param name="scheduleId">The schedule.</param>
    /// <param name="by">Who makes the change, and why, for the audit. Default: whom the app's <see cref="IOperatorContextAccessor"/> names,
    /// else the host.</param>
    /// <param name="cancellationToken">Gives up waiting; the job may still be stored.</param>
    /// <returns>The job's id, or null when the schedule is unknown or cancelled.</returns>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<Guid?> RunRecurringNowAsync(Guid scheduleId, OperatorContext? by = null, CancellationToken cancellationToken = default);

    /// <summary>Cancels a recurring schedule for good. Jobs it has become already are left alone.</summary>
    /// <param name="scheduleId">The schedule.</param>
    /// <param name="by">Who makes the change, and why, for the audit. Default: whom the app's <see cref="IOperatorContextAccessor"/> names,
    /// else the host.</param>
    /// <param name="cancellationToken">Gives up waiting; the schedule may still be cancelled.</param>
    /// <returns>
    /// False when it is unknown, cancelled or over already, or belongs to a profile: pause that, or take it out of the code.
    /// </returns>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<bool> TryCancelRecurringAsync(Guid scheduleId, OperatorContext? by = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// A scheduler that writes through your own transaction on the master database: the jobs exist when you commit and never did when you
    /// roll back. Jobs are cancelled, rescheduled, changed and replayed through it too, with their audit entries.
    /// </summary>
    /// <param name="transaction">An open transaction of the master's own database.</param>
    /// <exception cref="JobRejectedException">The master has no transactions a caller could share.</exception>
    IJobMasterScheduler InTransaction(DbTransaction transaction);
}
