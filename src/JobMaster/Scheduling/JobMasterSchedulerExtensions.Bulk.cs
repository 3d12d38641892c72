namespace JobMaster;

/// <content>Many jobs in one call.</content>
public static partial class JobMasterSchedulerExtensions
{
    /// <summary>Schedules one job per message to run now, stored together.</summary>
    /// <typeparam name="THandler">The handler, registered with the cluster.</typeparam>
    /// <param name="jobs">The scheduler.</param>
    /// <param name="messages">The message data, one per job.</param>
    /// <param name="options">The options of all jobs; must not have an id or a key.</param>
    /// <param name="cancellationToken">Stops waiting; jobs already sent may still be stored.</param>
    /// <returns>The jobs as stored, in order.</returns>
    /// <exception cref="JobRejectedException">A job cannot be accepted; nothing was stored.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached or refused a job; lists above 1,000 are stored in parts, so
    /// earlier parts may be stored.</exception>
    public static Task<IReadOnlyList<JobContext>> OnceNowBulkAsync<THandler>(
        this IJobMasterScheduler jobs, IEnumerable<MessageData> messages, JobOptions? options = null,
        CancellationToken cancellationToken = default)
        where THandler : class =>
        jobs.ScheduleManyAsync(
            [
                .. Given(messages, nameof(messages))
                    .Select(data => JobRequest.For<THandler>(data) with { Options = options ?? new JobOptions() }),
            ],
            cancellationToken);

    /// <inheritdoc cref="OnceNowBulkAsync{THandler}(IJobMasterScheduler, IEnumerable{MessageData}, JobOptions?, CancellationToken)"/>
    /// <summary>Schedules one job per payload to run now, stored together; the handler is found by the payload's type.</summary>
    /// <typeparam name="TPayload">The payload's type; exactly one registered handler takes it.</typeparam>
    /// <param name="payloads">The payloads, one per job.</param>
    /// <example><code>await jobs.OnceNowBulkAsync(users.Select(user => new SendNewsletter(user.Id)));</code></example>
    public static Task<IReadOnlyList<JobContext>> OnceNowBulkAsync<TPayload>(
        this IJobMasterScheduler jobs, IEnumerable<TPayload> payloads, JobOptions? options = null,
        CancellationToken cancellationToken = default)
        where TPayload : notnull =>
        jobs.ScheduleManyAsync(
            [
                .. Given(payloads, nameof(payloads))
                    .Select(payload => JobRequest.ForPayload(payload) with { Options = options ?? new JobOptions() }),
            ],
            cancellationToken);

    /// <inheritdoc cref="OnceNowBulkAsync{THandler}(IJobMasterScheduler, IEnumerable{MessageData}, JobOptions?, CancellationToken)"/>
    /// <summary>Schedules one job per payload to run now, for a handler named by type, stored together.</summary>
    /// <typeparam name="THandler">The handler.</typeparam>
    /// <typeparam name="TPayload">The payload's type.</typeparam>
    /// <param name="payloads">The payloads, one per job.</param>
    public static Task<IReadOnlyList<JobContext>> OnceNowBulkAsync<THandler, TPayload>(
        this IJobMasterScheduler jobs, IEnumerable<TPayload> payloads, JobOptions? options = null,
        CancellationToken cancellationToken = default)
        where THandler : class, IJobHandler<TPayload> =>
        jobs.ScheduleManyAsync(
            [
                .. Given(payloads, nameof(payloads))
                    .Select(payload => JobRequest.For<THandler, TPayload>(payload) with { Options = options ?? new JobOptions() }),
            ],
            cancellationToken);

    /// <inheritdoc cref="OnceNowBulkAsync{THandler}(IJobMasterScheduler, IEnumerable{MessageData}, JobOptions?, CancellationToken)"/>
    /// <summary>
    /// Schedules one job per payload, or per message data, to run now by definition id, stored together; this process need not have the
    /// handler.
    /// </summary>
    /// <typeparam name="TPayload">The payload's type, or a kind of <see cref="MessageData"/>.</typeparam>
    /// <param name="definitionId">The handler's definition id.</param>
    /// <param name="payloads">The payloads or message data, one per job.</param>
    public static Task<IReadOnlyList<JobContext>> OnceNowBulkAsync<TPayload>(
        this IJobMasterScheduler jobs, string definitionId, IEnumerable<TPayload> payloads, JobOptions? options = null,
        CancellationToken cancellationToken = default)
        where TPayload : notnull =>
        jobs.ScheduleManyAsync(
            [
                .. Given(payloads, nameof(payloads))
                    .Select(payload => JobRequest.ForDefinition(definitionId, payload) with { Options = options ?? new JobOptions() }),
            ],
            cancellationToken);

    private static IEnumerable<T> Given<T>(IEnumerable<T> values, string name) => values ?? throw new ArgumentNullException(name);
}
