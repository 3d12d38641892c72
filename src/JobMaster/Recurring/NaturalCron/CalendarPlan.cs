using Unit = JobMaster.Recurring.NaturalCronUnit;

namespace JobMaster.Recurring;

/// <summary>Every Nth day, week, month or year on the wall clock, counted from the anchor or from the latest entry of a window.</summary>
internal sealed class CalendarPlan(Unit unit, int interval, PatternSearch pattern, NaturalCronWindows windows) : NaturalCronPlan
{
    private const int StepsPerTry = 8;

    /// <summary>Which parts of an occurrence come from the start of the count.</summary>
    public Unit PhaseUnits { get; init; }

    /// <summary>Whether the count starts in the first week with a match, rather than in the week of its start.</summary>
    public bool FirstMatchAnchors { get; init; }

    public override DateTime? Next(DateTime fromUtc, DateTime anchorUtc, ZoneClock clock, ref SearchBudget budget) =>
        LocalTimeline.Next(new Occurrences(this, clock.ToLocal(anchorUtc)), fromUtc, clock, repeats: false, ref budget);

    private DateTime? NextAtOrAfter(DateTime local, DateTime anchor, ref SearchBudget budget)
    {
        local = local > anchor ? local : anchor;
        while (budget.TrySpend(StepsPerTry) && windows.All.FirstFrom(local, ref budget) is { } entered)
        {
            budget.Reach(entered);
            var (start, end) = windows.Restarting.StretchAt(entered, ref budget);
            if (windows.Phase.FirstFrom(start > anchor ? start : anchor, ref budget) is not { } phase)
            {
                return null;
            }

            if (NextWithin(entered, end, phase, ref budget) is { } found)
            {
                return found;
            }

            if (end == DateTime.MaxValue)
            {
                return null;
            }

            local = end;
        }

        return null;
    }

    private DateTime? NextWithin(DateTime from, DateTime end, DateTime phase, ref SearchBudget budget)
    {
        var parts = PartsOf(phase);
        var origin = CalendarPeriod.IndexOf(unit, phase);
        if (FirstMatchAnchors)
        {
            if (pattern.NextAtOrAfter(phase, end, parts, ref budget) is not { } firstMatch)
            {
                return null;
            }

            origin = CalendarPeriod.IndexOf(unit, firstMatch);
        }

        DateTime? local = from > phase ? from : phase;
        while (local is { } next && pattern.NextAtOrAfter(next, end, parts, ref budget) is { } candidate)
        {
            var beyond = (CalendarPeriod.IndexOf(unit, candidate) - origin) % interval;
            if (beyond == 0)
            {
                return candidate;
            }

            local = CalendarPeriod.StartOf(unit, CalendarPeriod.IndexOf(unit, candidate) - beyond + interval);
        }

        return null;
    }

    private PhaseParts PartsOf(DateTime phase) => new(
        new DateChoice
        {
            Months = PhaseUnits.HasFlag(Unit.Month) ? 1u << phase.Month : new DateChoice().Months,
            Days = PhaseUnits.HasFlag(Unit.Day) ? 1u << phase.Day : new DateChoice().Days,
            Weekdays = PhaseUnits.HasFlag(Unit.Week) ? 1u << (int)phase.DayOfWeek : new DateChoice().Weekdays,
        },
        PhaseUnits.HasFlag(Unit.Hour) ? phase.Hour : -1,
        PhaseUnits.HasFlag(Unit.Minute) ? phase.Minute : -1,
        PhaseUnits.HasFlag(Unit.Second) ? phase.Second : -1);

    private sealed class Occurrences(CalendarPlan plan, DateTime anchor) : ILocalTimes
    {
        public DateTime? NextAtOrAfter(DateTime local, ref SearchBudget budget) => plan.NextAtOrAfter(local, anchor, ref budget);
    }
}
