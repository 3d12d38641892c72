using System.Globalization;

namespace JobMaster;

/// <content>The start of the count of <c>every</c>.</content>
public sealed partial class NaturalCronRules
{
    /// <summary>
    /// Counts from a value of the interval's unit, restarting in the next larger unit, instead of from the creation of the schedule. Call
    /// it right after the interval.
    /// </summary>
    public NaturalCronRules AnchoredOn(string value) => new(text.Add($"AnchoredOn {value}"));

    /// <inheritdoc cref="AnchoredOn(string)" />
    public NaturalCronRules AnchoredOn(int value) => AnchoredOn(value.ToString(CultureInfo.InvariantCulture));

    /// <inheritdoc cref="AnchoredOn(string)" />
    public NaturalCronRules AnchoredOn(DayOfWeek weekday) => AnchoredOn(text.Weekday(weekday));

    /// <inheritdoc cref="AnchoredOn(string)" />
    public NaturalCronRules AnchoredOn(NaturalCronMonth month) => AnchoredOn(text.Month(month));

    /// <summary>
    /// Counts from a value of the interval's unit, restarting in the next larger unit, instead of from the creation of the schedule. Call
    /// it right after the interval.
    /// </summary>
    public NaturalCronRules AnchoredIn(string value) => new(text.Add($"AnchoredIn {value}"));

    /// <inheritdoc cref="AnchoredIn(string)" />
    public NaturalCronRules AnchoredIn(int value) => AnchoredIn(value.ToString(CultureInfo.InvariantCulture));

    /// <inheritdoc cref="AnchoredIn(string)" />
    public NaturalCronRules AnchoredIn(DayOfWeek weekday) => AnchoredIn(text.Weekday(weekday));

    /// <inheritdoc cref="AnchoredIn(string)" />
    public NaturalCronRules AnchoredIn(NaturalCronMonth month) => AnchoredIn(text.Month(month));

    /// <summary>
    /// Counts from a value of the interval's unit, restarting in the next larger unit, instead of from the creation of the schedule. Call
    /// it right after the interval.
    /// </summary>
    public NaturalCronRules AnchoredAt(string value) => new(text.Add($"AnchoredAt {value}"));

    /// <inheritdoc cref="AnchoredAt(string)" />
    public NaturalCronRules AnchoredAt(int value) => AnchoredAt(value.ToString(CultureInfo.InvariantCulture));

    /// <inheritdoc cref="AnchoredAt(string)" />
    public NaturalCronRules AnchoredAt(DayOfWeek weekday) => AnchoredAt(text.Weekday(weekday));

    /// <inheritdoc cref="AnchoredAt(string)" />
    public NaturalCronRules AnchoredAt(NaturalCronMonth month) => AnchoredAt(text.Month(month));
}
