namespace JobMaster.Recurring;

/// <summary>The local times of a cron expression. Day of month and day of week must both hold.</summary>
internal sealed class CronTimes : ILocalTimes
{
    private readonly CalendarPattern pattern;

    private CronTimes(CalendarPattern pattern, bool isInterval)
    {
        this.pattern = pattern;
        IsInterval = isInterval;
    }

    /// <summary>Whether the expression recurs within the day by itself and so runs through a repeated hour twice.</summary>
    public bool IsInterval { get; }

    /// <param name="fields">The six fields in order; a missing first field means second 0.</param>
    public static CronTimes From(IReadOnlyList<CronFieldParser?> fields)
    {
        var days = new DateChoice
        {
            Months = (uint)fields[4]!.Values,
            Days = fields[3]!.Special is null ? (uint)fields[3]!.Values : uint.MaxValue,
            Special = fields[3]!.Special,
        };
        var weekdays = fields[5]!.Special is { } special
            ? new DateChoice { Special = special }
            : new DateChoice { Weekdays = (uint)fields[5]!.Values };
        var time = new TimeChoice(fields[2]!.Values, fields[1]!.Values, fields[0]?.Values ?? 1);
        return new CronTimes(
            new CalendarPattern([[days], [weekdays]], [(new DateChoice(), time)]),
            fields.Take(3).Any(field => field?.IsInterval == true));
    }

    public DateTime? NextAtOrAfter(DateTime local)
    {
        var budget = new SearchBudget();
        return pattern.NextAtOrAfter(local, PhaseParts.None, ref budget);
    }
}
