namespace JobMaster;

/// <summary>
/// Blocking versions of the common calls, for code that cannot await. They block the calling thread and no thread of the pool.
/// </summary>
public static class JobMasterSchedulerBlockingExtensions
{
    /// <inheritdoc cref="JobMasterSchedulerExtensions.OnceNowAsync{THandler}(IJobMasterScheduler, MessageData?, JobMasterPriority?,
    /// string?, TimeSpan?, int?, JobMetadata?, string?, CancellationToken)"/>
    public static JobContext OnceNow<THandler>(
        this IJobMasterScheduler jobs,
        MessageData? data = null,
        JobMasterPriority? priority = null,
        string? workerLane = null,
        TimeSpan? timeout = null,
        int? maxNumberOfRetries = null,
        JobMetadata? metadata = null,
        string? clusterId = null)
        where THandler : class =>
        Blocking.Run(() => jobs.OnceNowAsync<THandler>(data, priority, workerLane, timeout, maxNumberOfRetries, metadata, clusterId));

    /// <inheritdoc cref="JobMasterSchedulerExtensions.OnceAtAsync{THandler}(IJobMasterScheduler, DateTime, MessageData?,
    /// JobMasterPriority?, string?, TimeSpan?, int?, JobMetadata?, string?, CancellationToken)"/>
    public static JobContext OnceAt<THandler>(
        this IJobMasterScheduler jobs,
        DateTime at,
        MessageData? data = null,
        JobMasterPriority? priority = null,
        string? workerLane = null,
        TimeSpan? timeout = null,
        int? maxNumberOfRetries = null,
        JobMetadata? metadata = null,
        string? clusterId = null)
        where THandler : class =>
        Blocking.Run(() => jobs.OnceAtAsync<THandler>(at, data, priority, workerLane, timeout, maxNumberOfRetries, metadata, clusterId));

    /// <inheritdoc cref="JobMasterSchedulerExtensions.OnceAfterAsync{THandler}(IJobMasterScheduler, TimeSpan, MessageData?,
    /// JobMasterPriority?, string?, TimeSpan?, int?, JobMetadata?, string?, CancellationToken)"/>
    public static JobContext OnceAfter<THandler>(
        this IJobMasterScheduler jobs,
        TimeSpan delay,
        MessageData? data = null,
        JobMasterPriority? priority = null,
        string? workerLane = null,
        TimeSpan? timeout = null,
        int? maxNumberOfRetries = null,
        JobMetadata? metadata = null,
        string? clusterId = null)
        where THandler : class =>
        Blocking.Run(() =>
            jobs.OnceAfterAsync<THandler>(delay, data, priority, workerLane, timeout, maxNumberOfRetries, metadata, clusterId));

    /// <inheritdoc cref="JobMasterSchedulerExtensions.OnceNowAsync{TPayload}(IJobMasterScheduler, TPayload, JobOptions?,
    /// CancellationToken)"/>
    public static JobContext OnceNow<TPayload>(this IJobMasterScheduler jobs, TPayload payload, JobOptions? options = null)
        where TPayload : notnull =>
        Blocking.Run(() => jobs.OnceNowAsync<TPayload>(payload, options));

    /// <inheritdoc cref="JobMasterSchedulerExtensions.OnceNowAsync{THandler, TPayload}(IJobMasterScheduler, TPayload, JobOptions?,
    /// CancellationToken)"/>
    public static JobContext OnceNow<THandler, TPayload>(this IJobMasterScheduler jobs, TPayload payload, JobOptions? options = null)
        where THandler : class, IJobHandler<TPayload> =>
        Blocking.Run(() => jobs.OnceNowAsync<THandler, TPayload>(payload, options));

    /// <inheritdoc cref="JobMasterSchedulerExtensions.OnceAtAsync{TPayload}(IJobMasterScheduler, DateTimeOffset, TPayload, JobOptions?,
    /// CancellationToken)"/>
    public static JobContext OnceAt<TPayload>(
        this IJobMasterScheduler jobs, DateTimeOffset at, TPayload payload, JobOptions? options = null)
        where TPayload : notnull =>
        Blocking.Run(() => jobs.OnceAtAsync<TPayload>(at, payload, options));

    /// <inheritdoc cref="JobMasterSchedulerExtensions.OnceAtAsync{THandler, TPayload}(IJobMasterScheduler, DateTimeOffset, TPayload,
    /// JobOptions?, CancellationToken)"/>
    public static JobContext OnceAt<THandler, TPayload>(
        this IJobMasterScheduler jobs, DateTimeOffset at, TPayload payload, JobOptions? options = null)
        where THandler : class, IJobHandler<TPayload> =>
        Blocking.Run(() => jobs.OnceAtAsync<THandler, TPayload>(at, payload, options));

    /// <inheritdoc cref="JobMasterSchedulerExtensions.OnceAtAsync{TPayload}(IJobMasterScheduler, DateTime, TPayload, JobOptions?,
    /// CancellationToken)"/>
    public static JobContext OnceAt<TPayload>(this IJobMasterScheduler jobs, DateTime at, TPayload payload, JobOptions? options = null)
        where TPayload : notnull =>
        Blocking.Run(() => jobs.OnceAtAsync<TPayload>(at, payload, options));

    /// <inheritdoc cref="JobMasterSchedulerExtensions.OnceAtAsync{THandler, TPayload}(IJobMasterScheduler, DateTime, TPayload, JobOptions?,
    /// CancellationToken)"/>
    public static JobContext OnceAt<THandler, TPayload>(
        this IJobMasterScheduler jobs, DateTime at, TPayload payload, JobOptions? options = null)
        where THandler : class, IJobHandler<TPayload> =>
        Blocking.Run(() => jobs.OnceAtAsync<THandler, TPayload>(at, payload, options));

    /// <inheritdoc cref="JobMasterSchedulerExtensions.OnceAfterAsync{TPayload}(IJobMasterScheduler, TimeSpan, TPayload, JobOptions?,
    /// CancellationToken)"/>
    public static JobContext OnceAfter<TPayload>(
        this IJobMasterScheduler jobs, TimeSpan delay, TPayload payload, JobOptions? options = null)
        where TPayload : notnull =>
        Blocking.Run(() => jobs.OnceAfterAsync<TPayload>(delay, payload, options));

    /// <inheritdoc cref="JobMasterSchedulerExtensions.OnceAfterAsync{THandler, TPayload}(IJobMasterScheduler, TimeSpan, TPayload,
    /// JobOptions?, CancellationToken)"/>
    public static JobContext OnceAfter<THandler, TPayload>(
        this IJobMasterScheduler jobs, TimeSpan delay, TPayload payload, JobOptions? options = null)
        where THandler : class, IJobHandler<TPayload> =>
        Blocking.Run(() => jobs.OnceAfterAsync<THandler, TPayload>(delay, payload, options));

    /// <inheritdoc cref="IJobMasterScheduler.ReScheduleAsync(Guid, DateTime, OperatorContext, CancellationToken)"/>
    public static bool ReSchedule(this IJobMasterScheduler jobs, Guid jobId, DateTime at, OperatorContext? by = null) =>
        Blocking.Run(() => jobs.ReScheduleAsync(jobId, at, by));

    /// <inheritdoc cref="IJobMasterScheduler.CancelJobAsync"/>
    public static bool TryCancelJob(this IJobMasterScheduler jobs, Guid jobId, OperatorContext? by = null) =>
        Blocking.Run(() => jobs.CancelJobAsync(jobId, by));
}
