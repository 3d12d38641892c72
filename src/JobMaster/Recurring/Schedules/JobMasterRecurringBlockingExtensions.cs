using System.Runtime.CompilerServices;

namespace JobMaster;

/// <summary>Blocking versions of the common calls for recurring schedules, for code that cannot await.</summary>
public static class JobMasterRecurringBlockingExtensions
{
    /// <inheritdoc cref="JobMasterRecurringExtensions.RecurringAsync{THandler}(IJobMasterScheduler, string, string, MessageData?,
    /// JobMasterPriority?, string?, TimeSpan?, int?, JobMetadata?, DateTime?, DateTime?, string?, string?, CancellationToken)"/>
    [OverloadResolutionPriority(1)]
    public static RecurringScheduleContext Recurring<THandler>(
        this IJobMasterScheduler jobs,
        string typeId,
        string expression,
        MessageData? data = null,
        JobMasterPriority? priority = null,
        string? workerLane = null,
        TimeSpan? timeout = null,
        int? maxNumberOfRetries = null,
        JobMetadata? metadata = null,
        DateTime? startAfter = null,
        DateTime? endBefore = null,
        string? key = null,
        string? clusterId = null)
        where THandler : class =>
        Blocking.Run(() => jobs.RecurringAsync<THandler>(
            typeId, expression, data, priority, workerLane, timeout, maxNumberOfRetries, metadata, startAfter, endBefore, key, clusterId));

    /// <inheritdoc cref="JobMasterRecurringExtensions.RecurringAsync{THandler}(IJobMasterScheduler, string, string, MessageData?,
    /// JobMasterPriority?, string?, TimeSpan?, int?, JobMetadata?, DateTime?, DateTime?, string?, string?, CancellationToken)"/>
    /// <param name="expression">The compiled expression.</param>
    [OverloadResolutionPriority(1)]
    public static RecurringScheduleContext Recurring<THandler>(
        this IJobMasterScheduler jobs,
        IRecurrenceCompiledExpr expression,
        MessageData? data = null,
        JobMasterPriority? priority = null,
        string? workerLane = null,
        TimeSpan? timeout = null,
        int? maxNumberOfRetries = null,
        JobMetadata? metadata = null,
        DateTime? startAfter = null,
        DateTime? endBefore = null,
        string? key = null,
        string? clusterId = null)
        where THandler : class =>
        Blocking.Run(() => jobs.RecurringAsync<THandler>(
            expression, data, priority, workerLane, timeout, maxNumberOfRetries, metadata, startAfter, endBefore, key, clusterId));

    /// <inheritdoc cref="JobMasterRecurringExtensions.RecurringAsync{THandler}(IJobMasterScheduler, string, string, MessageData?,
    /// JobMasterPriority?, string?, TimeSpan?, int?, JobMetadata?, DateTime?, DateTime?, string?, string?, CancellationToken)"/>
    /// <param name="interval">The time from one occurrence to the next, one second or more.</param>
    [OverloadResolutionPriority(1)]
    public static RecurringScheduleContext Recurring<THandler>(
        this IJobMasterScheduler jobs,
        TimeSpan interval,
        MessageData? data = null,
        JobMasterPriority? priority = null,
        string? workerLane = null,
        TimeSpan? timeout = null,
        int? maxNumberOfRetries = null,
        JobMetadata? metadata = null,
        DateTime? startAfter = null,
        DateTime? endBefore = null,
        string? key = null,
        string? clusterId = null)
        where THandler : class =>
        Blocking.Run(() => jobs.RecurringAsync<THandler>(
            interval, data, priority, workerLane, timeout, maxNumberOfRetries, metadata, startAfter, endBefore, key, clusterId));

    /// <inheritdoc cref="JobMasterRecurringExtensions.RecurringAsync{THandler}(IJobMasterScheduler, string, string, MessageData?,
    /// JobMasterPriority?, string?, TimeSpan?, int?, JobMetadata?, DateTime?, DateTime?, string?, string?, CancellationToken)"/>
    public static RecurringScheduleContext Recurring<THandler>(
        this IJobMasterScheduler jobs,
        string typeId,
        string expression,
        MessageData? data = null,
        JobMasterPriority? priority = null,
        string? workerLane = null,
        TimeSpan? timeout = null,
        int? maxNumberOfRetries = null,
        JobMetadata? metadata = null,
        DateTimeOffset? startAfter = null,
        DateTimeOffset? endBefore = null,
        string? key = null,
        string? clusterId = null)
        where THandler : class =>
        Blocking.Run(() => jobs.RecurringAsync<THandler>(
            typeId, expression, data, priority, workerLane, timeout, maxNumberOfRetries, metadata, startAfter, endBefore, key, clusterId));

    /// <inheritdoc cref="JobMasterRecurringExtensions.RecurringAsync{THandler}(IJobMasterScheduler, string, string, MessageData?,
    /// JobMasterPriority?, string?, TimeSpan?, int?, JobMetadata?, DateTime?, DateTime?, string?, string?, CancellationToken)"/>
    /// <param name="expression">The compiled expression.</param>
    public static RecurringScheduleContext Recurring<THandler>(
        this IJobMasterScheduler jobs,
        IRecurrenceCompiledExpr expression,
        MessageData? data = null,
        JobMasterPriority? priority = null,
        string? workerLane = null,
        TimeSpan? timeout = null,
        int? maxNumberOfRetries = null,
        JobMetadata? metadata = null,
        DateTimeOffset? startAfter = null,
        DateTimeOffset? endBefore = null,
        string? key = null,
        string? clusterId = null)
        where THandler : class =>
        Blocking.Run(() => jobs.RecurringAsync<THandler>(
            expression, data, priority, workerLane, timeout, maxNumberOfRetries, metadata, startAfter, endBefore, key, clusterId));

    /// <inheritdoc cref="JobMasterRecurringExtensions.RecurringAsync{THandler}(IJobMasterScheduler, string, string, MessageData?,
    /// JobMasterPriority?, string?, TimeSpan?, int?, JobMetadata?, DateTime?, DateTime?, string?, string?, CancellationToken)"/>
    /// <param name="interval">The time from one occurrence to the next, one second or more.</param>
    public static RecurringScheduleContext Recurring<THandler>(
        this IJobMasterScheduler jobs,
        TimeSpan interval,
        MessageData? data = null,
        JobMasterPriority? priority = null,
        string? workerLane = null,
        TimeSpan? timeout = null,
        int? maxNumberOfRetries = null,
        JobMetadata? metadata = null,
        DateTimeOffset? startAfter = null,
        DateTimeOffset? endBefore = null,
        string? key = null,
        string? clusterId = null)
        where THandler : class =>
        Blocking.Run(() => jobs.RecurringAsync<THandler>(
            interval, data, priority, workerLane, timeout, maxNumberOfRetries, metadata, startAfter, endBefore, key, clusterId));

    /// <inheritdoc cref="JobMasterRecurringExtensions.RecurringAsync{THandler}(IJobMasterScheduler, Recurrence, MessageData?,
    /// RecurringScheduleOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(1)] // A null could also be a payload.
    public static RecurringScheduleContext Recurring<THandler>(
        this IJobMasterScheduler jobs, Recurrence recurrence, MessageData? data = null, RecurringScheduleOptions? options = null)
        where THandler : class =>
        Blocking.Run(() => jobs.RecurringAsync<THandler>(recurrence, data, options));

    /// <inheritdoc cref="JobMasterRecurringExtensions.RecurringAsync{TPayload}(IJobMasterScheduler, Recurrence, TPayload,
    /// RecurringScheduleOptions?, CancellationToken)"/>
    public static RecurringScheduleContext Recurring<TPayload>(
        this IJobMasterScheduler jobs, Recurrence recurrence, TPayload payload, RecurringScheduleOptions? options = null)
        where TPayload : notnull =>
        Blocking.Run(() => jobs.RecurringAsync<TPayload>(recurrence, payload, options));

    /// <inheritdoc cref="JobMasterRecurringExtensions.RecurringAsync{THandler, TPayload}(IJobMasterScheduler, Recurrence, TPayload,
    /// RecurringScheduleOptions?, CancellationToken)"/>
    public static RecurringScheduleContext Recurring<THandler, TPayload>(
        this IJobMasterScheduler jobs, Recurrence recurrence, TPayload payload, RecurringScheduleOptions? options = null)
        where THandler : class, IJobHandler<TPayload> =>
        Blocking.Run(() => jobs.RecurringAsync<THandler, TPayload>(recurrence, payload, options));

    /// <inheritdoc cref="IJobMasterScheduler.RecurringAsync(RecurringRequest, CancellationToken)"/>
    public static RecurringScheduleContext Recurring(this IJobMasterScheduler jobs, RecurringRequest request) =>
        Blocking.Run(() => jobs.RecurringAsync(request));

    /// <inheritdoc cref="IJobMasterScheduler.TryCancelRecurringAsync"/>
    public static bool CancelRecurring(this IJobMasterScheduler jobs, Guid scheduleId, OperatorContext? by = null) =>
        Blocking.Run(() => jobs.TryCancelRecurringAsync(scheduleId, by));
}
