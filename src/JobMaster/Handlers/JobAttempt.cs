using System.Data.Common;
using Microsoft.Extensions.Logging;

namespace JobMaster;

/// <summary>
/// The methods of a running attempt, for its handler. Safe to call from several threads. After the handler has returned, every method
/// throws <see cref="InvalidOperationException"/>.
/// </summary>
public abstract class JobAttempt
{
    private protected JobAttempt()
    {
    }

    /// <summary>
    /// The number of the attempt, 1 for the first. Every claim raises it, including those after a lost worker or a snooze.
    /// </summary>
    public abstract int Number { get; }

    /// <summary>
    /// Reports how far the work is. Saved in the background, at most a few times a second; the last value is always kept.
    /// </summary>
    /// <param name="fraction">From 0 to 1.</param>
    /// <param name="text">A few words, or null.</param>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is not between 0 and 1.</exception>
    public abstract void ReportProgress(double fraction, string? text = null);

    /// <summary>Sets the job's result, stored as JSON when the attempt succeeds. The last call counts.</summary>
    /// <typeparam name="TResult">The result's type.</typeparam>
    /// <param name="result">The result.</param>
    /// <exception cref="ArgumentException">
    /// The result cannot be written as JSON, for example because it is circular, or not all of it can: a tuple, public fields, a task,
    /// half a surrogate pair.
    /// </exception>
    /// <exception cref="JobRejectedException">The result is larger than the cluster's message limit.</exception>
    public abstract void SetResult<TResult>(TResult result);

    /// <summary>
    /// Writes a line to the job's own log, which is kept with the job. At most 1,000 lines per attempt are kept; one more line says that
    /// the others are missing.
    /// </summary>
    /// <param name="level">The severity.</param>
    /// <param name="text">The text.</param>
    public abstract void Log(LogLevel level, string text);

    /// <summary>Asks for another run later. Return after the call: the attempt ends as snoozed and spends no retry.</summary>
    /// <param name="delay">
    /// How long from now, by the store's clock; zero or more. A delay below 100 ms counts as 100 ms, so that no job runs without a pause.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The delay is negative, or <see cref="TimeSpan.MaxValue"/>, which means never.
    /// </exception>
    /// <exception cref="InvalidOperationException"><see cref="Fail"/> was called before: the job fails.</exception>
    public abstract void Snooze(TimeSpan delay);

    /// <summary>
    /// Use it when a service asks to slow down, as with HTTP 429 or 503 and <c>Retry-After</c>. No job under the limit starts in the whole
    /// cluster for that time; this one waits too. Return after the call: the attempt ends as snoozed and spends no retry.
    /// </summary>
    /// <param name="limit">A limit that the job is under, as <c>smtp</c>, or one key of it, as <c>smtp:mail.example.org</c>.</param>
    /// <param name="retryAfter">How long from now; more than zero and at most a day.</param>
    /// <exception cref="ArgumentException">The job is not under the limit, or the time is out of range.</exception>
    /// <exception cref="InvalidOperationException"><see cref="Fail"/> was called before: the job fails.</exception>
    public abstract void Throttle(string limit, TimeSpan retryAfter);

    /// <summary>
    /// Gives up for good. Return after the call, or throw: the job fails even if retries are left. The text of a thrown exception is
    /// appended to the reason.
    /// </summary>
    /// <param name="reason">Why; kept as the job's error.</param>
    /// <exception cref="InvalidOperationException"><see cref="Snooze"/> or <see cref="Throttle"/> was called before.</exception>
    public abstract void Fail(string reason);

    /// <summary>
    /// Lets an <see cref="IJobMiddleware"/> leave out the handler on purpose: the attempt succeeds although the middleware does not call
    /// <c>next</c>. To end the attempt otherwise, call <see cref="Snooze"/> or <see cref="Fail"/>, or throw.
    /// </summary>
    /// <param name="reason">Why the handler is not needed; kept in the job's log.</param>
    public abstract void SkipHandler(string reason);

    /// <summary>
    /// Records this attempt's success through the handler's own transaction on the master database, so that its writes and the outcome
    /// commit together or not at all. Commit the transaction before the handler returns; otherwise the attempt fails as "not committed".
    /// Call <see cref="SetResult"/> before: after this method, it and <see cref="Snooze"/>, <see cref="Throttle"/> and <see cref="Fail"/>
    /// have an effect only if you roll back. A call without effect is logged as a warning when the attempt ends (event 104).
    /// </summary>
    /// <param name="transaction">An open transaction of the master's own database.</param>
    /// <param name="cancellationToken">Cancels the call; then roll back.</param>
    /// <exception cref="JobFencedException">Another worker has the job: roll back.</exception>
    /// <exception cref="JobMasterStoreException">The transaction belongs to another provider or database.</exception>
    /// <exception cref="InvalidOperationException">
    /// The master has no transactions that a handler could share, <see cref="Snooze"/>, <see cref="Throttle"/> or <see cref="Fail"/> was
    /// called before, or this attempt has finished its job already. Call the method once; after
    /// a rollback you may call it again.
    /// </exception>
    public abstract Task FinishInAsync(DbTransaction transaction, CancellationToken cancellationToken = default);
}
