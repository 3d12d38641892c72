namespace JobMaster.Recurring;

/// <summary>A compiled NaturalCron expression.</summary>
internal sealed class NaturalCronExpr(string expression, NaturalCronPlan plan, TimeZoneInfo? ownZone, IReadOnlyList<string> notes)
    : IRecurrenceCompiledExpr, IEvenRecurrence, ISearchReport, INotedExpr
{
    public string TypeId => NaturalCronExprCompiler.TypeId;

    public string Expression => expression;

    public TimeSpan? EvenStep => (plan as ElapsedPlan)?.EvenStep;

    public IReadOnlyList<string> Notes => notes;

    public DateTimeOffset? GetNextOccurrence(DateTimeOffset after, TimeZoneInfo zone, DateTimeOffset? anchor = null)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var budget = new SearchBudget();
        return Search(after, zone, anchor, ref budget);
    }

    public DateTimeOffset? Search(DateTimeOffset after, TimeZoneInfo zone, DateTimeOffset? anchor, ref SearchBudget budget)
    {
        if (!SearchStart.TryFrom(after, anchor, out var fromUtc))
        {
            return null;
        }

        var clock = new ZoneClock(ownZone ?? zone);
        var anchorUtc = ZoneClock.FloorToSecond((anchor ?? after).UtcDateTime);
        var next = plan.Next(fromUtc, anchorUtc < ZoneClock.Earliest ? ZoneClock.Earliest : anchorUtc, clock, ref budget);
        return next < ZoneClock.Latest ? clock.ToOffset(next.Value) : null;
    }
}
