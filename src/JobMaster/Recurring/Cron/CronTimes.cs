namespace JobMaster.Recurring;

/// <summary>The local times of a cron expression. Day of month and day of week must both hold.</summary>
internal sealed class CronTimes : ILocalTimes
{
    private readonly CalendarPattern pattern;

    private CronTimes(CalendarPattern pattern, bool isInterval, IReadOnlyList<string> notes)
    {
        this.pattern = pattern;
        IsInterval = isInterval;
        Notes = notes;
    }

    /// <summary>Whether the expression recurs within the day and so runs twice through a repeated hour.</summary>
    public bool IsInterval { get; }

    /// <summary>Notes for readers of other cron dialects.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <param name="fields">The fields in order; missing seconds mean second 0, missing years mean every year.</param>
    /// <param name="dialect">Their layout.</param>
    public static CronTimes From(IReadOnlyList<CronFieldParser> fields, CronDialect dialect)
    {
        CronFieldParser? Field(CronFieldKind kind) => fields.FirstOrDefault(field => field.Field.Kind == kind);
        var (monthDays, weekDays) = (Field(CronFieldKind.DaysOfMonth)!, Field(CronFieldKind.DaysOfWeek)!);
        var days = new DateChoice
        {
            Years = Field(CronFieldKind.Years)?.Years,
            Months = (uint)Field(CronFieldKind.Months)!.Values,
            Days = monthDays.Special is null ? (uint)monthDays.Values : uint.MaxValue,
            Special = monthDays.Special,
        };
        var weekdays = weekDays.Special is { } special
            ? new DateChoice { Special = special }
            : new DateChoice { Weekdays = (uint)weekDays.Values };
        var time = new TimeChoice(
            Field(CronFieldKind.Hours)!.Values, Field(CronFieldKind.Minutes)!.Values, Field(CronFieldKind.Seconds)?.Values ?? 1);
        return new CronTimes(
            new CalendarPattern([[days], [weekdays]], [(new DateChoice(), time)]),
            fields.Any(field => field.Field.Kind <= CronFieldKind.Hours && field.IsInterval),
            CronNotes.Of(fields, dialect));
    }

    public DateTime? NextAtOrAfter(DateTime local, ref SearchBudget budget) => pattern.NextAtOrAfter(local, PhaseParts.None, ref budget);
}
