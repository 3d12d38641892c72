namespace JobMaster.Recurring;

/// <summary>Occurrences the rules name by themselves, wherever one counts from: <c>at/on/in</c> alone, and <c>every</c> anchored in the expression.</summary>
internal sealed class PatternPlan(CalendarPattern pattern, WindowSet windows, bool repeatsWithinDay) : NaturalCronPlan, ILocalTimes
{
    private const int StepsPerTry = 8;

    public override DateTime? Next(DateTime fromUtc, DateTime anchorUtc, ZoneClock clock) =>
        LocalTimeline.Next(this, fromUtc, clock, repeatsWithinDay);

    public DateTime? NextAtOrAfter(DateTime local)
    {
        var budget = new SearchBudget();
        while (budget.TrySpend(StepsPerTry) && pattern.NextAtOrAfter(local, PhaseParts.None, ref budget) is { } candidate)
        {
            if (windows.FirstFrom(candidate, ref budget) is not { } allowed)
            {
                return null;
            }

            if (allowed == candidate)
            {
                return candidate;
            }

            local = allowed;
        }

        return null;
    }
}
