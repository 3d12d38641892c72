namespace JobMaster.Recurring;

/// <summary>The first whole second a search may return: after the given instant, and not before the anchor.</summary>
internal static class SearchStart
{
    public static bool TryFrom(DateTimeOffset after, DateTimeOffset? anchor, out DateTime fromUtc)
    {
        var next = after.UtcDateTime < ZoneClock.Latest ? ZoneClock.FloorToSecond(after.UtcDateTime).AddSeconds(1) : DateTime.MaxValue;
        var first = anchor is { } start ? ZoneClock.FloorToSecond(start.UtcDateTime) : next;
        fromUtc = next > first ? next : first;
        if (fromUtc < ZoneClock.Earliest)
        {
            fromUtc = ZoneClock.Earliest;
        }

        return fromUtc < ZoneClock.Latest;
    }
}
