using JobMaster.Recurring;

namespace JobMaster;

/// <content>The times: the words <c>on</c>, <c>in</c> and <c>at</c> mean the same.</content>
public sealed partial class NaturalCronRules
{
    /// <summary><c>on</c> the values written as text: a time, date, day, weekday or month; several make a list.</summary>
    public NaturalCronRules On(params string[] values) => Rule("On", values);

    /// <summary><c>on</c> the weekdays.</summary>
    public NaturalCronRules On(params DayOfWeek[] weekdays) => Rule("On", [.. weekdays.Select(text.Weekday)]);

    /// <summary><c>on</c> the months.</summary>
    public NaturalCronRules On(params NaturalCronMonth[] months) => Rule("On", [.. months.Select(text.Month)]);

    /// <summary><c>on</c> a day of one month, every year.</summary>
    public NaturalCronRules On(NaturalCronMonth month, int day) => Rule("On", text.Date(month, day));

    /// <summary><c>on</c> a time of day, to the minute or to the second.</summary>
    public NaturalCronRules On(TimeOnly time, bool includeSeconds = false) => Rule("On", NaturalCronText.Time(time, includeSeconds));

    /// <summary><c>on</c> a day of the month, 1 to 31; months without it are skipped.</summary>
    public NaturalCronRules OnDay(int day) => Rule("On", NaturalCronText.Ordinal(day));

    /// <summary><c>on</c> a day named by its position in the month.</summary>
    public NaturalCronRules OnDayPosition(NaturalCronDayPosition position) => Rule("On", position.ToString());

    /// <summary><c>on</c> a time of day, hour 0 to 23 and minute 0 to 59.</summary>
    public NaturalCronRules OnTime(int hour, int minute) =>
        Rule("On", NaturalCronText.Time(new TimeOnly(hour, minute), includeSeconds: false));

    /// <summary><c>on</c> a time of day with seconds, hour 0 to 23, minute and second 0 to 59.</summary>
    public NaturalCronRules OnTime(int hour, int minute, int second) =>
        Rule("On", NaturalCronText.Time(new TimeOnly(hour, minute, second), includeSeconds: true));

    /// <summary><c>on</c> the nth such weekday of the month, for example the first Monday.</summary>
    public NaturalCronRules OnNthWeekday(NaturalCronNth nth, DayOfWeek weekday) => Rule("On", text.NthWeekday(nth, weekday));

    /// <summary><c>on</c> the Monday to Friday closest to a day of the month, 1 to 31.</summary>
    public NaturalCronRules OnClosestWeekdayTo(int day) => Rule("On", $"ClosestWeekdayTo {NaturalCronText.Ordinal(day)}");

    /// <summary><c>in</c> the values written as text: a time, date, day, weekday or month; several make a list.</summary>
    public NaturalCronRules In(params string[] values) => Rule("In", values);

    /// <summary><c>in</c> the weekdays.</summary>
    public NaturalCronRules In(params DayOfWeek[] weekdays) => Rule("In", [.. weekdays.Select(text.Weekday)]);

    /// <summary><c>in</c> the months.</summary>
    public NaturalCronRules In(params NaturalCronMonth[] months) => Rule("In", [.. months.Select(text.Month)]);

    /// <summary><c>in</c> a day of one month, every year.</summary>
    public NaturalCronRules In(NaturalCronMonth month, int day) => Rule("In", text.Date(month, day));

    /// <summary><c>in</c> a time of day, to the minute or to the second.</summary>
    public NaturalCronRules In(TimeOnly time, bool includeSeconds = false) => Rule("In", NaturalCronText.Time(time, includeSeconds));

    /// <summary><c>in</c> a day of the month, 1 to 31; months without it are skipped.</summary>
    public NaturalCronRules InDay(int day) => Rule("In", NaturalCronText.Ordinal(day));

    /// <summary><c>in</c> a day named by its position in the month.</summary>
    public NaturalCronRules InDayPosition(NaturalCronDayPosition position) => Rule("In", position.ToString());

    /// <summary><c>in</c> a time of day, hour 0 to 23 and minute 0 to 59.</summary>
    public NaturalCronRules InTime(int hour, int minute) =>
        Rule("In", NaturalCronText.Time(new TimeOnly(hour, minute), includeSeconds: false));

    /// <summary><c>in</c> a time of day with seconds, hour 0 to 23, minute and second 0 to 59.</summary>
    public NaturalCronRules InTime(int hour, int minute, int second) =>
        Rule("In", NaturalCronText.Time(new TimeOnly(hour, minute, second), includeSeconds: true));

    /// <summary><c>in</c> the nth such weekday of the month, for example the first Monday.</summary>
    public NaturalCronRules InNthWeekday(NaturalCronNth nth, DayOfWeek weekday) => Rule("In", text.NthWeekday(nth, weekday));

    /// <summary><c>in</c> the Monday to Friday closest to a day of the month, 1 to 31.</summary>
    public NaturalCronRules InClosestWeekdayTo(int day) => Rule("In", $"ClosestWeekdayTo {NaturalCronText.Ordinal(day)}");

    /// <summary><c>at</c> the values written as text: a time, date, day, weekday or month; several make a list.</summary>
    public NaturalCronRules At(params string[] values) => Rule("At", values);

    /// <summary><c>at</c> the weekdays.</summary>
    public NaturalCronRules At(params DayOfWeek[] weekdays) => Rule("At", [.. weekdays.Select(text.Weekday)]);

    /// <summary><c>at</c> the months.</summary>
    public NaturalCronRules At(params NaturalCronMonth[] months) => Rule("At", [.. months.Select(text.Month)]);

    /// <summary><c>at</c> a day of one month, every year.</summary>
    public NaturalCronRules At(NaturalCronMonth month, int day) => Rule("At", text.Date(month, day));

    /// <summary><c>at</c> a time of day, to the minute or to the second.</summary>
    public NaturalCronRules At(TimeOnly time, bool includeSeconds = false) => Rule("At", NaturalCronText.Time(time, includeSeconds));

    /// <summary><c>at</c> a day of the month, 1 to 31; months without it are skipped.</summary>
    public NaturalCronRules AtDay(int day) => Rule("At", NaturalCronText.Ordinal(day));

    /// <summary><c>at</c> a day named by its position in the month.</summary>
    public NaturalCronRules AtDayPosition(NaturalCronDayPosition position) => Rule("At", position.ToString());

    /// <summary><c>at</c> a time of day, hour 0 to 23 and minute 0 to 59.</summary>
    public NaturalCronRules AtTime(int hour, int minute) =>
        Rule("At", NaturalCronText.Time(new TimeOnly(hour, minute), includeSeconds: false));

    /// <summary><c>at</c> a time of day with seconds, hour 0 to 23, minute and second 0 to 59.</summary>
    public NaturalCronRules AtTime(int hour, int minute, int second) =>
        Rule("At", NaturalCronText.Time(new TimeOnly(hour, minute, second), includeSeconds: true));

    /// <summary><c>at</c> the nth such weekday of the month, for example the first Monday.</summary>
    public NaturalCronRules AtNthWeekday(NaturalCronNth nth, DayOfWeek weekday) => Rule("At", text.NthWeekday(nth, weekday));

    /// <summary><c>at</c> the Monday to Friday closest to a day of the month, 1 to 31.</summary>
    public NaturalCronRules AtClosestWeekdayTo(int day) => Rule("At", $"ClosestWeekdayTo {NaturalCronText.Ordinal(day)}");
}
