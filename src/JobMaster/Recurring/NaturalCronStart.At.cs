namespace JobMaster;

/// <content>Expressions without <c>every</c>: the words <c>on</c>, <c>in</c> and <c>at</c> mean the same.</content>
public sealed partial class NaturalCronStart
{
    /// <summary><c>on</c> the values written as text: a time, date, day, weekday or month; several make a list.</summary>
    public NaturalCronRules On(params string[] values) => Rules.On(values);

    /// <summary><c>on</c> the weekdays.</summary>
    public NaturalCronRules On(params DayOfWeek[] weekdays) => Rules.On(weekdays);

    /// <summary><c>on</c> the months.</summary>
    public NaturalCronRules On(params NaturalCronMonth[] months) => Rules.On(months);

    /// <summary><c>on</c> a day of one month, every year.</summary>
    public NaturalCronRules On(NaturalCronMonth month, int day) => Rules.On(month, day);

    /// <summary><c>on</c> a time of day, to the minute or to the second.</summary>
    public NaturalCronRules On(TimeOnly time, bool includeSeconds = false) => Rules.On(time, includeSeconds);

    /// <summary><c>on</c> a day of the month, 1 to 31; months without it are skipped.</summary>
    public NaturalCronRules OnDay(int day) => Rules.OnDay(day);

    /// <summary><c>on</c> a day named by its position in the month.</summary>
    public NaturalCronRules OnDayPosition(NaturalCronDayPosition position) => Rules.OnDayPosition(position);

    /// <summary><c>on</c> a time of day, hour 0 to 23 and minute 0 to 59.</summary>
    public NaturalCronRules OnTime(int hour, int minute) => Rules.OnTime(hour, minute);

    /// <summary><c>on</c> a time of day with seconds, hour 0 to 23, minute and second 0 to 59.</summary>
    public NaturalCronRules OnTime(int hour, int minute, int second) => Rules.OnTime(hour, minute, second);

    /// <summary><c>on</c> the nth such weekday of the month, for example the first Monday.</summary>
    public NaturalCronRules OnNthWeekday(NaturalCronNth nth, DayOfWeek weekday) => Rules.OnNthWeekday(nth, weekday);

    /// <summary><c>on</c> the Monday to Friday closest to a day of the month, 1 to 31.</summary>
    public NaturalCronRules OnClosestWeekdayTo(int day) => Rules.OnClosestWeekdayTo(day);

    /// <summary><c>in</c> the values written as text: a time, date, day, weekday or month; several make a list.</summary>
    public NaturalCronRules In(params string[] values) => Rules.In(values);

    /// <summary><c>in</c> the weekdays.</summary>
    public NaturalCronRules In(params DayOfWeek[] weekdays) => Rules.In(weekdays);

    /// <summary><c>in</c> the months.</summary>
    public NaturalCronRules In(params NaturalCronMonth[] months) => Rules.In(months);

    /// <summary><c>in</c> a day of one month, every year.</summary>
    public NaturalCronRules In(NaturalCronMonth month, int day) => Rules.In(month, day);

    /// <summary><c>in</c> a time of day, to the minute or to the second.</summary>
    public NaturalCronRules In(TimeOnly time, bool includeSeconds = false) => Rules.In(time, includeSeconds);

    /// <summary><c>in</c> a day of the month, 1 to 31; months without it are skipped.</summary>
    public NaturalCronRules InDay(int day) => Rules.InDay(day);

    /// <summary><c>in</c> a day named by its position in the month.</summary>
    public NaturalCronRules InDayPosition(NaturalCronDayPosition position) => Rules.InDayPosition(position);

    /// <summary><c>in</c> a time of day, hour 0 to 23 and minute 0 to 59.</summary>
    public NaturalCronRules InTime(int hour, int minute) => Rules.InTime(hour, minute);

    /// <summary><c>in</c> a time of day with seconds, hour 0 to 23, minute and second 0 to 59.</summary>
    public NaturalCronRules InTime(int hour, int minute, int second) => Rules.InTime(hour, minute, second);

    /// <summary><c>in</c> the nth such weekday of the month, for example the first Monday.</summary>
    public NaturalCronRules InNthWeekday(NaturalCronNth nth, DayOfWeek weekday) => Rules.InNthWeekday(nth, weekday);

    /// <summary><c>in</c> the Monday to Friday closest to a day of the month, 1 to 31.</summary>
    public NaturalCronRules InClosestWeekdayTo(int day) => Rules.InClosestWeekdayTo(day);

    /// <summary><c>at</c> the values written as text: a time, date, day, weekday or month; several make a list.</summary>
    public NaturalCronRules At(params string[] values) => Rules.At(values);

    /// <summary><c>at</c> the weekdays.</summary>
    public NaturalCronRules At(params DayOfWeek[] weekdays) => Rules.At(weekdays);

    /// <summary><c>at</c> the months.</summary>
    public NaturalCronRules At(params NaturalCronMonth[] months) => Rules.At(months);

    /// <summary><c>at</c> a day of one month, every year.</summary>
    public NaturalCronRules At(NaturalCronMonth month, int day) => Rules.At(month, day);

    /// <summary><c>at</c> a time of day, to the minute or to the second.</summary>
    public NaturalCronRules At(TimeOnly time, bool includeSeconds = false) => Rules.At(time, includeSeconds);

    /// <summary><c>at</c> a day of the month, 1 to 31; months without it are skipped.</summary>
    public NaturalCronRules AtDay(int day) => Rules.AtDay(day);

    /// <summary><c>at</c> a day named by its position in the month.</summary>
    public NaturalCronRules AtDayPosition(NaturalCronDayPosition position) => Rules.AtDayPosition(position);

    /// <summary><c>at</c> a time of day, hour 0 to 23 and minute 0 to 59.</summary>
    public NaturalCronRules AtTime(int hour, int minute) => Rules.AtTime(hour, minute);

    /// <summary><c>at</c> a time of day with seconds, hour 0 to 23, minute and second 0 to 59.</summary>
    public NaturalCronRules AtTime(int hour, int minute, int second) => Rules.AtTime(hour, minute, second);

    /// <summary><c>at</c> the nth such weekday of the month, for example the first Monday.</summary>
    public NaturalCronRules AtNthWeekday(NaturalCronNth nth, DayOfWeek weekday) => Rules.AtNthWeekday(nth, weekday);

    /// <summary><c>at</c> the Monday to Friday closest to a day of the month, 1 to 31.</summary>
    public NaturalCronRules AtClosestWeekdayTo(int day) => Rules.AtClosestWeekdayTo(day);
}
