namespace JobMaster.Recurring;

/// <summary>Every Nth second, minute or hour of elapsed time, counted from the anchor or from the latest entry of a window.</summary>
/// <param name="step">The time between two periods.</param>
/// <param name="period">The length of one period, in which <paramref name="within"/> chooses.</param>
/// <param name="within">The minutes and seconds chosen in each period; null if only the steps themselves count.</param>
/// <param name="minuteFromPhase">Whether the minute comes from the start of the count.</param>
/// <param name="windows">The windows in which occurrences may be.</param>
internal sealed class ElapsedPlan(
    TimeSpan step, TimeSpan period, TimeChoice? within, bool minuteFromPhase, NaturalCronWindows windows) : NaturalCronPlan
{
    private const int StepsPerTry = 16;

    /// <summary>The step, if only the steps decide; otherwise null.</summary>
    public TimeSpan? EvenStep => within is null && windows.All.IsEmpty ? step : null;

    public override DateTime? Next(DateTime fromUtc, DateTime anchorUtc, ZoneClock clock, ref SearchBudget budget)
    {
        var instant = fromUtc;
        while (budget.TrySpend(StepsPerTry))
        {
            var local = clock.ToLocal(instant);
            budget.Reach(local);
            if (windows.All.FirstFrom(local, ref budget) is not { } entered || entered > ZoneClock.Latest)
            {
                return null;
            }

            if (entered > local)
            {
                instant = JumpTo(instant, entered, clock);
                continue;
            }

            var (start, end) = windows.Restarting.StretchAt(local, ref budget);
            var endUtc = end >= ZoneClock.Latest ? ZoneClock.Latest : JumpTo(instant, end, clock);
            if (PhaseOf(start, anchorUtc, clock, ref budget) is not { } phase)
            {
                return null;
            }

            if (NextWithin(instant > phase ? instant : phase, endUtc, phase, clock, ref budget) is { } found)
            {
                return found;
            }

            if (endUtc >= ZoneClock.Latest)
            {
                return null;
            }

            instant = endUtc;
        }

        return null;
    }

    /// <summary>
    /// The start of the count: the anchor or the entry of the window, moved forward to the first time that the finer windows allow.
    /// </summary>
    private DateTime? PhaseOf(DateTime start, DateTime anchorUtc, ZoneClock clock, ref SearchBudget budget)
    {
        var entry = start < ZoneClock.Earliest ? anchorUtc : clock.ToUtc(start);
        var origin = entry > anchorUtc ? entry : anchorUtc;
        var local = clock.ToLocal(origin);
        return windows.Phase.FirstFrom(local, ref budget) is { } allowed && allowed < ZoneClock.Latest
            ? allowed == local ? origin : clock.ToUtc(allowed)
            : null;
    }

    private DateTime? NextWithin(DateTime fromUtc, DateTime endUtc, DateTime phase, ZoneClock clock, ref SearchBudget budget)
    {
        var chosen = within is { } choice && minuteFromPhase ? choice with { Minutes = 1UL << clock.ToLocal(phase).Minute } : within;
        var first = chosen is null ? phase : StartOfPeriod(phase, clock);
        var count = CountAt(fromUtc, first);
        while (budget.TrySpend(StepsPerTry) && count <= (endUtc - first).Ticks / step.Ticks)
        {
            // TimeSpan * number would use floating point.
            var stepUtc = first.AddTicks(step.Ticks * count);
            if ((chosen is { } times ? NextInPeriod(stepUtc, fromUtc, times, clock) : stepUtc) is not { } candidate || candidate < fromUtc)
            {
                count++;
                continue;
            }

            var local = clock.ToLocal(candidate);
            budget.Reach(local);
            if (candidate >= endUtc || windows.All.FirstFrom(local, ref budget) is not { } allowed || allowed > ZoneClock.Latest)
            {
                return null;
            }

            if (allowed == local)
            {
                return candidate;
            }

            fromUtc = JumpTo(candidate, allowed, clock);
            count = Math.Max(count, CountAt(fromUtc, first));
        }

        return null;
    }

    /// <summary>
    /// The number of a step that is not after the first occurrence from an instant on. If the minute is chosen, clock changes may move it
    /// into the previous period.
    /// </summary>
    private long CountAt(DateTime fromUtc, DateTime first) =>
        Math.Max(0, ((fromUtc - first).Ticks / step.Ticks) - (within is null ? 0 : 1));

    private DateTime? NextInPeriod(DateTime periodUtc, DateTime fromUtc, TimeChoice times, ZoneClock clock)
    {
        // Half-hour clock changes move local minutes within elapsed hours, so the minute is chosen on the current wall clock.
        var offset = clock.OffsetAt(periodUtc);
        var startUtc = StartOfPeriod(periodUtc, clock);
        var endUtc = startUtc + period;
        var earliest = clock.OffsetAt(startUtc) == offset ? startUtc : periodUtc;
        var from = (fromUtc > earliest ? fromUtc : earliest) + offset;
        return times.NextAtOrAfter(from.TimeOfDay) is { } time && from.Date + time - offset is var found && found < endUtc
            && clock.OffsetAt(found) == offset
            ? found
            : null;
    }

    private DateTime StartOfPeriod(DateTime utc, ZoneClock clock) => utc - TimeSpan.FromTicks(clock.ToLocal(utc).Ticks % period.Ticks);

    /// <summary>The instant of a later local time, without skipping a repeated hour in between.</summary>
    private static DateTime JumpTo(DateTime instant, DateTime local, ZoneClock clock)
    {
        var utc = clock.ToUtc(local);
        if (!clock.TryGetOverlap(instant, out var overlap))
        {
            return utc;
        }

        if (instant < overlap.ChangeUtc)
        {
            return utc > overlap.ChangeUtc ? overlap.ChangeUtc : utc;
        }

        return local < overlap.LocalEnd ? overlap.ChangeUtc + (local - overlap.LocalStart) : utc;
    }
}
