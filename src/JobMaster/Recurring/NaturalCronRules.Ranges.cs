using JobMaster.Recurring;

namespace JobMaster;

/// <content>The ranges in which occurrences may be.</content>
public sealed partial class NaturalCronRules
{
    /// <summary>Only within a range written as text; both ends are inclusive.</summary>
    public NaturalCronRules Between(string from, string upto) => Rule("Between", $"{from} and {upto}");

    /// <summary>Only within one of several ranges written as text; both ends of each are inclusive.</summary>
    public NaturalCronRules Between(params (string From, string Upto)[] ranges) =>
        Rule("Between", [.. ranges.Select(range => $"{range.From} and {range.Upto}")]);

    /// <summary>Only from one weekday to another; both are inclusive.</summary>
    public NaturalCronRules Between(DayOfWeek from, DayOfWeek upto) => Between(text.Weekday(from), text.Weekday(upto));

    /// <summary>Only from one month to another; both are inclusive.</summary>
    public NaturalCronRules Between(NaturalCronMonth from, NaturalCronMonth upto) => Between(text.Month(from), text.Month(upto));

    /// <summary>Only from a day of one month to a day of another; both are inclusive.</summary>
    public NaturalCronRules Between(NaturalCronMonth fromMonth, int fromDay, NaturalCronMonth uptoMonth, int uptoDay) =>
        Between(text.Date(fromMonth, fromDay), text.Date(uptoMonth, uptoDay));

    /// <summary>Only from one time of day to another, to the minute or to the second; both are inclusive.</summary>
    public NaturalCronRules Between(TimeOnly from, TimeOnly upto, bool includeSeconds = false) =>
        Between(NaturalCronText.Time(from, includeSeconds), NaturalCronText.Time(upto, includeSeconds));

    /// <summary>Only from one time of day to another; both are inclusive.</summary>
    public NaturalCronRules BetweenTime(int fromHour, int fromMinute, int uptoHour, int uptoMinute) =>
        Between(new TimeOnly(fromHour, fromMinute), new TimeOnly(uptoHour, uptoMinute));

    /// <summary>Only from one day of the month to another; both are inclusive.</summary>
    public NaturalCronRules BetweenDay(int from, int upto) => Between(NaturalCronText.Ordinal(from), NaturalCronText.Ordinal(upto));

    /// <summary>Only from a value written as text, inclusive.</summary>
    public NaturalCronRules From(string value) => Rule("From", value);

    /// <summary>Only from a weekday, inclusive; weeks start on Sunday.</summary>
    public NaturalCronRules From(DayOfWeek weekday) => From(text.Weekday(weekday));

    /// <summary>Only from a month of the year, inclusive.</summary>
    public NaturalCronRules From(NaturalCronMonth month) => From(text.Month(month));

    /// <summary>Only from a day of one month of the year, inclusive.</summary>
    public NaturalCronRules From(NaturalCronMonth month, int day) => From(text.Date(month, day));

    /// <summary>Only from a time of day, inclusive, to the minute or to the second.</summary>
    public NaturalCronRules From(TimeOnly time, bool includeSeconds = false) => From(NaturalCronText.Time(time, includeSeconds));

    /// <summary>Only from a time of day, inclusive.</summary>
    public NaturalCronRules FromTime(int hour, int minute) => From(new TimeOnly(hour, minute));

    /// <summary>Only from a day of the month, inclusive.</summary>
    public NaturalCronRules FromDay(int day) => From(NaturalCronText.Ordinal(day));

    /// <summary>Only up to a value written as text, inclusive.</summary>
    public NaturalCronRules Upto(string value) => Rule("Upto", value);

    /// <summary>Only up to a weekday, inclusive; weeks start on Sunday.</summary>
    public NaturalCronRules Upto(DayOfWeek weekday) => Upto(text.Weekday(weekday));

    /// <summary>Only up to a month of the year, inclusive.</summary>
    public NaturalCronRules Upto(NaturalCronMonth month) => Upto(text.Month(month));

    /// <summary>Only up to a day of one month of the year, inclusive.</summary>
    public NaturalCronRules Upto(NaturalCronMonth month, int day) => Upto(text.Date(month, day));

    /// <summary>Only up to a time of day, inclusive, to the minute or to the second.</summary>
    public NaturalCronRules Upto(TimeOnly time, bool includeSeconds = false) => Upto(NaturalCronText.Time(time, includeSeconds));

    /// <summary>Only up to a time of day, inclusive.</summary>
    public NaturalCronRules UptoTime(int hour, int minute) => Upto(new TimeOnly(hour, minute));

    /// <summary>Only up to a day of the month, inclusive.</summary>
    public NaturalCronRules UptoDay(int day) => Upto(NaturalCronText.Ordinal(day));
}
