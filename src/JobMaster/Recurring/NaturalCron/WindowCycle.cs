using Unit = JobMaster.Recurring.NaturalCronUnit;

namespace JobMaster.Recurring;

/// <summary>
/// The range of local time in which a unit takes each of its values once: hours within a day, weekdays within a week from Sunday, days
/// within a month.
/// </summary>
internal static class WindowCycle
{
    private static readonly DateTime End = DateTime.MaxValue;

    public static DateTime StartOf(Unit unit, DateTime local) => unit switch
    {
        Unit.Second => Floor(local, TimeSpan.TicksPerMinute),
        Unit.Minute => Floor(local, TimeSpan.TicksPerHour),
        Unit.Hour => local.Date,
        Unit.Day => new DateTime(local.Year, local.Month, 1),
        Unit.Week => local.Date.AddDays(-(int)local.DayOfWeek),
        Unit.Month => new DateTime(local.Year, 1, 1),
        _ => DateTime.MinValue,
    };

    public static DateTime After(Unit unit, DateTime cycle) => cycle.Year >= 9998 ? End : unit switch
    {
        Unit.Second => cycle.AddMinutes(1),
        Unit.Minute => cycle.AddHours(1),
        Unit.Hour => cycle.AddDays(1),
        Unit.Day => cycle.AddMonths(1),
        Unit.Week => cycle.AddDays(7),
        Unit.Month => cycle.AddYears(1),
        _ => End,
    };

    public static DateTime Before(Unit unit, DateTime cycle) => cycle.Year <= 1 ? DateTime.MinValue : StartOf(unit, cycle.AddTicks(-1));

    /// <summary>The length of the cycle, to compare with the steps of <c>every</c>.</summary>
    public static double Seconds(Unit unit) => unit switch
    {
        Unit.Second => 60,
        Unit.Minute => 3_600,
        Unit.Hour => 86_400,
        Unit.Day => 30 * 86_400,
        Unit.Week => 7 * 86_400,
        Unit.Month => 365 * 86_400,
        _ => double.PositiveInfinity,
    };

    private static DateTime Floor(DateTime local, long ticks) => new(local.Ticks - (local.Ticks % ticks));
}
