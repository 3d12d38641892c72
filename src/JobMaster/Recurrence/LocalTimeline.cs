namespace JobMaster.Recurring;

/// <summary>A set of local times, without knowledge of zones.</summary>
internal interface ILocalTimes
{
    /// <summary>The first time of the set at or after a whole second, or null when the bounded search finds none.</summary>
    DateTime? NextAtOrAfter(DateTime local);
}

/// <summary>Lays a set of local times on the timeline of a zone: what happens around the hours that are skipped or repeated.</summary>
internal static class LocalTimeline
{
    /// <summary>The first instant of the set at or after <paramref name="fromUtc"/>. With <paramref name="repeats"/>, a repeated local time counts both times, else only the first.</summary>
    public static DateTime? Next(ILocalTimes times, DateTime fromUtc, ZoneClock clock, bool repeats)
    {
        if (!clock.TryGetOverlap(fromUtc, out var overlap))
        {
            return ToUtc(times.NextAtOrAfter(clock.ToLocalWithGap(fromUtc)), clock);
        }

        return fromUtc < overlap.ChangeUtc
            ? NextFromFirstPass(times, fromUtc, overlap, clock, repeats)
            : NextFromSecondPass(times, repeats ? clock.ToLocal(fromUtc) : overlap.LocalEnd, overlap, clock);
    }

    private static DateTime? NextFromFirstPass(ILocalTimes times, DateTime fromUtc, ZoneClock.Overlap overlap, ZoneClock clock, bool repeats)
    {
        var local = clock.ToLocal(fromUtc);
        var next = times.NextAtOrAfter(local);
        if (next < overlap.LocalEnd)
        {
            return fromUtc + (next.Value - local);
        }

        return repeats ? NextFromSecondPass(times, overlap.LocalStart, overlap, clock) : ToUtc(next, clock);
    }

    private static DateTime? NextFromSecondPass(ILocalTimes times, DateTime local, ZoneClock.Overlap overlap, ZoneClock clock)
    {
        var next = times.NextAtOrAfter(local);
        return next < overlap.LocalEnd ? overlap.ChangeUtc + (next.Value - overlap.LocalStart) : ToUtc(next, clock);
    }

    private static DateTime? ToUtc(DateTime? local, ZoneClock clock) =>
        local is { } found && found <= ZoneClock.Latest ? clock.ToUtc(found) : null;
}
