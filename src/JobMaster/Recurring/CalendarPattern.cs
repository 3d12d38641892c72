using System.Numerics;

namespace JobMaster.Recurring;

/// <summary>Local times given by dates and times of day: the dates that all rules allow, each with its allowed times.</summary>
/// <param name="dates">Rules that must all hold. Each is a list; one of its entries must hold.</param>
/// <param name="times">Times of day, each with the dates it belongs to.</param>
internal sealed class CalendarPattern(DateChoice[][] dates, (DateChoice Date, TimeChoice Time)[] times)
{
    private const int LastYear = 9998;

    // No date is absent for longer than 40 years, as 29 February on one weekday is around 2100. The search jumps to named years.
    private const int SearchedMonths = 100 * 12;

    private readonly int stepsPerMonth = times.Length + dates.Sum(rule => rule.Length);

    /// <summary>The first time of the pattern at or after a whole second, with the parts that the phase decides filled in.</summary>
    public DateTime? NextAtOrAfter(DateTime local, in PhaseParts phase, ref SearchBudget budget)
    {
        budget.TrySpend(stepsPerMonth + (2 * times.Length));
        var (year, month, timeOfDay) = (local.Year, local.Month, local.TimeOfDay);
        var days = DaysOf(year, month, phase) & (uint.MaxValue << local.Day);
        if ((days >> local.Day & 1) != 0)
        {
            if (TimeOn(local.Date, timeOfDay, phase) is { } today)
            {
                return today;
            }

            days &= ~(1u << local.Day);
        }

        for (var searched = 0; searched < SearchedMonths && year <= LastYear && budget.TrySpend(stepsPerMonth); searched++)
        {
            if (days != 0)
            {
                return TimeOn(new DateTime(year, month, BitOperations.TrailingZeroCount(days)), TimeSpan.Zero, phase);
            }

            (year, month) = NextMonth(year, month);
            days = DaysOf(year, month, phase);
        }

        budget.Reach(new DateTime(Math.Min(year, LastYear), month, 1));
        return null;
    }

    private (int Year, int Month) NextMonth(int year, int month)
    {
        if (month < 12)
        {
            return (year, month + 1);
        }

        var wanted = year + 1;
        foreach (var rule in dates)
        {
            wanted = Math.Max(wanted, EarliestYear(rule, year + 1));
        }

        return (wanted, 1);
    }

    private static int EarliestYear(DateChoice[] rule, int from)
    {
        var earliest = LastYear + 1;
        foreach (var choice in rule)
        {
            earliest = Math.Min(earliest, choice.YearFrom(from) ?? earliest);
        }

        return earliest;
    }

    private uint DaysOf(int year, int month, in PhaseParts phase)
    {
        if (year > LastYear)
        {
            return 0;
        }

        var days = phase.Date.DaysOf(year, month);
        foreach (var rule in dates)
        {
            days &= AnyOf(rule, year, month);
        }

        return days == 0 ? 0 : days & AnyOfTimes(year, month);
    }

    private static uint AnyOf(DateChoice[] rule, int year, int month)
    {
        uint days = 0;
        foreach (var choice in rule)
        {
            days |= choice.DaysOf(year, month);
        }

        return days;
    }

    private uint AnyOfTimes(int year, int month)
    {
        uint days = 0;
        foreach (var (date, _) in times)
        {
            days |= date.DaysOf(year, month);
        }

        return days;
    }

    private DateTime? TimeOn(DateTime date, TimeSpan from, in PhaseParts phase)
    {
        TimeSpan? first = null;
        foreach (var (choice, time) in times)
        {
            if ((choice.DaysOf(date.Year, date.Month) >> date.Day & 1) != 0
                && phase.Fill(time).NextAtOrAfter(from) is { } found
                && (first is null || found < first))
            {
                first = found;
            }
        }

        return date + first;
    }
}
