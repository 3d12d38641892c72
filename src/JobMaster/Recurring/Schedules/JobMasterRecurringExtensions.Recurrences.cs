using System.Runtime.CompilerServices;

namespace JobMaster;

/// <content>Calls with a <see cref="Recurrence"/> and one options object: for message data, typed payloads and definition ids.</content>
public static partial class JobMasterRecurringExtensions
{
    /// <summary>Stores a recurring schedule. The first occurrence is after now, or after its start.</summary>
    /// <typeparam name="THandler">The handler, registered with the cluster.</typeparam>
    /// <param name="jobs">The scheduler.</param>
    /// <param name="recurrence">The recurrence.</param>
    /// <param name="data">The message data of its jobs. Default: none.</param>
    /// <param name="options">All optional settings of the schedule, and in <see cref="RecurringScheduleOptions.Job"/> of its jobs.</param>
    /// <param name="cancellationToken">Stops waiting; the schedule may still be stored.</param>
    /// <returns>The schedule as stored.</returns>
    /// <exception cref="JobRejectedException">The schedule cannot be accepted; nothing was stored.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached or refused the schedule.</exception>
    /// <example>
    /// <code>
    /// await jobs.RecurringAsync&lt;CleanupHandler&gt;(
    ///     Recurrence.Every(TimeSpan.FromHours(1)), options: new RecurringScheduleOptions { Key = "cleanup" });
    /// </code>
    /// </example>
    [OverloadResolutionPriority(1)] // A null could also be a payload.
    public static Task<RecurringScheduleContext> RecurringAsync<THandler>(
        this IJobMasterScheduler jobs, Recurrence recurrence, MessageData? data = null, RecurringScheduleOptions? options = null,
        CancellationToken cancellationToken = default)
        where THandler : class =>
        jobs.StoreAsync(JobRequest.For<THandler>(data), recurrence, options, cancellationToken);

    /// <inheritdoc cref="RecurringAsync{THandler}(IJobMasterScheduler, Recurrence, MessageData?, RecurringScheduleOptions?,
    /// CancellationToken)"/>
    /// <summary>Stores a recurring schedule whose jobs have a typed payload; its handler is found by the payload's type.</summary>
    /// <typeparam name="TPayload">The payload's type; exactly one registered handler takes it.</typeparam>
    /// <param name="payload">The payload of its jobs.</param>
    /// <example>
    /// <code>
    /// await jobs.RecurringAsync(
    ///     Recurrence.Cron("0 9 * * MON-FRI"), new SendReport("sales"), new RecurringScheduleOptions { Key = "sales-report" });
    /// </code>
    /// </example>
    public static Task<RecurringScheduleContext> RecurringAsync<TPayload>(
        this IJobMasterScheduler jobs, Recurrence recurrence, TPayload payload, RecurringScheduleOptions? options = null,
        CancellationToken cancellationToken = default)
        where TPayload : notnull =>
        jobs.StoreAsync(JobRequest.ForPayload(payload), recurrence, options, cancellationToken);

    /// <inheritdoc cref="RecurringAsync{THandler}(IJobMasterScheduler, Recurrence, MessageData?, RecurringScheduleOptions?,
    /// CancellationToken)"/>
    /// <summary>Stores a recurring schedule for a handler named by type, whose jobs have a typed payload.</summary>
    /// <typeparam name="THandler">The handler.</typeparam>
    /// <typeparam name="TPayload">The payload's type.</typeparam>
    /// <param name="payload">The payload of its jobs.</param>
    public static Task<RecurringScheduleContext> RecurringAsync<THandler, TPayload>(
        this IJobMasterScheduler jobs, Recurrence recurrence, TPayload payload, RecurringScheduleOptions? options = null,
        CancellationToken cancellationToken = default)
        where THandler : class, IJobHandler<TPayload> =>
        jobs.StoreAsync(JobRequest.For<THandler, TPayload>(payload), recurrence, options, cancellationToken);

    /// <inheritdoc cref="RecurringAsync{THandler}(IJobMasterScheduler, Recurrence, MessageData?, RecurringScheduleOptions?,
    /// CancellationToken)"/>
    /// <summary>Stores a recurring schedule by definition id; this process need not have the handler.</summary>
    /// <param name="definitionId">The handler's definition id.</param>
    // A string alone could also be a payload. For a handler of strings, name it: RecurringAsync<THandler, string>(recurrence, payload).
    [OverloadResolutionPriority(2)]
    public static Task<RecurringScheduleContext> RecurringAsync(
        this IJobMasterScheduler jobs, Recurrence recurrence, string definitionId, MessageData? data = null,
        RecurringScheduleOptions? options = null,
        CancellationToken cancellationToken = default) =>
        jobs.StoreAsync(JobRequest.ForText(definitionId, data), recurrence, options, cancellationToken);

    /// <inheritdoc cref="RecurringAsync(IJobMasterScheduler, Recurrence, string, MessageData?, RecurringScheduleOptions?,
    /// CancellationToken)"/>
    /// <summary>
    /// Stores a recurring schedule without message data by definition id, with all options; this process need not have the handler.
    /// </summary>
    [OverloadResolutionPriority(3)]
    public static Task<RecurringScheduleContext> RecurringAsync(
        this IJobMasterScheduler jobs, Recurrence recurrence, string definitionId, RecurringScheduleOptions options,
        CancellationToken cancellationToken = default) =>
        jobs.StoreAsync(JobRequest.ForText(definitionId), recurrence, options, cancellationToken);

    /// <inheritdoc cref="RecurringAsync(IJobMasterScheduler, Recurrence, string, MessageData?, RecurringScheduleOptions?,
    /// CancellationToken)"/>
    /// <summary>
    /// Stores a recurring schedule by definition id, whose jobs have a typed payload; this process need not have the handler.
    /// </summary>
    /// <typeparam name="TPayload">The payload's type.</typeparam>
    /// <param name="payload">The payload of its jobs.</param>
    [OverloadResolutionPriority(1)]
    public static Task<RecurringScheduleContext> RecurringAsync<TPayload>(
        this IJobMasterScheduler jobs, Recurrence recurrence, string definitionId, TPayload payload,
        RecurringScheduleOptions? options = null,
        CancellationToken cancellationToken = default)
        where TPayload : notnull =>
        jobs.StoreAsync(JobRequest.ForDefinition(definitionId, payload), recurrence, options, cancellationToken);

    private static Task<RecurringScheduleContext> StoreAsync(
        this IJobMasterScheduler jobs, JobRequest job, Recurrence recurrence, RecurringScheduleOptions? options,
        CancellationToken cancellationToken) =>
        jobs.RecurringAsync(
            new RecurringRequest(job, recurrence) { Options = options ?? new RecurringScheduleOptions() },
            cancellationToken);
}
