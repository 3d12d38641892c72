using Unit = JobMaster.Recurring.NaturalCronUnit;

namespace JobMaster.Recurring;

/// <summary>The times of a pattern that windows allow.</summary>
/// <param name="pattern">The times.</param>
/// <param name="windows">The windows in which they may be.</param>
/// <param name="open">
/// Neighbouring parts of the time of day that no rule names, or none; the windows decide them. A Monday without a time, in a window of
/// hours, begins with the window.
/// </param>
internal sealed class PatternSearch(CalendarPattern pattern, WindowSet windows, Unit open)
{
    private const int StepsPerTry = 8;

    private readonly Unit coarsest = NaturalCronItem.CoarsestOf(open);
    private readonly long finestTicks = (open & (Unit)(-(int)open)) switch
    {
        Unit.Hour => TimeSpan.TicksPerHour,
        Unit.Minute => TimeSpan.TicksPerMinute,
        _ => TimeSpan.TicksPerSecond,
    };

    /// <summary>The first time at or after a local time and before an end; null if the limited search finds none.</summary>
    public DateTime? NextAtOrAfter(DateTime local, DateTime end, in PhaseParts phase, ref SearchBudget budget)
    {
        if (open == Unit.None)
        {
            return FirstAllowed(local, end, phase, ref budget);
        }

        // The first allowed time of a day decides the open parts of all its times.
        var from = WindowCycle.StartOf(coarsest, local);
        while (FirstAllowed(from, end, phase, ref budget) is { } first)
        {
            if (first >= local)
            {
                return first;
            }

            var alike = new DateTime(first.Ticks - (first.Ticks % finestTicks) + finestTicks);
            if (local < alike && FirstAllowed(local, alike < end ? alike : end, phase, ref budget) is { } other)
            {
                return other;
            }

            from = WindowCycle.After(coarsest, WindowCycle.StartOf(coarsest, first));
        }

        return null;
    }

    private DateTime? FirstAllowed(DateTime from, DateTime end, in PhaseParts phase, ref SearchBudget budget)
    {
        while (budget.TrySpend(StepsPerTry) && pattern.NextAtOrAfter(from, phase, ref budget) is { } candidate && candidate < end)
        {
            budget.Reach(candidate);
            if (windows.FirstFrom(candidate, ref budget) is not { } allowed)
            {
                return null;
            }

            if (allowed == candidate)
            {
                return candidate;
            }

            from = allowed;
        }

        return null;
    }
}
