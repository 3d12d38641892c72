namespace JobMaster.Recurring;

/// <summary>The way in which a compiled expression finds its occurrences.</summary>
internal abstract class NaturalCronPlan
{
    /// <summary>
    /// The first occurrence at or after <paramref name="fromUtc"/>, which is not before <paramref name="anchorUtc"/>; both are whole
    /// seconds.
    /// </summary>
    public abstract DateTime? Next(DateTime fromUtc, DateTime anchorUtc, ZoneClock clock, ref SearchBudget budget);
}
