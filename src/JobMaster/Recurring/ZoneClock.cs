namespace JobMaster.Recurring;

/// <summary>
/// Converts between UTC and the wall clock of a zone. Gaps and overlaps are found from UTC offsets alone:
/// <see cref="TimeZoneInfo.IsInvalidTime"/> and <see cref="TimeZoneInfo.IsAmbiguousTime(DateTime)"/> are wrong on Linux for changes at
/// local midnight.
/// </summary>
internal readonly struct ZoneClock(TimeZoneInfo zone)
{
    /// <summary>
    /// Instants before this and after <see cref="Latest"/> are out of range, so that arithmetic near them cannot overflow.
    /// </summary>
    public static readonly DateTime Earliest = new(1, 1, 10, 0, 0, 0, DateTimeKind.Utc);
    public static readonly DateTime Latest = new(9999, 12, 20, 0, 0, 0, DateTimeKind.Utc);

    // Larger than any offset from UTC, smaller than the time between any two changes of one zone.
    private static readonly TimeSpan Reach = TimeSpan.FromHours(26);
    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);

    public static DateTime FloorToSecond(DateTime instant) => new(instant.Ticks - (instant.Ticks % TimeSpan.TicksPerSecond), instant.Kind);

    public TimeSpan OffsetAt(DateTime utc) => zone.GetUtcOffset(utc);

    public DateTime ToLocal(DateTime utc) => Unzoned(utc + OffsetAt(utc));

    public DateTimeOffset ToOffset(DateTime utc) => new(Unzoned(utc + OffsetAt(utc)), OffsetAt(utc));

    /// <summary>
    /// The instant of a local time: its first occurrence if it is repeated, the first instant after the gap if it is skipped.
    /// </summary>
    public DateTime ToUtc(DateTime local)
    {
        var asUtc = DateTime.SpecifyKind(local, DateTimeKind.Utc);
        var before = OffsetAt(asUtc - Reach);
        var after = OffsetAt(asUtc + Reach);
        if (before == after || OffsetAt(asUtc - before) == before)
        {
            return asUtc - before;
        }

        var late = asUtc - after;
        return before > after || OffsetAt(late) == after ? late : ChangeBetween(late, asUtc - before);
    }

    /// <summary>Whether the local time at this instant happens twice, and the range in which it does.</summary>
    public bool TryGetOverlap(DateTime utc, out Overlap overlap)
    {
        var before = OffsetAt(utc - Reach);
        var after = OffsetAt(utc + Reach);
        overlap = default;
        if (before <= after)
        {
            return false;
        }

        var change = ChangeBetween(utc - Reach, utc + Reach);
        overlap = new Overlap(change, Unzoned(change + after), Unzoned(change + before));
        return (utc - change).Duration() < before - after || utc == change - (before - after);
    }

    /// <summary>The local time at this instant, or, if a gap ends exactly here, the first skipped local time.</summary>
    public DateTime ToLocalWithGap(DateTime utc)
    {
        var offset = OffsetAt(utc);
        var justBefore = OffsetAt(utc - OneSecond);
        return Unzoned(utc + (justBefore < offset ? justBefore : offset));
    }

    private DateTime ChangeBetween(DateTime before, DateTime after)
    {
        var offsetBefore = OffsetAt(before);
        while (after - before > OneSecond)
        {
            var middle = before + TimeSpan.FromSeconds((long)(after - before).TotalSeconds / 2);
            if (OffsetAt(middle) == offsetBefore)
            {
                before = middle;
            }
            else
            {
                after = middle;
            }
        }

        return after;
    }

    private static DateTime Unzoned(DateTime local) => DateTime.SpecifyKind(local, DateTimeKind.Unspecified);

    /// <summary>A range of local time that happens twice; the clock is set back at <paramref name="ChangeUtc"/>.</summary>
    public readonly record struct Overlap(DateTime ChangeUtc, DateTime LocalStart, DateTime LocalEnd);
}
