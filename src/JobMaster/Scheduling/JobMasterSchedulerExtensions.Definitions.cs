using System.Runtime.CompilerServices;

namespace JobMaster;

/// <content>By definition id, for processes that need not have the handler's code.</content>
public static partial class JobMasterSchedulerExtensions
{
    /// <summary>Schedules a job to run now by definition id; this process need not have the handler.</summary>
    /// <param name="jobs">The scheduler.</param>
    /// <param name="definitionId">The handler's definition id.</param>
    /// <param name="data">The message data, or null for none.</param>
    /// <param name="options">All optional settings.</param>
    /// <param name="cancellationToken">Stops waiting; the job may still be stored.</param>
    /// <returns>The job as stored.</returns>
    /// <exception cref="JobRejectedException">
    /// The job cannot be accepted; nothing was stored. A text alone is refused if a handler of strings is registered, because the text may
    /// be a definition id or a payload.
    /// </exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached or refused the job.</exception>
    /// <example>
    /// <code>
    /// await jobs.OnceNowAsync("email.send", WriteableMessageData.New().SetStringValue("To", "ada@example.org"));
    /// </code>
    /// </example>
    // A string alone could also be a payload. For a handler of strings, name it: OnceNowAsync<THandler, string>(payload).
    [OverloadResolutionPriority(2)]
    public static Task<JobContext> OnceNowAsync(
        this IJobMasterScheduler jobs, string definitionId, MessageData? data = null, JobOptions? options = null,
        CancellationToken cancellationToken = default) =>
        jobs.ScheduleAsync(JobRequest.ForText(definitionId, data) with { Options = options ?? new JobOptions() }, cancellationToken);

    /// <inheritdoc cref="OnceNowAsync(IJobMasterScheduler, string, MessageData?, JobOptions?, CancellationToken)"/>
    /// <summary>
    /// Schedules a job without message data to run now by definition id, with all options; this process need not have the handler.
    /// </summary>
    [OverloadResolutionPriority(3)]
    public static Task<JobContext> OnceNowAsync(
        this IJobMasterScheduler jobs, string definitionId, JobOptions options, CancellationToken cancellationToken = default) =>
        jobs.ScheduleAsync(JobRequest.ForText(definitionId) with { Options = Given(options) }, cancellationToken);

    /// <inheritdoc cref="OnceNowAsync(IJobMasterScheduler, string, MessageData?, JobOptions?, CancellationToken)"/>
    /// <summary>Schedules a job to run now by definition id, with a typed payload; this process need not have the handler.</summary>
    /// <typeparam name="TPayload">The payload's type.</typeparam>
    /// <param name="payload">The payload.</param>
    [OverloadResolutionPriority(1)]
    public static Task<JobContext> OnceNowAsync<TPayload>(
        this IJobMasterScheduler jobs, string definitionId, TPayload payload, JobOptions? options = null,
        CancellationToken cancellationToken = default)
        where TPayload : notnull =>
        jobs.ScheduleAsync(
            JobRequest.ForDefinition(definitionId, payload) with { Options = options ?? new JobOptions() }, cancellationToken);

    /// <inheritdoc cref="OnceNowAsync(IJobMasterScheduler, string, MessageData?, JobOptions?, CancellationToken)"/>
    /// <summary>Schedules a job to run after a delay by definition id; this process need not have the handler.</summary>
    /// <param name="delay">How long from now, by the store's clock. Zero or less means now; infinite is refused.</param>
    [OverloadResolutionPriority(2)]
    public static Task<JobContext> OnceAfterAsync(
        this IJobMasterScheduler jobs, TimeSpan delay, string definitionId, MessageData? data = null, JobOptions? options = null,
        CancellationToken cancellationToken = default) =>
        jobs.ScheduleAsync(
            JobRequest.ForText(definitionId, data) with { After = delay, Options = options ?? new JobOptions() },
            cancellationToken);

    /// <inheritdoc cref="OnceNowAsync(IJobMasterScheduler, string, MessageData?, JobOptions?, CancellationToken)"/>
    /// <summary>
    /// Schedules a job without message data to run after a delay by definition id, with all options; this process need not have the
    /// handler.
    /// </summary>
    /// <param name="delay">How long from now, by the store's clock. Zero or less means now; infinite is refused.</param>
    [OverloadResolutionPriority(3)]
    public static Task<JobContext> OnceAfterAsync(
        this IJobMasterScheduler jobs, TimeSpan delay, string definitionId, JobOptions options,
        CancellationToken cancellationToken = default) =>
        jobs.ScheduleAsync(JobRequest.ForText(definitionId) with { After = delay, Options = Given(options) }, cancellationToken);

    /// <inheritdoc cref="OnceNowAsync{TPayload}(IJobMasterScheduler, string, TPayload, JobOptions?, CancellationToken)"/>
    /// <summary>
    /// Schedules a job to run after a delay by definition id, with a typed payload; this process need not have the handler.
    /// </summary>
    /// <param name="delay">How long from now, by the store's clock. Zero or less means now; infinite is refused.</param>
    [OverloadResolutionPriority(1)]
    public static Task<JobContext> OnceAfterAsync<TPayload>(
        this IJobMasterScheduler jobs, TimeSpan delay, string definitionId, TPayload payload, JobOptions? options = null,
        CancellationToken cancellationToken = default)
        where TPayload : notnull =>
        jobs.ScheduleAsync(
            JobRequest.ForDefinition(definitionId, payload) with { After = delay, Options = options ?? new JobOptions() },
            cancellationToken);

    /// <inheritdoc cref="OnceNowAsync(IJobMasterScheduler, string, MessageData?, JobOptions?, CancellationToken)"/>
    /// <summary>Schedules a job to run at a time by definition id; this process need not have the handler.</summary>
    /// <param name="at">The time. If it has passed, the job is due now.</param>
    [OverloadResolutionPriority(2)]
    public static Task<JobContext> OnceAtAsync(
        this IJobMasterScheduler jobs, DateTimeOffset at, string definitionId, MessageData? data = null, JobOptions? options = null,
        CancellationToken cancellationToken = default) =>
        jobs.ScheduleAsync(
            JobRequest.ForText(definitionId, data) with { At = at, Options = options ?? new JobOptions() },
            cancellationToken);

    /// <inheritdoc cref="OnceNowAsync(IJobMasterScheduler, string, MessageData?, JobOptions?, CancellationToken)"/>
    /// <summary>
    /// Schedules a job without message data to run at a time by definition id, with all options; this process need not have the handler.
    /// </summary>
    /// <param name="at">The time. If it has passed, the job is due now.</param>
    [OverloadResolutionPriority(3)]
    public static Task<JobContext> OnceAtAsync(
        this IJobMasterScheduler jobs, DateTimeOffset at, string definitionId, JobOptions options,
        CancellationToken cancellationToken = default) =>
        jobs.ScheduleAsync(JobRequest.ForText(definitionId) with { At = at, Options = Given(options) }, cancellationToken);

    /// <inheritdoc cref="OnceNowAsync{TPayload}(IJobMasterScheduler, string, TPayload, JobOptions?, CancellationToken)"/>
    /// <summary>Schedules a job to run at a time by definition id, with a typed payload; this process need not have the handler.</summary>
    /// <param name="at">The time. If it has passed, the job is due now.</param>
    [OverloadResolutionPriority(1)]
    public static Task<JobContext> OnceAtAsync<TPayload>(
        this IJobMasterScheduler jobs, DateTimeOffset at, string definitionId, TPayload payload, JobOptions? options = null,
        CancellationToken cancellationToken = default)
        where TPayload : notnull =>
        jobs.ScheduleAsync(
            JobRequest.ForDefinition(definitionId, payload) with { At = at, Options = options ?? new JobOptions() },
            cancellationToken);

    /// <inheritdoc cref="OnceNowAsync(IJobMasterScheduler, string, MessageData?, JobOptions?, CancellationToken)"/>
    /// <summary>Schedules a job to run at a time by definition id; this process need not have the handler.</summary>
    /// <param name="at">The time. Local and Utc are converted; Unspecified is refused, because it would mean another instant on another
    /// host.</param>
    [OverloadResolutionPriority(2)]
    public static async Task<JobContext> OnceAtAsync(
        this IJobMasterScheduler jobs, DateTime at, string definitionId, MessageData? data = null, JobOptions? options = null,
        CancellationToken cancellationToken = default) =>
        await jobs.OnceAtAsync(ScheduleTime.From(at), definitionId, data, options, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc cref="OnceNowAsync(IJobMasterScheduler, string, MessageData?, JobOptions?, CancellationToken)"/>
    /// <summary>
    /// Schedules a job without message data to run at a time by definition id, with all options; this process need not have the handler.
    /// </summary>
    /// <param name="at">The time. Local and Utc are converted; Unspecified is refused, because it would mean another instant on another
    /// host.</param>
    [OverloadResolutionPriority(3)]
    public static async Task<JobContext> OnceAtAsync(
        this IJobMasterScheduler jobs, DateTime at, string definitionId, JobOptions options,
        CancellationToken cancellationToken = default) =>
        await jobs.OnceAtAsync(ScheduleTime.From(at), definitionId, options, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc cref="OnceNowAsync{TPayload}(IJobMasterScheduler, string, TPayload, JobOptions?, CancellationToken)"/>
    /// <summary>Schedules a job to run at a time by definition id, with a typed payload; this process need not have the handler.</summary>
    /// <param name="at">The time. Local and Utc are converted; Unspecified is refused, because it would mean another instant on another
    /// host.</param>
    [OverloadResolutionPriority(1)]
    public static async Task<JobContext> OnceAtAsync<TPayload>(
        this IJobMasterScheduler jobs, DateTime at, string definitionId, TPayload payload, JobOptions? options = null,
        CancellationToken cancellationToken = default)
        where TPayload : notnull =>
        await jobs.OnceAtAsync(ScheduleTime.From(at), definitionId, payload, options, cancellationToken).ConfigureAwait(false);
}
