using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using JobMaster.Recurring;

namespace JobMaster;

/// <summary>Compiles fixed intervals of elapsed time, written as a <see cref="TimeSpan"/>: <c>00:05:00</c>, <c>1.00:00:00</c>.</summary>
public sealed class TimeSpanIntervalExprCompiler : IRecurrenceExprCompiler
{
    /// <summary>The name of the language: <c>TimeSpanInterval</c>.</summary>
    public const string TypeId = "TimeSpanInterval";

    string IRecurrenceExprCompiler.TypeId => TypeId;

    /// <inheritdoc />
    public bool TryCompile(string expression, [NotNullWhen(true)] out IRecurrenceCompiledExpr? compiled, out IReadOnlyList<string> errors)
    {
        ArgumentNullException.ThrowIfNull(expression);
        if (TimeSpan.TryParseExact(expression.Trim(), "c", CultureInfo.InvariantCulture, out var interval) && interval > TimeSpan.Zero)
        {
            compiled = new Interval(expression, interval);
            errors = [];
            return true;
        }

        compiled = null;
        errors = [$"Interval {QuotedExpression.Of(expression)} (position 0) is not a positive time span. Write it as [days.]hours:minutes:seconds, for example '00:05:00'."];
        return false;
    }

    private sealed class Interval(string expression, TimeSpan interval) : IRecurrenceCompiledExpr
    {
        public string TypeId => TimeSpanIntervalExprCompiler.TypeId;

        public string Expression => expression;

        public DateTimeOffset? GetNextOccurrence(DateTimeOffset after, TimeZoneInfo zone, DateTimeOffset? anchor = null)
        {
            ArgumentNullException.ThrowIfNull(zone);
            var origin = anchor ?? after;
            if (after < origin)
            {
                return TimeZoneInfo.ConvertTime(origin, zone);
            }

            var elapsed = after.UtcTicks - origin.UtcTicks;
            var untilNext = interval.Ticks - (elapsed % interval.Ticks);
            return untilNext > DateTimeOffset.MaxValue.UtcTicks - after.UtcTicks
                ? null
                : TimeZoneInfo.ConvertTime(after.AddTicks(untilNext), zone);
        }
    }
}
