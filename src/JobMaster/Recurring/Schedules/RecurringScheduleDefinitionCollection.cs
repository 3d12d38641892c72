using System.Runtime.CompilerServices;

namespace JobMaster;

/// <summary>
/// The schedules of a profile. Values that are not set come from the handler's attributes, then from the cluster's defaults.
/// </summary>
public sealed class RecurringScheduleDefinitionCollection
{
    private readonly List<RecurringRequest> _requests = [];

    internal RecurringScheduleDefinitionCollection()
    {
    }

    internal IReadOnlyList<RecurringRequest> Requests => _requests;

    /// <summary>Adds a schedule.</summary>
    /// <typeparam name="THandler">The handler, registered with the cluster.</typeparam>
    /// <param name="typeId">The language of the expression, for example <see cref="NaturalCronExprCompiler.TypeId"/>.</param>
    /// <param name="expression">The expression of the recurrence.</param>
    /// <param name="data">The message data. Default: none.</param>
    /// <param name="priority">The priority. Default: the handler's, then Medium.</param>
    /// <param name="workerLane">The lane. Default: the handler's, then <c>default</c>.</param>
    /// <param name="timeout">How long one attempt may run. Default: the handler's, then the cluster's.</param>
    /// <param name="maxNumberOfRetries">Retries after a failure. Default: the handler's, then the cluster's.</param>
    /// <param name="metadata">Metadata, added to the handler's. Default: none.</param>
    /// <param name="defId">
    /// The schedule's name within the profile. Default: the handler's definition id, which only one schedule of a handler can use.
    /// </param>
    /// <param name="options">Bounds, zone and policies; its key is ignored.</param>
    public RecurringScheduleDefinitionCollection Add<THandler>(
        string typeId,
        string expression,
        MessageData? data = null,
        JobMasterPriority? priority = null,
        string? workerLane = null,
        TimeSpan? timeout = null,
        int? maxNumberOfRetries = null,
        JobMetadata? metadata = null,
        string? defId = null,
        RecurringScheduleOptions? options = null)
        where THandler : class
    {
        var job = JobRequest.For<THandler>(data) with
        {
            Options = new JobOptions
            {
                Priority = priority, WorkerLane = workerLane, Timeout = timeout,
                MaxNumberOfRetries = maxNumberOfRetries, Metadata = metadata
            },
        };
        return Add(new RecurringRequest(job, typeId, expression) { Options = options ?? new RecurringScheduleOptions() }, defId);
    }

    /// <inheritdoc cref="Add{THandler}(string, string, MessageData?, JobMasterPriority?, string?, TimeSpan?, int?, JobMetadata?, string?,
    /// RecurringScheduleOptions?)"/>
    /// <param name="expression">The compiled expression.</param>
    public RecurringScheduleDefinitionCollection Add<THandler>(
        IRecurrenceCompiledExpr expression,
        MessageData? data = null,
        JobMasterPriority? priority = null,
        string? workerLane = null,
        TimeSpan? timeout = null,
        int? maxNumberOfRetries = null,
        JobMetadata? metadata = null,
        string? defId = null,
        RecurringScheduleOptions? options = null)
        where THandler : class
    {
        ArgumentNullException.ThrowIfNull(expression);
        return Add<THandler>(
            expression.TypeId, expression.Expression, data, priority, workerLane, timeout, maxNumberOfRetries, metadata, defId, options);
    }

    /// <inheritdoc cref="Add{THandler}(string, string, MessageData?, JobMasterPriority?, string?, TimeSpan?, int?, JobMetadata?, string?,
    /// RecurringScheduleOptions?)"/>
    /// <param name="interval">The time from one occurrence to the next, one second or more.</param>
    public RecurringScheduleDefinitionCollection Add<THandler>(
        TimeSpan interval,
        MessageData? data = null,
        JobMasterPriority? priority = null,
        string? workerLane = null,
        TimeSpan? timeout = null,
        int? maxNumberOfRetries = null,
        JobMetadata? metadata = null,
        string? defId = null,
        RecurringScheduleOptions? options = null)
        where THandler : class =>
        Add<THandler>(
            TimeSpanIntervalExprCompiler.TypeId, interval.ToString("c"), data, priority, workerLane, timeout, maxNumberOfRetries, metadata,
            defId, options);

    /// <summary>Adds a schedule.</summary>
    /// <typeparam name="THandler">The handler, registered with the cluster.</typeparam>
    /// <param name="recurrence">The recurrence.</param>
    /// <param name="data">The message data. Default: none.</param>
    /// <param name="defId">
    /// The schedule's name within the profile. Default: the definition id of its job, which only one schedule of a handler can use.
    /// </param>
    /// <param name="options">
    /// All optional settings of the schedule, and in <see cref="RecurringScheduleOptions.Job"/> of its jobs; its key is ignored.
    /// </param>
    /// <example><code>schedules.Add&lt;CleanupHandler&gt;(Recurrence.Every(TimeSpan.FromDays(1)));</code></example>
    [OverloadResolutionPriority(1)] // A null could also be a payload.
    public RecurringScheduleDefinitionCollection Add<THandler>(
        Recurrence recurrence, MessageData? data = null, string? defId = null, RecurringScheduleOptions? options = null)
        where THandler : class =>
        Add(JobRequest.For<THandler>(data), recurrence, defId, options);

    /// <inheritdoc cref="Add{THandler}(Recurrence, MessageData?, string?, RecurringScheduleOptions?)"/>
    /// <summary>Adds a schedule whose jobs have a typed payload; its handler is found by the payload's type.</summary>
    /// <typeparam name="TPayload">The payload's type; exactly one registered handler takes it.</typeparam>
    /// <param name="payload">The payload of its jobs.</param>
    /// <example><code>schedules.Add(Recurrence.Cron("0 9 * * MON-FRI"), new SendReport("sales"), defId: "SalesReport");</code></example>
    public RecurringScheduleDefinitionCollection Add<TPayload>(
        Recurrence recurrence, TPayload payload, string? defId = null, RecurringScheduleOptions? options = null)
        where TPayload : notnull =>
        Add(JobRequest.ForPayload(payload), recurrence, defId, options);

    /// <inheritdoc cref="Add{THandler}(Recurrence, MessageData?, string?, RecurringScheduleOptions?)"/>
    /// <summary>Adds a schedule for a handler named by type, whose jobs have a typed payload.</summary>
    /// <typeparam name="THandler">The handler.</typeparam>
    /// <typeparam name="TPayload">The payload's type.</typeparam>
    /// <param name="payload">The payload of its jobs.</param>
    public RecurringScheduleDefinitionCollection Add<THandler, TPayload>(
        Recurrence recurrence, TPayload payload, string? defId = null, RecurringScheduleOptions? options = null)
        where THandler : class, IJobHandler<TPayload> =>
        Add(JobRequest.For<THandler, TPayload>(payload), recurrence, defId, options);

    /// <summary>Adds a schedule of any kind of job, with a typed payload or by definition id.</summary>
    /// <param name="request">The schedule.</param>
    /// <param name="defId">The schedule's name within the profile. Default: the definition id of its job.</param>
    public RecurringScheduleDefinitionCollection Add(RecurringRequest request, string? defId = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        _requests.Add(request with { Options = request.Options with { Key = defId } });
        return this;
    }

    private RecurringScheduleDefinitionCollection Add(
        JobRequest job, Recurrence recurrence, string? defId, RecurringScheduleOptions? options) =>
        Add(new RecurringRequest(job, recurrence) { Options = options ?? new RecurringScheduleOptions() }, defId);
}
