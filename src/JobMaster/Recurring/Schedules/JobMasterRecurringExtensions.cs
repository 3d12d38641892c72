using System.Runtime.CompilerServices;

namespace JobMaster;

/// <summary>
/// The common calls for recurring schedules. Values of the call override the handler's attributes, which override the cluster's defaults.
/// </summary>
public static partial class JobMasterRecurringExtensions
{
    /// <summary>Stores a recurring schedule. The first occurrence is after now, or after its start.</summary>
    /// <typeparam name="THandler">The handler, registered with the cluster.</typeparam>
    /// <param name="jobs">The scheduler.</param>
    /// <param name="typeId">The language of the expression, for example <see cref="NaturalCronExprCompiler.TypeId"/>.</param>
    /// <param name="expression">The expression of the recurrence.</param>
    /// <param name="data">The message data of its jobs. Default: none.</param>
    /// <param name="priority">The priority. Default: the handler's, then Medium.</param>
    /// <param name="workerLane">The lane. Default: the handler's, then <c>default</c>.</param>
    /// <param name="timeout">How long one attempt may run. Default: the handler's, then the cluster's.</param>
    /// <param name="maxNumberOfRetries">Retries after a failure. Default: the handler's, then the cluster's.</param>
    /// <param name="metadata">Metadata, added to the handler's. Default: none.</param>
    /// <param name="startAfter">
    /// The first occurrence is after this instant; intervals count from it. Local and Utc are converted; Unspecified is
    /// refused. Default: now.
    /// </param>
    /// <param name="endBefore">The last occurrence is before this instant. Default: never ends.</param>
    /// <param name="key">
    /// The schedule's name. A call with the key of an existing schedule changes it instead of adding one. Default: none.
    /// </param>
    /// <param name="clusterId">Another cluster of this process. Default: the scheduler's own.</param>
    /// <param name="cancellationToken">Stops waiting; the schedule may still be stored.</param>
    /// <returns>The schedule as stored.</returns>
    /// <exception cref="JobRejectedException">The schedule cannot be accepted; nothing was stored.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached or refused the schedule.</exception>
    [OverloadResolutionPriority(1)] // Without bounds the overloads are alike.
    public static async Task<RecurringScheduleContext> RecurringAsync<THandler>(
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
        string? clusterId = null,
        CancellationToken cancellationToken = default)
        where THandler : class =>
        await jobs.RecurringAsync<THandler>(
            typeId, expression, data, priority, workerLane, timeout, maxNumberOfRetries, metadata, Instant(startAfter), Instant(endBefore),
            key, clusterId, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc cref="RecurringAsync{THandler}(IJobMasterScheduler, string, string, MessageData?, JobMasterPriority?, string?,
    /// TimeSpan?, int?, JobMetadata?, DateTime?, DateTime?, string?, string?, CancellationToken)"/>
    /// <param name="expression">The compiled expression.</param>
    [OverloadResolutionPriority(1)] // Without bounds the overloads are alike.
    public static async Task<RecurringScheduleContext> RecurringAsync<THandler>(
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
        string? clusterId = null,
        CancellationToken cancellationToken = default)
        where THandler : class =>
        await jobs.RecurringAsync<THandler>(
            expression, data, priority, workerLane, timeout, maxNumberOfRetries, metadata, Instant(startAfter), Instant(endBefore), key,
            clusterId, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc cref="RecurringAsync{THandler}(IJobMasterScheduler, string, string, MessageData?, JobMasterPriority?, string?,
    /// TimeSpan?, int?, JobMetadata?, DateTime?, DateTime?, string?, string?, CancellationToken)"/>
    /// <param name="interval">The time from one occurrence to the next, one second or more.</param>
    [OverloadResolutionPriority(1)] // Without bounds the overloads are alike.
    public static async Task<RecurringScheduleContext> RecurringAsync<THandler>(
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
        string? clusterId = null,
        CancellationToken cancellationToken = default)
        where THandler : class =>
        await jobs.RecurringAsync<THandler>(
            interval, data, priority, workerLane, timeout, maxNumberOfRetries, metadata, Instant(startAfter), Instant(endBefore), key,
            clusterId, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc cref="RecurringAsync{THandler}(IJobMasterScheduler, string, string, MessageData?, JobMasterPriority?, string?,
    /// TimeSpan?, int?, JobMetadata?, DateTime?, DateTime?, string?, string?, CancellationToken)"/>
    /// <param name="startAfter">The first occurrence is after this instant; intervals count from it. Default: now.</param>
    public static Task<RecurringScheduleContext> RecurringAsync<THandler>(
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
        string? clusterId = null,
        CancellationToken cancellationToken = default)
        where THandler : class =>
        jobs.RecurringAsync(
            new RecurringRequest(
                JobRequest.For<THandler>(data) with
                {
                    Options = new JobOptions
                    {
                        Priority = priority, WorkerLane = workerLane, Timeout = timeout,
                        MaxNumberOfRetries = maxNumberOfRetries, Metadata = metadata
                    },
                },
                typeId,
                expression)
            {
                ClusterId = clusterId, Options = new RecurringScheduleOptions { Key = key, StartAfter = startAfter, EndBefore = endBefore },
            },
            cancellationToken);

    /// <inheritdoc cref="RecurringAsync{THandler}(IJobMasterScheduler, string, string, MessageData?, JobMasterPriority?, string?,
    /// TimeSpan?, int?, JobMetadata?, DateTime?, DateTime?, string?, string?, CancellationToken)"/>
    /// <param name="expression">The compiled expression.</param>
    /// <param name="startAfter">The first occurrence is after this instant; intervals count from it. Default: now.</param>
    public static Task<RecurringScheduleContext> RecurringAsync<THandler>(
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
        string? clusterId = null,
        CancellationToken cancellationToken = default)
        where THandler : class
    {
        ArgumentNullException.ThrowIfNull(expression);
        return jobs.RecurringAsync<THandler>(
            expression.TypeId, expression.Expression, data, priority, workerLane, timeout, maxNumberOfRetries, metadata, startAfter,
            endBefore, key, clusterId, cancellationToken);
    }

    /// <inheritdoc cref="RecurringAsync{THandler}(IJobMasterScheduler, string, string, MessageData?, JobMasterPriority?, string?,
    /// TimeSpan?, int?, JobMetadata?, DateTime?, DateTime?, string?, string?, CancellationToken)"/>
    /// <param name="interval">The time from one occurrence to the next, one second or more.</param>
    /// <param name="startAfter">The first occurrence is after this instant; intervals count from it. Default: now.</param>
    public static Task<RecurringScheduleContext> RecurringAsync<THandler>(
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
        string? clusterId = null,
        CancellationToken cancellationToken = default)
        where THandler : class =>
        jobs.RecurringAsync<THandler>(
            TimeSpanIntervalExprCompiler.TypeId, interval.ToString("c"), data, priority, workerLane, timeout, maxNumberOfRetries, metadata,
            startAfter, endBefore, key, clusterId, cancellationToken);

    private static DateTimeOffset? Instant(DateTime? time) => time is { } given ? ScheduleTime.From(given) : null;
}
