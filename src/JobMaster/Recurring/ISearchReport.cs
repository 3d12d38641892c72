namespace JobMaster.Recurring;

/// <summary>An expression whose search is bounded and that says how far it looked in vain.</summary>
internal interface ISearchReport
{
    /// <summary>As <see cref="IRecurrenceCompiledExpr.GetNextOccurrence"/>, with the budget that was spent on it.</summary>
    DateTimeOffset? Search(DateTimeOffset after, TimeZoneInfo zone, DateTimeOffset? anchor, ref SearchBudget budget);
}
