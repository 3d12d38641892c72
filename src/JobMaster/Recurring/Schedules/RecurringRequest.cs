namespace JobMaster;

/// <summary>A recurring schedule to store: what to run, and when.</summary>
public sealed record RecurringRequest
{
    /// <summary>Creates a request.</summary>
    /// <param name="job">What each occurrence runs, and how. It must not have a time, an id, an idempotency key or an expiry of its
    /// own.</param>
    /// <param name="recurrence">When it recurs.</param>
    public RecurringRequest(JobRequest job, Recurrence recurrence)
        : this(job, recurrence.TypeId, recurrence.Expression)
    {
    }

    /// <summary>Creates a request.</summary>
    /// <param name="job">What each occurrence runs, and how. It must not have a time, an id, an idempotency key or an expiry of its
    /// own.</param>
    /// <param name="expression">When it recurs.</param>
    public RecurringRequest(JobRequest job, IRecurrenceCompiledExpr expression)
        : this(job, (expression ?? throw new ArgumentNullException(nameof(expression))).TypeId, expression.Expression)
    {
    }

    /// <summary>Creates a request.</summary>
    /// <param name="job">What each occurrence runs, and how. It must not have a time, an id, an idempotency key or an expiry of its
    /// own.</param>
    /// <param name="typeId">The language of the expression, for example <see cref="NaturalCronExprCompiler.TypeId"/>.</param>
    /// <param name="expression">When it recurs.</param>
    public RecurringRequest(JobRequest job, string typeId, string expression)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(typeId);
        ArgumentNullException.ThrowIfNull(expression);
        (Job, TypeId, Expression) = (job, typeId, expression);
    }

    /// <summary>What each occurrence runs.</summary>
    public JobRequest Job { get; init; }

    /// <summary>The language of the expression.</summary>
    public string TypeId { get; init; }

    /// <summary>When it recurs.</summary>
    public string Expression { get; init; }

    /// <summary>Everything optional about the schedule.</summary>
    public RecurringScheduleOptions Options { get; init; } = new();

    /// <summary>The cluster to store it on, of those in this process. Default: the scheduler's own.</summary>
    public string? ClusterId { get; init; }
}
