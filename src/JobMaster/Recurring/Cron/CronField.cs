namespace JobMaster.Recurring;

internal enum CronFieldKind
{
    Seconds,
    Minutes,
    Hours,
    DaysOfMonth,
    Months,
    DaysOfWeek,
    Years,
}

/// <summary>One field of a cron expression: its name in error messages, its values and their names.</summary>
internal sealed record CronField(CronFieldKind Kind, string Name, int First, int Last, string[]? Names = null)
{
    public static readonly CronField Seconds = new(CronFieldKind.Seconds, "Seconds", 0, 59);
    public static readonly CronField Minutes = new(CronFieldKind.Minutes, "Minutes", 0, 59);
    public static readonly CronField Hours = new(CronFieldKind.Hours, "Hours", 0, 23);
    public static readonly CronField DaysOfMonth = new(CronFieldKind.DaysOfMonth, "Days of month", 1, 31);
    public static readonly CronField Months = new(CronFieldKind.Months, "Months", 1, 12, NaturalCronVocabulary.MonthNames);
    public static readonly CronField DaysOfWeek = new(CronFieldKind.DaysOfWeek, "Days of week", 0, 7, Enum.GetNames<DayOfWeek>());
    public static readonly CronField QuartzDaysOfWeek = DaysOfWeek with { First = 1 };
    public static readonly CronField Years = new(CronFieldKind.Years, "Years", YearSet.First, YearSet.Last);

    public bool IsDay => Kind is CronFieldKind.DaysOfMonth or CronFieldKind.DaysOfWeek;

    /// <summary>The number of values after which a wrapping range starts over. In crontab's numbers, Sunday is both 0 and 7.</summary>
    public int Cycle => Kind == CronFieldKind.DaysOfWeek ? 7 : Last - First + 1;

    /// <summary>The weekday of a value: crontab counts from 0 = Sunday, Quartz from 1 = Sunday.</summary>
    public DayOfWeek WeekdayOf(int value) => (DayOfWeek)((value - First) % 7);

    /// <summary>The field's unit as NaturalCron writes it.</summary>
    public string Unit => Kind switch
    {
        CronFieldKind.DaysOfMonth or CronFieldKind.DaysOfWeek => "days",
        _ => Name.ToLowerInvariant(),
    };
}
