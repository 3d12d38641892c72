using Unit = JobMaster.Recurring.NaturalCronUnit;

namespace JobMaster.Recurring;

/// <summary>
/// A range of local time that recurs in every cycle, or occurs once if its ends name a year. Both ends are inclusive at their own
/// granularity; a missing end is the end of the cycle.
/// </summary>
internal sealed class RecurringWindow
{
    // A cycle of 31-day months and leap years that begins on a Sunday. It distinguishes ranges that wrap from ranges that some months lack.
    private static readonly DateTime WidestCycle = new(2012, 1, 1);

    // Feb 29 is absent for 8 years around a century; no other date is absent for as many cycles.
    private const int LongestAbsence = 12;

    private readonly NaturalCronItem? from;
    private readonly NaturalCronItem? upto;

    private RecurringWindow(NaturalCronItem? from, NaturalCronItem? upto)
    {
        this.from = from;
        this.upto = upto;
        Unit = (from ?? upto)!.Coarsest;
        var cycle = WindowCycle.StartOf(Unit, WidestCycle);
        Wraps = from is not null && upto is not null && StartIn(cycle) is { } start && EndIn(cycle) is { } end && start >= end;
    }

    /// <summary>The coarsest unit of the ends; the window recurs once in each of its cycles.</summary>
    public Unit Unit { get; }

    public bool Wraps { get; }

    public static RecurringWindow Between(NaturalCronItem? from, NaturalCronItem? upto) => new(from, upto);

    /// <summary>The occurrence of the window that contains a local time; its end is exclusive.</summary>
    public bool TryFind(DateTime local, out DateTime start, out DateTime end)
    {
        var cycle = WindowCycle.StartOf(Unit, local);
        var next = WindowCycle.After(Unit, cycle);
        (start, end) = (StartIn(cycle) ?? next, EndIn(cycle) ?? next);
        if (!Wraps)
        {
            return start <= local && local < end;
        }

        if (local >= start)
        {
            end = EndIn(next) ?? next;
            return true;
        }

        start = StartIn(WindowCycle.Before(Unit, cycle)) ?? cycle;
        end = EndIn(cycle) ?? cycle;
        return local < end;
    }

    /// <summary>The next begin of the window after a local time; null if there is none.</summary>
    public DateTime? NextStart(DateTime local)
    {
        var cycle = WindowCycle.StartOf(Unit, local);
        for (var tried = 0; tried < LongestAbsence && cycle < DateTime.MaxValue; tried++)
        {
            if (StartIn(cycle) is { } start && start > local)
            {
                return start;
            }

            cycle = WindowCycle.After(Unit, cycle);
        }

        return null;
    }

    /// <summary>The last begin of the window up to a local time; null if there was none in this cycle or the previous one.</summary>
    public DateTime? LastStart(DateTime local)
    {
        var cycle = WindowCycle.StartOf(Unit, local);
        return StartIn(cycle) is { } start && start <= local ? start
            : StartIn(WindowCycle.Before(Unit, cycle)) is { } before && before <= local ? before : null;
    }

    private DateTime? StartIn(DateTime cycle) => from is null ? cycle : Instant(from, cycle);

    private DateTime? EndIn(DateTime cycle) =>
        upto is null ? WindowCycle.After(Unit, cycle) : Instant(upto, cycle) is { } last ? After(upto.Finest, last) : null;

    private static DateTime After(Unit unit, DateTime local) => unit switch
    {
        Unit.Second => local.AddSeconds(1),
        Unit.Minute => local.AddMinutes(1),
        Unit.Hour => local.AddHours(1),
        Unit.Day or Unit.Week => local.AddDays(1),
        Unit.Month => local.AddMonths(1),
        _ => local.AddYears(1),
    };

    private static DateTime? Instant(NaturalCronItem item, DateTime cycle)
    {
        // The last year has no windows, because an end after it could not be calculated.
        if (cycle.Year == DateTime.MaxValue.Year)
        {
            return null;
        }

        var year = item.Year ?? cycle.Year;
        var month = item.Month ?? cycle.Month;
        var day = item.Day?.Resolve(year, month) ?? cycle.Day;
        if (day == 0)
        {
            return null;
        }

        var date = new DateTime(year, month, day).AddDays(item.Weekday is { } weekday ? (int)weekday : 0);
        return date.Add(new TimeSpan(item.Hour ?? cycle.Hour, item.Minute ?? cycle.Minute, item.Second ?? cycle.Second));
    }
}
