using System.Diagnostics.CodeAnalysis;
using JobMaster.Recurring;

namespace JobMaster;

/// <summary>
/// Compiles Quartz cron expressions of six fields, seconds first, or seven with a year from 1970 to 2099: <c>* ? , - /</c>, names, ranges
/// that wrap, <c>L L-n W LW #</c>.
/// Weekdays count from 1 = Sunday to 7 = Saturday. One of the two day fields is given, the other is <c>?</c> or <c>*</c>.
/// </summary>
/// <example><c>0 0 9 ? * 2-6 2027</c> is nine o'clock from Monday to Friday in 2027.</example>
public sealed class QuartzCronExprCompiler : IRecurrenceExprCompiler
{
    /// <summary>The name of the language: <c>QuartzCron</c>.</summary>
    public const string TypeId = "QuartzCron";

    string IRecurrenceExprCompiler.TypeId => TypeId;

    /// <inheritdoc />
    public bool TryCompile(string expression, [NotNullWhen(true)] out IRecurrenceCompiledExpr? compiled, out IReadOnlyList<string> errors)
    {
        ArgumentNullException.ThrowIfNull(expression);
        var times = CronParser.Parse(expression, CronDialect.Quartz, seed: null, out var error);
        compiled = times is null ? null : new CronExpr(TypeId, expression, times);
        errors = error is null ? [] : [error + OtherLanguage.Remedy(TypeId, expression)];
        return compiled is not null;
    }
}
