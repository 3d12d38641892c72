namespace JobMaster;

/// <content>Expressions without <c>every</c>: the words <c>on</c>, <c>in</c> and <c>at</c> mean the same.</content>
public static partial class NaturalCronBuilder
{
    /// <summary><c>on</c> the values written as text: a time, date, day, weekday or month; several make a list.</summary>
    public static NaturalCronRules On(params string[] values) => Start.On(values);

    /// <summary><c>on</c> the weekdays.</summary>
    public static NaturalCronRules On(params DayOfWeek[] weekdays) => Start.On(weekdays);

    /// <summary><c>on</c> the months.</summary>
    public static NaturalCronRules On(params NaturalCronMonth[] months) => Start.On(months);

    /// <summary><c>on</c> a day of one month, every year.</summary>
    public static NaturalCronRules On(NaturalCronMonth month, int day) => Start.On(month, day);

    /// <summary><c>on</c> a time of day, to the minute or to the second.</summary>
    public static NaturalCronRules On(TimeOnly time, bool includeSeconds = false) => Start.On(time, includeSeconds);

    /// <summary><c>on</c> a day of the month, 1 to 31; months without it are skipped.</summary>
    public static NaturalCronRules OnDay(int day) => Start.OnDay(day);

    /// <summary><c>on</c> a day named by its position in the month.</summary>
    public static NaturalCronRules OnDayPosition(NaturalCronDayPosition position) => Start.OnDayPosition(position);

    /// <summary><c>on</c> a time of day, hour 0 to 23 and minute 0 to 59.</summary>
    public static NaturalCronRules OnTime(int hour, int minute) => Start.OnTime(hour, minute);

    /// <summary><c>on</c> a time of day with seconds, hour 0 to 23, minute and second 0 to 59.</summary>
    public static NaturalCronRules OnTime(int hour, int minute, int second) => Start.OnTime(hour, minute, second);

    /// <summary><c>on</c> the nth such weekday of the month, for example the first Monday.</summary>
    public static NaturalCronRules OnNthWeekday(NaturalCronNth nth, DayOfWeek weekday) => Start.OnNthWeekday(nth, weekday);

    /// <summary><c>on</c> the Monday to Friday closest to a day of the month, 1 to 31.</summary>
    public static NaturalCronRules OnClosestWeekdayTo(int day) => Start.OnClosestWeekdayTo(day);

    /// <summary><c>in</c> the values written as text: a time, date, day, weekday or month; several make a list.</summary>
    public static NaturalCronRules In(params string[] values) => Start.In(values);

    /// <summary><c>in</c> the weekdays.</summary>
    public static NaturalCronRules In(params DayOfWeek[] weekdays) => Start.In(weekdays);

    /// <summary><c>in</c> the months.</summary>
    public static NaturalCronRules In(params NaturalCronMonth[] months) => Start.In(months);

    /// <summary><c>in</c> a day of one month, every year.</summary>
    public static NaturalCronRules In(NaturalCronMonth month, int day) => Start.In(month, day);

    /// <summary><c>in</c> a time of day, to the minute or to the second.</summary>
    public static NaturalCronRules In(TimeOnly time, bool includeSeconds = false) => Start.In(time, includeSeconds);

    /// <summary><c>in</c> a day of the month, 1 to 31; months without it are skipped.</summary>
    public static NaturalCronRules InDay(int day) => Start.InDay(day);

    /// <summary><c>in</c> a day named by its position in the month.</summary>
    public static NaturalCronRules InDayPosition(NaturalCronDayPosition position) => Start.InDayPosition(position);

    /// <summary><c>in</c> a time of day, hour 0 to 23 and minute 0 to 59.</summary>
    public static NaturalCronRules InTime(int hour, int minute) => Start.InTime(hour, minute);

    /// <summary><c>in</c> a time of day with seconds, hour 0 to 23, minute and second 0 to 59.</summary>
    public static NaturalCronRules InTime(int hour, int minute, int second) => Start.InTime(hour, minute, second);

    /// <summary><c>in</c> the nth such weekday of the month, for example the first Monday.</summary>
    public static NaturalCronRules InNthWeekday(NaturalCronNth nth, DayOfWeek weekday) => Start.InNthWeekday(nth, weekday);

    /// <summary><c>in</c> the Monday to Friday closest to a day of the month, 1 to 31.</summary>
    public static NaturalCronRules InClosestWeekdayTo(int day) => Start.InClosestWeekdayTo(day);

    /// <summary><c>at</c> the values written as text: a time, date, day, weekday or month; several make a list.</summary>
    public static NaturalCronRules At(params string[] values) => Start.At(values);

    /// <summary><c>at</c> the weekdays.</summary>
    public static NaturalCronRules At(params DayOfWeek[] weekdays) => Start.At(weekdays);

    /// <summary><c>at</c> the months.</summary>
    public static NaturalCronRules At(params NaturalCronMonth[] months) => Start.At(months);

    /// <summary><c>at</c> a day of one month, every year.</summary>
    public static NaturalCronRules At(NaturalCronMonth month, int day) => Start.At(month, day);

    /// <summary><c>at</c> a time of day, to the minute or to the second.</summary>
    public static NaturalCronRules At(TimeOnly time, bool includeSeconds = false) => Start.At(time, includeSeconds);

    /// <summary><c>at</c> a day of the month, 1 to 31; months without it are skipped.</summary>
    public static NaturalCronRules AtDay(int day) => Start.AtDay(day);

    /// <summary><c>at</c> a day named by its position in the month.</summary>
    public static NaturalCronRules AtDayPosition(NaturalCronDayPosition position) => Start.AtDayPosition(position);

    /// <summary><c>at</c> a time of day, hour 0 to 23 and minute 0 to 59.</summary>
    public static NaturalCronRules AtTime(int hour, int minute) => Start.AtTime(hour, minute);

    /// <summary><c>at</c> a time of day with seconds, hour 0 to 23, minute and second 0 to 59.</summary>
    public static NaturalCronRules AtTime(int hour, int minute, int second) => Start.AtTime(hour, minute, second);

    /// <summary><c>at</c> the nth such weekday of the month, for example the first Monday.</summary>
    public static NaturalCronRules AtNthWeekday(NaturalCronNth nth, DayOfWeek weekday) => Start.AtNthWeekday(nth, weekday);

    /// <summary><c>at</c> the Monday to Friday closest to a day of the month, 1 to 31.</summary>
    public static NaturalCronRules AtClosestWeekdayTo(int day) => Start.AtClosestWeekdayTo(day);
}
