namespace JobMaster;

/// <summary>Blocking twins of the everyday calls, for code that cannot await. They hold the calling thread, never one of the thread pool's besides.</summary>
public static class JobMasterSchedulerBlockingExtensions
{
    /// <inheritdoc cref="JobMasterSchedulerExtensions.OnceNowAsync{THandler}(IJobMasterScheduler, MessageData?, JobMasterPriority?, string?, TimeSpan?, int?, JobMetadata?, string?, CancellationToken)"/>
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

    /// <inheritdoc cref="JobMasterSchedulerExtensions.OnceAtAsync{THandler}(IJobMasterScheduler, DateTime, MessageData?, JobMasterPriority?, string?, TimeSpan?, int?, JobMetadata?, string?, CancellationToken)"/>
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

    /// <inheritdoc cref="JobMasterSchedulerExtensions.OnceAfterAsync{THandler}(IJobMasterScheduler, TimeSpan, MessageData?, JobMasterPriority?, string?, TimeSpan?, int?, JobMetadata?, string?, CancellationToken)"/>
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
        Blocking.Run(() => jobs.OnceAfterAsync<THandler>(delay, data, priority, workerLane, timeout, maxNumberOfRetries, metadata, clusterId));

    /// <inheritdoc cref="IJobMasterScheduler.ReScheduleAsync(Guid, DateTime, CancellationToken)"/>
    public static bool ReSchedule(this IJobMasterScheduler jobs, Guid jobId, DateTime at) =>
        Blocking.Run(() => jobs.ReScheduleAsync(jobId, at));

    /// <inheritdoc cref="IJobMasterScheduler.CancelJobAsync"/>
    public static bool TryCancelJob(this IJobMasterScheduler jobs, Guid jobId) =>
        Blocking.Run(() => jobs.CancelJobAsync(jobId));
}
