using System.Runtime.CompilerServices;

namespace JobMaster;

/// <summary>
/// The common calls: schedule one job now, at a time, or after a delay. Values of the call override the handler's attributes, which
/// override the cluster's defaults.
/// </summary>
public static partial class JobMasterSchedulerExtensions
{
    /// <summary>Schedules a job to run now.</summary>
    /// <typeparam name="THandler">The handler, registered with the cluster.</typeparam>
    /// <param name="jobs">The scheduler.</param>
    /// <param name="data">The message data. Default: none.</param>
    /// <param name="priority">The priority. Default: the handler's, then Medium.</param>
    /// <param name="workerLane">The lane. Default: the handler's, then <c>default</c>.</param>
    /// <param name="timeout">How long one attempt may run. Default: the handler's, then the cluster's.</param>
    /// <param name="maxNumberOfRetries">Retries after a failure. Default: the handler's, then the cluster's.</param>
    /// <param name="metadata">Metadata, added to the handler's. Default: none.</param>
    /// <param name="clusterId">Another cluster of this process. Default: the scheduler's own.</param>
    /// <param name="cancellationToken">Stops waiting; the job may still be stored.</param>
    /// <returns>The job as stored.</returns>
    /// <exception cref="JobRejectedException">The job cannot be accepted; nothing was stored.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached or refused the job.</exception>
    /// <example>
    /// <code>
    /// await jobs.OnceNowAsync&lt;HelloJobHandler&gt;(WriteableMessageData.New().SetStringValue("Name", "Ada"));
    /// </code>
    /// </example>
    public static Task<JobContext> OnceNowAsync<THandler>(
        this IJobMasterScheduler jobs,
        MessageData? data = null,
        JobMasterPriority? priority = null,
        string? workerLane = null,
        TimeSpan? timeout = null,
        int? maxNumberOfRetries = null,
        JobMetadata? metadata = null,
        string? clusterId = null,
        CancellationToken cancellationToken = default)
        where THandler : class =>
        jobs.ScheduleAsync(
            JobRequest.For<THandler>(data) with
            {
                ClusterId = clusterId,
                Options = Options(priority, workerLane, timeout, maxNumberOfRetries, metadata)
            },
            cancellationToken);

    /// <inheritdoc cref="OnceNowAsync{THandler}(IJobMasterScheduler, MessageData?, JobMasterPriority?, string?, TimeSpan?, int?,
    /// JobMetadata?, string?, CancellationToken)"/>
    /// <summary>Schedules a job to run now, with all options.</summary>
    /// <param name="options">All optional settings.</param>
    [OverloadResolutionPriority(1)] // A null could also be a payload.
    public static Task<JobContext> OnceNowAsync<THandler>(
        this IJobMasterScheduler jobs, MessageData? data, JobOptions options, CancellationToken cancellationToken = default)
        where THandler : class =>
        jobs.ScheduleAsync(JobRequest.For<THandler>(data) with { Options = Given(options) }, cancellationToken);

    /// <inheritdoc cref="OnceNowAsync{THandler}(IJobMasterScheduler, MessageData?, JobOptions, CancellationToken)"/>
    /// <summary>Schedules a job without message data to run now, with all options.</summary>
    public static Task<JobContext> OnceNowAsync<THandler>(
        this IJobMasterScheduler jobs, JobOptions options, CancellationToken cancellationToken = default)
        where THandler : class =>
        jobs.OnceNowAsync<THandler>(null, options, cancellationToken);

    /// <summary>Schedules a job to run now; its handler is found by the payload's type.</summary>
    /// <typeparam name="TPayload">The payload's type; exactly one registered handler takes it.</typeparam>
    /// <param name="jobs">The scheduler.</param>
    /// <param name="payload">The payload.</param>
    /// <param name="options">All optional settings. Default: the handler's and the cluster's settings.</param>
    /// <param name="cancellationToken">Stops waiting; the job may still be stored.</param>
    /// <returns>The job as stored.</returns>
    /// <exception cref="JobRejectedException">The job cannot be accepted; nothing was stored.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached or refused the job.</exception>
    /// <example>
    /// <code>
    /// JobContext job = await jobs.OnceNowAsync(
    ///     new SendWelcome("ada@example.org"), new JobOptions { Priority = JobMasterPriority.High });
    /// </code>
    /// </example>
    public static Task<JobContext> OnceNowAsync<TPayload>(
        this IJobMasterScheduler jobs, TPayload payload, JobOptions? options = null, CancellationToken cancellationToken = default)
        where TPayload : notnull =>
        jobs.ScheduleAsync(JobRequest.ForPayload(payload) with { Options = options ?? new JobOptions() }, cancellationToken);

    /// <inheritdoc cref="OnceNowAsync{TPayload}(IJobMasterScheduler, TPayload, JobOptions?, CancellationToken)"/>
    /// <summary>Schedules a job to run now, for a handler named by type, with a typed payload.</summary>
    /// <typeparam name="THandler">The handler.</typeparam>
    public static Task<JobContext> OnceNowAsync<THandler, TPayload>(
        this IJobMasterScheduler jobs, TPayload payload, JobOptions? options = null, CancellationToken cancellationToken = default)
        where THandler : class, IJobHandler<TPayload> =>
        jobs.ScheduleAsync(JobRequest.For<THandler, TPayload>(payload) with { Options = options ?? new JobOptions() }, cancellationToken);

    /// <inheritdoc cref="OnceNowAsync{THandler}(IJobMasterScheduler, MessageData?, JobMasterPriority?, string?, TimeSpan?, int?,
    /// JobMetadata?, string?, CancellationToken)"/>
    /// <summary>Schedules a job to run at a time.</summary>
    /// <param name="at">
    /// The time. Local and Utc are converted; Unspecified is refused, because it would mean another instant on another host.
    /// </param>
    public static async Task<JobContext> OnceAtAsync<THandler>(
        this IJobMasterScheduler jobs,
        DateTime at,
        MessageData? data = null,
        JobMasterPriority? priority = null,
        string? workerLane = null,
        TimeSpan? timeout = null,
        int? maxNumberOfRetries = null,
        JobMetadata? metadata = null,
        string? clusterId = null,
        CancellationToken cancellationToken = default)
        where THandler : class =>
        await jobs.OnceAtAsync<THandler>(
            ScheduleTime.From(at), data, priority, workerLane, timeout, maxNumberOfRetries, metadata, clusterId,
            cancellationToken).ConfigureAwait(false);

    /// <inheritdoc cref="OnceNowAsync{THandler}(IJobMasterScheduler, MessageData?, JobMasterPriority?, string?, TimeSpan?, int?,
    /// JobMetadata?, string?, CancellationToken)"/>
    /// <summary>Schedules a job to run at a time.</summary>
    /// <param name="at">The time. If it has passed, the job is due now.</param>
    public static Task<JobContext> OnceAtAsync<THandler>(
        this IJobMasterScheduler jobs,
        DateTimeOffset at,
        MessageData? data = null,
        JobMasterPriority? priority = null,
        string? workerLane = null,
        TimeSpan? timeout = null,
        int? maxNumberOfRetries = null,
        JobMetadata? metadata = null,
        string? clusterId = null,
        CancellationToken cancellationToken = default)
        where THandler : class =>
        jobs.ScheduleAsync(
            JobRequest.For<THandler>(data) with
            {
                At = at,
                ClusterId = clusterId,
                Options = Options(priority, workerLane, timeout, maxNumberOfRetries, metadata)
            },
            cancellationToken);

    /// <inheritdoc cref="OnceNowAsync{THandler}(IJobMasterScheduler, MessageData?, JobMasterPriority?, string?, TimeSpan?, int?,
    /// JobMetadata?, string?, CancellationToken)"/>
    /// <summary>Schedules a job to run after a delay.</summary>
    /// <param name="delay">How long from now, by the store's clock. Zero or less means now; infinite is refused.</param>
    public static Task<JobContext> OnceAfterAsync<THandler>(
        this IJobMasterScheduler jobs,
        TimeSpan delay,
        MessageData? data = null,
        JobMasterPriority? priority = null,
        string? workerLane = null,
        TimeSpan? timeout = null,
        int? maxNumberOfRetries = null,
        JobMetadata? metadata = null,
        string? clusterId = null,
        CancellationToken cancellationToken = default)
        where THandler : class =>
        jobs.ScheduleAsync(
            JobRequest.For<THandler>(data) with
            {
                After = delay,
                ClusterId = clusterId,
                Options = Options(priority, workerLane, timeout, maxNumberOfRetries, metadata)
            },
            cancellationToken);

    internal static JobOptions Options(
        JobMasterPriority? priority, string? workerLane, TimeSpan? timeout, int? maxNumberOfRetries, JobMetadata? metadata) => new()
        {
            Priority = priority,
            WorkerLane = workerLane,
            Timeout = timeout,
            MaxNumberOfRetries = maxNumberOfRetries,
            Metadata = metadata,
        };
}
