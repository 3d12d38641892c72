namespace JobMaster.Recurring;

/// <summary>
/// Occurrences that the rules alone name, independent of the start of the count: <c>at/on/in</c> alone, and <c>every</c> anchored
/// in the expression.
/// </summary>
internal sealed class PatternPlan(PatternSearch pattern, bool repeatsWithinDay) : NaturalCronPlan, ILocalTimes
{
    public override DateTime? Next(DateTime fromUtc, DateTime anchorUtc, ZoneClock clock, ref SearchBudget budget) =>
        LocalTimeline.Next(this, fromUtc, clock, repeatsWithinDay, ref budget);

    public DateTime? NextAtOrAfter(DateTime local, ref SearchBudget budget) =>
        pattern.NextAtOrAfter(local, DateTime.MaxValue, PhaseParts.None, ref budget);
}
