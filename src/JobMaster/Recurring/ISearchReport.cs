namespace JobMaster.Recurring;

/// <summary>An expression whose search is limited and that reports how far it has searched without a result.</summary>
internal interface ISearchReport
{
    /// <summary>Like <see cref="IRecurrenceCompiledExpr.GetNextOccurrence"/>, with a budget for the search.</summary>
    DateTimeOffset? Search(DateTimeOffset after, TimeZoneInfo zone, DateTimeOffset? anchor, ref SearchBudget budget);
}
