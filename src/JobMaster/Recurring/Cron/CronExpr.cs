namespace JobMaster.Recurring;

/// <summary>A compiled cron expression of either dialect.</summary>
internal sealed class CronExpr(string typeId, string expression, CronTimes times) : IRecurrenceCompiledExpr, ISearchReport, INotedExpr
{
    public string TypeId => typeId;

    public string Expression => expression;

    public IReadOnlyList<string> Notes => times.Notes;

    public DateTimeOffset? GetNextOccurrence(DateTimeOffset after, TimeZoneInfo zone, DateTimeOffset? anchor = null)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var budget = new SearchBudget();
        return Search(after, zone, anchor, ref budget);
    }

    public DateTimeOffset? Search(DateTimeOffset after, TimeZoneInfo zone, DateTimeOffset? anchor, ref SearchBudget budget)
    {
        var clock = new ZoneClock(zone);
        var next = SearchStart.TryFrom(after, anchor, out var fromUtc)
            ? LocalTimeline.Next(times, fromUtc, clock, times.IsInterval, ref budget)
            : null;
        return next is { } found ? clock.ToOffset(found) : null;
    }
}
