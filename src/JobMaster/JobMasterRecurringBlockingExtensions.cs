using System.Runtime.CompilerServices;

namespace JobMaster;

/// <summary>Blocking twins of the everyday calls for recurring schedules, for code that cannot await.</summary>
public static class JobMasterRecurringBlockingExtensions
{
    /// <inheritdoc cref="JobMasterRecurringExtensions.RecurringAsync{THandler}(IJobMasterScheduler, string, string, MessageData?, JobMasterPriority?, string?, TimeSpan?, int?, JobMetadata?, DateTime?, DateTime?, string?, string?, CancellationToken)"/>
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

    /// <inheritdoc cref="JobMasterRecurringExtensions.RecurringAsync{THandler}(IJobMasterScheduler, string, string, MessageData?, JobMasterPriority?, string?, TimeSpan?, int?, JobMetadata?, DateTime?, DateTime?, string?, string?, CancellationToken)"/>
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

    /// <inheritdoc cref="JobMasterRecurringExtensions.RecurringAsync{THandler}(IJobMasterScheduler, string, string, MessageData?, JobMasterPriority?, string?, TimeSpan?, int?, JobMetadata?, DateTime?, DateTime?, string?, string?, CancellationToken)"/>
    /// <param name="interval">How long from one occurrence to the next, one second or more.</param>
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

    /// <inheritdoc cref="JobMasterRecurringExtensions.RecurringAsync{THandler}(IJobMasterScheduler, string, string, MessageData?, JobMasterPriority?, string?, TimeSpan?, int?, JobMetadata?, DateTime?, DateTime?, string?, string?, CancellationToken)"/>
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

    /// <inheritdoc cref="JobMasterRecurringExtensions.RecurringAsync{THandler}(IJobMasterScheduler, string, string, MessageData?, JobMasterPriority?, string?, TimeSpan?, int?, JobMetadata?, DateTime?, DateTime?, string?, string?, CancellationToken)"/>
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

    /// <inheritdoc cref="JobMasterRecurringExtensions.RecurringAsync{THandler}(IJobMasterScheduler, string, string, MessageData?, JobMasterPriority?, string?, TimeSpan?, int?, JobMetadata?, DateTime?, DateTime?, string?, string?, CancellationToken)"/>
    /// <param name="interval">How long from one occurrence to the next, one second or more.</param>
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

    /// <inheritdoc cref="IJobMasterScheduler.RecurringAsync(RecurringRequest, CancellationToken)"/>
    public static RecurringScheduleContext Recurring(this IJobMasterScheduler jobs, RecurringRequest request) =>
        Blocking.Run(() => jobs.RecurringAsync(request));

    /// <inheritdoc cref="IJobMasterScheduler.TryCancelRecurringAsync"/>
    public static bool CancelRecurring(this IJobMasterScheduler jobs, Guid scheduleId) =>
        Blocking.Run(() => jobs.TryCancelRecurringAsync(scheduleId));
}
