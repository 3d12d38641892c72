using System.Runtime.CompilerServices;

namespace JobMaster;

/// <content>At a time, or after a delay: handlers with all options, typed payloads and definition ids.</content>
public static partial class JobMasterSchedulerExtensions
{
    /// <inheritdoc cref="OnceNowAsync{THandler}(IJobMasterScheduler, MessageData?, JobOptions, CancellationToken)"/>
    /// <summary>Schedules a job to run after a delay, with all options.</summary>
    /// <param name="delay">How long from now, by the store's clock. Zero or less means now; infinite is refused.</param>
    [OverloadResolutionPriority(1)] // A null could also be a payload.
    public static Task<JobContext> OnceAfterAsync<THandler>(
        this IJobMasterScheduler jobs, TimeSpan delay, MessageData? data, JobOptions options, CancellationToken cancellationToken = default)
        where THandler : class =>
        jobs.ScheduleAsync(JobRequest.For<THandler>(data) with { After = delay, Options = Given(options) }, cancellationToken);

    /// <inheritdoc cref="OnceNowAsync{THandler}(IJobMasterScheduler, MessageData?, JobOptions, CancellationToken)"/>
    /// <summary>Schedules a job without message data to run after a delay, with all options.</summary>
    /// <param name="delay">How long from now, by the store's clock. Zero or less means now; infinite is refused.</param>
    public static Task<JobContext> OnceAfterAsync<THandler>(
        this IJobMasterScheduler jobs, TimeSpan delay, JobOptions options, CancellationToken cancellationToken = default)
        where THandler : class =>
        jobs.OnceAfterAsync<THandler>(delay, null, options, cancellationToken);

    /// <inheritdoc cref="OnceNowAsync{THandler}(IJobMasterScheduler, MessageData?, JobOptions, CancellationToken)"/>
    /// <summary>Schedules a job to run at a time, with all options.</summary>
    /// <param name="at">The time. If it has passed, the job is due now.</param>
    [OverloadResolutionPriority(1)]
    public static Task<JobContext> OnceAtAsync<THandler>(
        this IJobMasterScheduler jobs, DateTimeOffset at, MessageData? data, JobOptions options,
        CancellationToken cancellationToken = default)
        where THandler : class =>
        jobs.ScheduleAsync(JobRequest.For<THandler>(data) with { At = at, Options = Given(options) }, cancellationToken);

    /// <inheritdoc cref="OnceNowAsync{THandler}(IJobMasterScheduler, MessageData?, JobOptions, CancellationToken)"/>
    /// <summary>Schedules a job without message data to run at a time, with all options.</summary>
    /// <param name="at">The time. If it has passed, the job is due now.</param>
    public static Task<JobContext> OnceAtAsync<THandler>(
        this IJobMasterScheduler jobs, DateTimeOffset at, JobOptions options, CancellationToken cancellationToken = default)
        where THandler : class =>
        jobs.OnceAtAsync<THandler>(at, null, options, cancellationToken);

    /// <inheritdoc cref="OnceNowAsync{THandler}(IJobMasterScheduler, MessageData?, JobOptions, CancellationToken)"/>
    /// <summary>Schedules a job to run at a time, with all options.</summary>
    /// <param name="at">The time. Local and Utc are converted; Unspecified is refused, because it would mean another instant on another
    /// host.</param>
    [OverloadResolutionPriority(1)]
    public static async Task<JobContext> OnceAtAsync<THandler>(
        this IJobMasterScheduler jobs, DateTime at, MessageData? data, JobOptions options, CancellationToken cancellationToken = default)
        where THandler : class =>
        await jobs.OnceAtAsync<THandler>(ScheduleTime.From(at), data, options, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc cref="OnceNowAsync{THandler}(IJobMasterScheduler, MessageData?, JobOptions, CancellationToken)"/>
    /// <summary>Schedules a job without message data to run at a time, with all options.</summary>
    /// <param name="at">The time. Local and Utc are converted; Unspecified is refused, because it would mean another instant on another
    /// host.</param>
    public static async Task<JobContext> OnceAtAsync<THandler>(
        this IJobMasterScheduler jobs, DateTime at, JobOptions options, CancellationToken cancellationToken = default)
        where THandler : class =>
        await jobs.OnceAtAsync<THandler>(ScheduleTime.From(at), null, options, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc cref="OnceNowAsync{TPayload}(IJobMasterScheduler, TPayload, JobOptions?, CancellationToken)"/>
    /// <summary>Schedules a job to run after a delay; its handler is found by the payload's type.</summary>
    /// <param name="delay">How long from now, by the store's clock. Zero or less means now; infinite is refused.</param>
    /// <example><code>await jobs.OnceAfterAsync(TimeSpan.FromDays(3), new AskForReview(order.Id));</code></example>
    public static Task<JobContext> OnceAfterAsync<TPayload>(
        this IJobMasterScheduler jobs, TimeSpan delay, TPayload payload, JobOptions? options = null,
        CancellationToken cancellationToken = default)
        where TPayload : notnull =>
        jobs.ScheduleAsync(JobRequest.ForPayload(payload) with { After = delay, Options = options ?? new JobOptions() }, cancellationToken);

    /// <inheritdoc cref="OnceNowAsync{TPayload}(IJobMasterScheduler, TPayload, JobOptions?, CancellationToken)"/>
    /// <summary>Schedules a job to run at a time; its handler is found by the payload's type.</summary>
    /// <param name="at">The time. If it has passed, the job is due now.</param>
    /// <example><code>await jobs.OnceAtAsync(order.DueAt, new SendReminder(order.Id));</code></example>
    public static Task<JobContext> OnceAtAsync<TPayload>(
        this IJobMasterScheduler jobs, DateTimeOffset at, TPayload payload, JobOptions? options = null,
        CancellationToken cancellationToken = default)
        where TPayload : notnull =>
        jobs.ScheduleAsync(JobRequest.ForPayload(payload) with { At = at, Options = options ?? new JobOptions() }, cancellationToken);

    /// <inheritdoc cref="OnceNowAsync{TPayload}(IJobMasterScheduler, TPayload, JobOptions?, CancellationToken)"/>
    /// <summary>Schedules a job to run at a time; its handler is found by the payload's type.</summary>
    /// <param name="at">The time. Local and Utc are converted; Unspecified is refused, because it would mean another instant on another
    /// host.</param>
    public static async Task<JobContext> OnceAtAsync<TPayload>(
        this IJobMasterScheduler jobs, DateTime at, TPayload payload, JobOptions? options = null,
        CancellationToken cancellationToken = default)
        where TPayload : notnull =>
        await jobs.OnceAtAsync(ScheduleTime.From(at), payload, options, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc cref="OnceNowAsync{THandler, TPayload}(IJobMasterScheduler, TPayload, JobOptions?, CancellationToken)"/>
    /// <summary>Schedules a job to run after a delay, for a handler named by type, with a typed payload.</summary>
    /// <param name="delay">How long from now, by the store's clock. Zero or less means now; infinite is refused.</param>
    public static Task<JobContext> OnceAfterAsync<THandler, TPayload>(
        this IJobMasterScheduler jobs, TimeSpan delay, TPayload payload, JobOptions? options = null,
        CancellationToken cancellationToken = default)
        where THandler : class, IJobHandler<TPayload> =>
        jobs.ScheduleAsync(
            JobRequest.For<THandler, TPayload>(payload) with { After = delay, Options = options ?? new JobOptions() },
            cancellationToken);

    /// <inheritdoc cref="OnceNowAsync{THandler, TPayload}(IJobMasterScheduler, TPayload, JobOptions?, CancellationToken)"/>
    /// <summary>Schedules a job to run at a time, for a handler named by type, with a typed payload.</summary>
    /// <param name="at">The time. If it has passed, the job is due now.</param>
    public static Task<JobContext> OnceAtAsync<THandler, TPayload>(
        this IJobMasterScheduler jobs, DateTimeOffset at, TPayload payload, JobOptions? options = null,
        CancellationToken cancellationToken = default)
        where THandler : class, IJobHandler<TPayload> =>
        jobs.ScheduleAsync(
            JobRequest.For<THandler, TPayload>(payload) with { At = at, Options = options ?? new JobOptions() },
            cancellationToken);

    /// <inheritdoc cref="OnceNowAsync{THandler, TPayload}(IJobMasterScheduler, TPayload, JobOptions?, CancellationToken)"/>
    /// <summary>Schedules a job to run at a time, for a handler named by type, with a typed payload.</summary>
    /// <param name="at">The time. Local and Utc are converted; Unspecified is refused, because it would mean another instant on another
    /// host.</param>
    public static async Task<JobContext> OnceAtAsync<THandler, TPayload>(
        this IJobMasterScheduler jobs, DateTime at, TPayload payload, JobOptions? options = null,
        CancellationToken cancellationToken = default)
        where THandler : class, IJobHandler<TPayload> =>
        await jobs.OnceAtAsync<THandler, TPayload>(ScheduleTime.From(at), payload, options, cancellationToken).ConfigureAwait(false);

    /// <summary>The options of a call that requires some.</summary>
    internal static JobOptions Given(JobOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options;
    }
}
