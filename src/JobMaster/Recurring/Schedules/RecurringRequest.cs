namespace JobMaster;

/// <summary>A recurring schedule to store: its job and its recurrence.</summary>
public sealed record RecurringRequest
{
    /// <summary>Creates a request.</summary>
    /// <param name="job">The job of each occurrence. It must not have a time, an id, an idempotency key or an expiry.</param>
    /// <param name="recurrence">The recurrence.</param>
    public RecurringRequest(JobRequest job, Recurrence recurrence)
        : this(job, recurrence.TypeId, recurrence.Expression)
    {
    }

    /// <summary>Creates a request.</summary>
    /// <param name="job">The job of each occurrence. It must not have a time, an id, an idempotency key or an expiry.</param>
    /// <param name="expression">The recurrence.</param>
    public RecurringRequest(JobRequest job, IRecurrenceCompiledExpr expression)
        : this(job, (expression ?? throw new ArgumentNullException(nameof(expression))).TypeId, expression.Expression)
    {
    }

    /// <summary>Creates a request.</summary>
    /// <param name="job">The job of each occurrence. It must not have a time, an id, an idempotency key or an expiry.</param>
    /// <param name="typeId">The language of the expression, for example <see cref="NaturalCronExprCompiler.TypeId"/>.</param>
    /// <param name="expression">The expression of the recurrence.</param>
    public RecurringRequest(JobRequest job, string typeId, string expression)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(typeId);
        ArgumentNullException.ThrowIfNull(expression);
        (Job, TypeId, Expression) = (job, typeId, expression);
    }

    /// <summary>The job of each occurrence.</summary>
    public JobRequest Job { get; init; }

    /// <summary>The language of the expression.</summary>
    public string TypeId { get; init; }

    /// <summary>The expression of the recurrence.</summary>
    public string Expression { get; init; }

    /// <summary>All optional settings of the schedule.</summary>
    public RecurringScheduleOptions Options { get; init; } = new();

    /// <summary>The cluster of this process to store it on. Default: the scheduler's own.</summary>
    public string? ClusterId { get; init; }

    /// <summary>
    /// Whether the stored schedule with the same key keeps what the request leaves out: payload, options of the job, zone and bounds that
    /// are null, and policies that have their default value. A cancelled schedule keeps nothing: it begins anew. Default: false, the
    /// schedule becomes what the request says.
    /// </summary>
    public bool KeepsUnset { get; init; }

    /// <summary>
    /// Whether the stored schedule with the same key may be changed: it returns true, or throws what the caller gets. It is asked about
    /// exactly the version that would be replaced, so no concurrent change comes between. Default: any schedule may be changed.
    /// </summary>
    /// <example><code>
    /// MayChange = stored => stored.Tenant == "acme"
    /// </code></example>
    public Func<RecurringScheduleContext, bool>? MayChange { get; init; }

    /// <summary>
    /// Who changes the stored schedule and why, for the audit. Default: the operator of the app's <see cref="IOperatorContextAccessor"/>,
    /// else the host. A new schedule is not audited.
    /// </summary>
    public OperatorContext? By { get; init; }
}
