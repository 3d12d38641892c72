using Unit = JobMaster.Recurring.NaturalCronUnit;

namespace JobMaster.Recurring;

/// <summary>Numbers days, weeks (from Sunday), months and years, to find every Nth.</summary>
internal static class CalendarPeriod
{
    private static readonly long LastDay = DateTime.MaxValue.Ticks / TimeSpan.TicksPerDay;

    public static long IndexOf(Unit unit, DateTime local) => unit switch
    {
        Unit.Day => local.Ticks / TimeSpan.TicksPerDay,
        // The calendar's first day is a Monday.
        Unit.Week => ((local.Ticks / TimeSpan.TicksPerDay) + 1) / 7,
        Unit.Month => (local.Year * 12L) + local.Month - 1,
        _ => local.Year,
    };

    /// <summary>The first day of a period, or null if it is beyond the calendar.</summary>
    public static DateTime? StartOf(Unit unit, long index) => unit switch
    {
        Unit.Day => AtDay(index),
        Unit.Week => AtDay((index * 7) - 1),
        Unit.Month => index < 9999 * 12 ? new DateTime((int)(index / 12), (int)(index % 12) + 1, 1) : null,
        _ => index < 9999 ? new DateTime((int)index, 1, 1) : null,
    };

    private static DateTime? AtDay(long day) => day < LastDay ? new DateTime(day * TimeSpan.TicksPerDay) : null;
}
