namespace JobMaster.Recurring;

/// <summary>How a day is named within its month.</summary>
internal enum DayBase
{
    /// <summary>The nth day; months without it are skipped.</summary>
    FromStart,

    /// <summary>The last day minus n; months without it are skipped.</summary>
    FromEnd,

    /// <summary>The Monday to Friday nearest the nth day, in the same month; months without that day are skipped.</summary>
    WeekdayNearStart,

    /// <summary>The Monday to Friday nearest the last day minus n.</summary>
    WeekdayNearEnd,

    /// <summary>Like <see cref="WeekdayNearStart"/>, but a day beyond the month's end means its last day.</summary>
    WeekdayNearClamped,

    /// <summary>The nth of one day of the week; months without it are skipped.</summary>
    NthOfWeekday,

    /// <summary>The last of one day of the week.</summary>
    LastOfWeekday,
}

/// <summary>A day named within its month, moved by <paramref name="Offset"/> days without leaving the month.</summary>
internal readonly record struct DaySpec(DayBase Base, int Number = 0, DayOfWeek Weekday = DayOfWeek.Sunday, int Offset = 0)
{
    /// <summary>The day of that month, or 0 if the month has no such day.</summary>
    public int Resolve(int year, int month)
    {
        var length = DateTime.DaysInMonth(year, month);
        var firstWeekday = (int)new DateTime(year, month, 1).DayOfWeek;
        var day = Base switch
        {
            DayBase.FromStart => Number,
            DayBase.FromEnd => length - Number,
            DayBase.WeekdayNearStart => Number <= length ? NearestWeekday(Number, length, firstWeekday) : 0,
            DayBase.WeekdayNearEnd => Number < length ? NearestWeekday(length - Number, length, firstWeekday) : 0,
            DayBase.WeekdayNearClamped => NearestWeekday(Math.Min(Number, length), length, firstWeekday),
            DayBase.NthOfWeekday => FirstOf(firstWeekday) + ((Number - 1) * 7),
            _ => FirstOf(firstWeekday) + ((length - FirstOf(firstWeekday)) / 7 * 7),
        };

        return day < 1 || day > length ? 0 : Offset == 0 ? day : (int)Math.Clamp((long)day + Offset, 1, length);
    }

    private int FirstOf(int firstWeekday) => 1 + (((int)Weekday - firstWeekday + 7) % 7);

    private static int NearestWeekday(int day, int length, int firstWeekday) => (DayOfWeek)((firstWeekday + day - 1) % 7) switch
    {
        DayOfWeek.Saturday => day > 1 ? day - 1 : day + 2,
        DayOfWeek.Sunday => day < length ? day + 1 : day - 2,
        _ => day,
    };
}
