using System.Diagnostics.CodeAnalysis;
using JobMaster.Recurring;

namespace JobMaster;

/// <summary>
/// Compiles cron expressions of five fields, or six with seconds first: <c>* ? , - /</c>, names, ranges that wrap, <c>L L-n W LW #</c>, and
/// macros such as <c>@daily</c>. Weekdays count from 0 = Sunday; for expressions of Quartz, use <see cref="QuartzCronExprCompiler"/>. Day
/// of month and day of week must both hold. When clocks are set back, expressions with a star, range or step in the time of day run twice
/// through the repeated hour, others once.
/// </summary>
public sealed class CronExprCompiler : IRecurrenceExprCompiler
{
    /// <summary>The name of the language: <c>Cron</c>.</summary>
    public const string TypeId = "Cron";

    string IRecurrenceExprCompiler.TypeId => TypeId;

    /// <inheritdoc />
    public bool TryCompile(
        string expression, [NotNullWhen(true)] out IRecurrenceCompiledExpr? compiled, out IReadOnlyList<string> errors) =>
        TryCompile(expression, seed: null, out compiled, out errors);

    /// <param name="expression">The text to compile.</param>
    /// <param name="seed">
    /// The seed of the values for <c>H</c> and of the macros' times, so that many schedules do not start at the same time.
    /// </param>
    /// <param name="compiled">The compiled expression, if the result is <see langword="true"/>.</param>
    /// <param name="errors">The errors.</param>
    internal static bool TryCompile(
        string expression, int? seed, [NotNullWhen(true)] out IRecurrenceCompiledExpr? compiled, out IReadOnlyList<string> errors)
    {
        ArgumentNullException.ThrowIfNull(expression);
        var times = CronParser.Parse(expression, CronDialect.Cron, seed, out var error);
        compiled = times is null ? null : new CronExpr(TypeId, expression, times);
        errors = error is null ? [] : [error + OtherLanguage.Remedy(TypeId, expression)];
        return compiled is not null;
    }
}
