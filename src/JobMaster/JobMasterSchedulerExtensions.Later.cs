using System.Runtime.CompilerServices;

namespace JobMaster;

/// <content>Typed payloads and definition ids at a time, or after a while.</content>
public static partial class JobMasterSchedulerExtensions
{
    /// <inheritdoc cref="OnceNowAsync{TPayload}(IJobMasterScheduler, TPayload, JobOptions?, CancellationToken)"/>
    /// <summary>Schedules a job to run after a while; its handler is found by the payload's type.</summary>
    /// <param name="delay">How long from now, by the store's clock. Zero or less means now.</param>
    public static Task<JobContext> OnceAfterAsync<TPayload>(
        this IJobMasterScheduler jobs, TimeSpan delay, TPayload payload, JobOptions? options = null, CancellationToken cancellationToken = default)
        where TPayload : notnull =>
        jobs.ScheduleAsync(JobRequest.ForPayload(payload) with { After = delay, Options = options ?? new JobOptions() }, cancellationToken);

    /// <inheritdoc cref="OnceNowAsync{TPayload}(IJobMasterScheduler, TPayload, JobOptions?, CancellationToken)"/>
    /// <summary>Schedules a job to run at a time; its handler is found by the payload's type.</summary>
    /// <param name="at">The time. One that has passed means now.</param>
    public static Task<JobContext> OnceAtAsync<TPayload>(
        this IJobMasterScheduler jobs, DateTimeOffset at, TPayload payload, JobOptions? options = null, CancellationToken cancellationToken = default)
        where TPayload : notnull =>
        jobs.ScheduleAsync(JobRequest.ForPayload(payload) with { At = at, Options = options ?? new JobOptions() }, cancellationToken);

    /// <inheritdoc cref="OnceNowAsync{TPayload}(IJobMasterScheduler, TPayload, JobOptions?, CancellationToken)"/>
    /// <summary>Schedules a job to run at a time; its handler is found by the payload's type.</summary>
    /// <param name="at">The time. Local and Utc are converted; Unspecified is refused, because it would mean another instant on another host.</param>
    public static async Task<JobContext> OnceAtAsync<TPayload>(
        this IJobMasterScheduler jobs, DateTime at, TPayload payload, JobOptions? options = null, CancellationToken cancellationToken = default)
        where TPayload : notnull =>
        await jobs.OnceAtAsync(ScheduleTime.From(at), payload, options, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc cref="OnceNowAsync(IJobMasterScheduler, string, MessageData?, JobOptions?, CancellationToken)"/>
    /// <summary>Schedules a job to run after a while by definition id; this process need not have the handler.</summary>
    /// <param name="delay">How long from now, by the store's clock. Zero or less means now.</param>
    [OverloadResolutionPriority(2)] // As for OnceNowAsync: a string alone would fit a payload, too.
    public static Task<JobContext> OnceAfterAsync(
        this IJobMasterScheduler jobs, TimeSpan delay, string definitionId, MessageData? data = null, JobOptions? options = null, CancellationToken cancellationToken = default) =>
        jobs.ScheduleAsync(JobRequest.ForDefinition(definitionId, data) with { After = delay, Options = options ?? new JobOptions() }, cancellationToken);

    /// <inheritdoc cref="OnceNowAsync(IJobMasterScheduler, string, MessageData?, JobOptions?, CancellationToken)"/>
    /// <summary>Schedules a job to run at a time by definition id; this process need not have the handler.</summary>
    /// <param name="at">The time. One that has passed means now.</param>
    [OverloadResolutionPriority(2)]
    public static Task<JobContext> OnceAtAsync(
        this IJobMasterScheduler jobs, DateTimeOffset at, string definitionId, MessageData? data = null, JobOptions? options = null, CancellationToken cancellationToken = default) =>
        jobs.ScheduleAsync(JobRequest.ForDefinition(definitionId, data) with { At = at, Options = options ?? new JobOptions() }, cancellationToken);

    /// <inheritdoc cref="OnceNowAsync(IJobMasterScheduler, string, MessageData?, JobOptions?, CancellationToken)"/>
    /// <summary>Schedules a job to run at a time by definition id; this process need not have the handler.</summary>
    /// <param name="at">The time. Local and Utc are converted; Unspecified is refused, because it would mean another instant on another host.</param>
    [OverloadResolutionPriority(2)]
    public static async Task<JobContext> OnceAtAsync(
        this IJobMasterScheduler jobs, DateTime at, string definitionId, MessageData? data = null, JobOptions? options = null, CancellationToken cancellationToken = default) =>
        await jobs.OnceAtAsync(ScheduleTime.From(at), definitionId, data, options, cancellationToken).ConfigureAwait(false);
}
