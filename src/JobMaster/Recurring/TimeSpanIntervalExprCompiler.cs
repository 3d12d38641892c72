using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using JobMaster.Recurring;
using JobMaster.Values;

namespace JobMaster;

/// <summary>Compiles fixed intervals of elapsed time, written as a <see cref="TimeSpan"/> with hours, minutes and seconds:
/// <c>00:05:00</c>, <c>1.00:00:00</c>.</summary>
public sealed class TimeSpanIntervalExprCompiler : IRecurrenceExprCompiler
{
    /// <summary>The name of the language: <c>TimeSpanInterval</c>.</summary>
    public const string TypeId = "TimeSpanInterval";

    string IRecurrenceExprCompiler.TypeId => TypeId;

    /// <inheritdoc />
    public bool TryCompile(string expression, [NotNullWhen(true)] out IRecurrenceCompiledExpr? compiled, out IReadOnlyList<string> errors)
    {
        ArgumentNullException.ThrowIfNull(expression);
        var isSpan = TryParse(expression, out var interval);
        if (isSpan && IsWhole(expression))
        {
            compiled = new Interval(expression, interval);
            errors = [];
            return true;
        }

        compiled = null;
        errors = [OverfullTime.Read(expression) is { } meant
            ? $"Interval {QuotedExpression.Of(expression)} (position 0) has more than 23 hours, 59 minutes or 59 seconds in one part. "
                + $"Write '{meant:c}'."
            : isSpan
            ? $"Interval {QuotedExpression.Of(expression)} (position 0) has more than one reading. Write "
                + $"'{interval:c}' if {Words(interval)} is meant, or for minutes '00:05:00' and for seconds '00:00:05'."
            : $"Interval {QuotedExpression.Of(expression)} (position 0) is not a positive time span. Write it as "
                + $"[days.]hours:minutes:seconds, for example '00:05:00'.{OtherLanguage.Remedy(TypeId, expression)}"];
        return false;
    }

    internal static bool Accepts(string expression) => TryParse(expression, out _) && IsWhole(expression);

    private static bool TryParse(string expression, out TimeSpan interval) =>
        TimeSpan.TryParseExact(expression.Trim(), "c", CultureInfo.InvariantCulture, out interval) && interval > TimeSpan.Zero;

    // TimeSpan reads "5" as five days and "05:00" as five hours, which hardly any author intends.
    private static bool IsWhole(string expression) => expression.Count(symbol => symbol == ':') == 2;

    private static string Words(TimeSpan interval) =>
        interval.Days > 0 ? $"{interval.TotalDays:0.##} days" : interval.Hours > 0 ? $"{interval.TotalHours:0.##} "
            + $"hours" : $"{interval.TotalMinutes:0.##} minutes";

    private sealed class Interval(string expression, TimeSpan interval) : IRecurrenceCompiledExpr, IEvenRecurrence
    {
        public string TypeId => TimeSpanIntervalExprCompiler.TypeId;

        public string Expression => expression;

        public TimeSpan? EvenStep => interval;

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
