namespace JobMaster;

/// <summary>A recurrence: a text, and the language it is written in.</summary>
/// <example>
/// <code>
/// await jobs.RecurringAsync(Recurrence.Cron("0 9 * * MON-FRI"), new SendReport("sales"));
/// await jobs.RecurringAsync&lt;CleanupHandler&gt;(Recurrence.Every(TimeSpan.FromMinutes(5)));
/// await jobs.RecurringAsync&lt;SyncHandler&gt;(Recurrence.Natural("every 1 hour between 09:00 and 18:00"));
/// </code>
/// </example>
public readonly record struct Recurrence
{
    private readonly string? _typeId;
    private readonly string? _expression;

    private Recurrence(string typeId, string expression)
    {
        ArgumentNullException.ThrowIfNull(typeId);
        ArgumentNullException.ThrowIfNull(expression);
        (_typeId, _expression) = (typeId, expression);
    }

    /// <summary>The language, as in <see cref="CronExprCompiler.TypeId"/>.</summary>
    /// <exception cref="ArgumentException">The value is <c>default(Recurrence)</c>, which has no expression.</exception>
    public string TypeId => _typeId ?? throw Empty();

    /// <summary>The text.</summary>
    /// <exception cref="ArgumentException">The value is <c>default(Recurrence)</c>, which has no expression.</exception>
    public string Expression => _expression ?? throw Empty();

    /// <summary>A cron expression of five fields, or six with seconds first.</summary>
    /// <param name="expression">For example <c>0 9 * * MON-FRI</c>.</param>
    public static Recurrence Cron(string expression) => new(CronExprCompiler.TypeId, expression);

    /// <summary>A Quartz cron expression of six fields, seconds first, or seven with a year; weekdays count from 1 = Sunday.</summary>
    /// <param name="expression">For example <c>0 0 9 ? * 2-6 2027</c>.</param>
    public static Recurrence QuartzCron(string expression) => new(QuartzCronExprCompiler.TypeId, expression);

    /// <summary>An expression in English, which <see cref="NaturalCronBuilder"/> can write too.</summary>
    /// <param name="expression">For example <c>every monday at 09:00</c>.</param>
    public static Recurrence Natural(string expression) => new(NaturalCronExprCompiler.TypeId, expression);

    /// <summary>A fixed interval, counted from the start of the schedule.</summary>
    /// <param name="interval">The time from one occurrence to the next, one second or more.</param>
    public static Recurrence Every(TimeSpan interval) => new(TimeSpanIntervalExprCompiler.TypeId, interval.ToString("c"));

    /// <summary>An expression in any language, including the app's own.</summary>
    /// <param name="typeId">The language, registered with the cluster.</param>
    /// <param name="expression">The text.</param>
    public static Recurrence Of(string typeId, string expression) => new(typeId, expression);

    /// <summary>A compiled expression, as <c>NaturalCronBuilder.Daily().At("09:00").Build()</c> returns.</summary>
    /// <param name="expression">The expression.</param>
    public static Recurrence Of(IRecurrenceCompiledExpr expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        return new Recurrence(expression.TypeId, expression.Expression);
    }

    /// <summary>The language and the text.</summary>
    public override string ToString() => _typeId is null ? "(none)" : $"{_typeId} '{_expression}'";

    private static ArgumentException Empty() =>
        new("The recurrence is empty. Make one with Recurrence.Cron(\"…\"), Recurrence.Natural(\"…\") or Recurrence.Every(interval).");
}
