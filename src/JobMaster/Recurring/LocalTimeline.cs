namespace JobMaster.Recurring;

/// <summary>A set of local times, without knowledge of zones.</summary>
internal interface ILocalTimes
{
    /// <summary>The first time of the set at or after a whole second, or null if the limited search finds none.</summary>
    DateTime? NextAtOrAfter(DateTime local, ref SearchBudget budget);
}

/// <summary>Maps a set of local times to the timeline of a zone, with its skipped and repeated hours.</summary>
internal static class LocalTimeline
{
    /// <summary>
    /// The first instant of the set at or after <paramref name="fromUtc"/>. With <paramref name="repeats"/>, a repeated local time counts
    /// twice, otherwise only the first time.
    /// </summary>
    public static DateTime? Next(ILocalTimes times, DateTime fromUtc, ZoneClock clock, bool repeats, ref SearchBudget budget)
    {
        if (!clock.TryGetOverlap(fromUtc, out var overlap))
        {
            return ToUtc(times.NextAtOrAfter(clock.ToLocalWithGap(fromUtc), ref budget), clock);
        }

        return fromUtc < overlap.ChangeUtc
            ? NextFromFirstPass(times, fromUtc, overlap, clock, repeats, ref budget)
            : NextFromSecondPass(times, repeats ? clock.ToLocal(fromUtc) : overlap.LocalEnd, overlap, clock, ref budget);
    }

    private static DateTime? NextFromFirstPass(
        ILocalTimes times, DateTime fromUtc, ZoneClock.Overlap overlap, ZoneClock clock, bool repeats, ref SearchBudget budget)
    {
        var local = clock.ToLocal(fromUtc);
        var next = times.NextAtOrAfter(local, ref budget);
        if (next < overlap.LocalEnd)
        {
            return fromUtc + (next.Value - local);
        }

        if (!repeats)
        {
            return ToUtc(next, clock);
        }

        budget.Refill();
        return NextFromSecondPass(times, overlap.LocalStart, overlap, clock, ref budget);
    }

    private static DateTime? NextFromSecondPass(
        ILocalTimes times, DateTime local, ZoneClock.Overlap overlap, ZoneClock clock, ref SearchBudget budget)
    {
        var next = times.NextAtOrAfter(local, ref budget);
        return next < overlap.LocalEnd ? overlap.ChangeUtc + (next.Value - overlap.LocalStart) : ToUtc(next, clock);
    }

    private static DateTime? ToUtc(DateTime? local, ZoneClock clock) =>
        local is { } found && found <= ZoneClock.Latest ? clock.ToUtc(found) : null;
}
