namespace JobMaster.Recurring;

/// <summary>A compiled NaturalCron expression.</summary>
internal sealed class NaturalCronExpr(string expression, NaturalCronPlan plan, TimeZoneInfo? ownZone) : IRecurrenceCompiledExpr
{
    public string TypeId => NaturalCronExprCompiler.TypeId;

    public string Expression => expression;

    public DateTimeOffset? GetNextOccurrence(DateTimeOffset after, TimeZoneInfo zone, DateTimeOffset? anchor = null)
    {
        ArgumentNullException.ThrowIfNull(zone);
        if (!SearchStart.TryFrom(after, anchor, out var fromUtc))
        {
            return null;
        }

        var clock = new ZoneClock(ownZone ?? zone);
        var anchorUtc = ZoneClock.FloorToSecond((anchor ?? after).UtcDateTime);
        var next = plan.Next(fromUtc, anchorUtc < ZoneClock.Earliest ? ZoneClock.Earliest : anchorUtc, clock);
        return next < ZoneClock.Latest ? clock.ToOffset(next.Value) : null;
    }
}
