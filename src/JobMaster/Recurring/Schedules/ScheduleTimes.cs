using JobMaster.Storage;

namespace JobMaster.Recurring;

/// <summary>The occurrences of one schedule: its expression, in its zone, counted from its anchor, within its bounds.</summary>
internal sealed class ScheduleTimes(
    IRecurrenceCompiledExpr expression, TimeZoneInfo zone, DateTimeOffset anchor, DateTimeOffset? startAfter, DateTimeOffset? endBefore)
{
    /// <summary>Stores keep microseconds, so a search for the next occurrence starts just before the next microsecond.</summary>
    private const long BeforeNextMicrosecond = TimeSpan.TicksPerMicrosecond - 1;

    /// <exception cref="JobRejectedException">This node cannot plan the schedule: it lacks the language or the zone.</exception>
    public static ScheduleTimes Of(StoredSchedule schedule, RecurrenceCompilers compilers) =>
        new(
            compilers.Compile(schedule.TypeId, schedule.Expression), compilers.ZoneOf(schedule.ZoneId), schedule.Anchor,
            schedule.StartAfter, schedule.EndBefore);

    /// <summary>Whether the schedule runs only by hand, and so never ends.</summary>
    public bool IsByHandOnly => string.Equals(expression.TypeId, NeverExprCompiler.TypeId, StringComparison.OrdinalIgnoreCase);

    /// <summary>The first occurrence after an instant, in UTC; null if there is none.</summary>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        var from = startAfter > after ? startAfter.Value : after;
        if (from >= DateTimeOffset.MaxValue.AddDays(-1))
        {
            return null;
        }

        var next = expression.GetNextOccurrence(from.AddTicks(BeforeNextMicrosecond), zone, anchor);
        return next is null || next >= endBefore ? null : WholeMicroseconds(next.Value);
    }

    /// <summary>The cost of a search after an instant and how far it gets; null if the language does not report it.</summary>
    public SearchBudget? SearchFrom(DateTimeOffset after)
    {
        if (expression is not ISearchReport report)
        {
            return null;
        }

        var budget = new SearchBudget();
        report.Search(after.AddTicks(BeforeNextMicrosecond), zone, anchor, ref budget);
        return budget;
    }

    /// <summary>The occurrences after an instant, in order.</summary>
    public IEnumerable<DateTimeOffset> After(DateTimeOffset instant)
    {
        for (var next = Next(instant); next is { } at; next = Next(at))
        {
            yield return at;
        }
    }

    /// <summary>The occurrences from a given one to before an instant.</summary>
    public IEnumerable<DateTimeOffset> Between(DateTimeOffset first, DateTimeOffset before) =>
        After(first).Prepend(first).TakeWhile(at => at < before);

    /// <summary>
    /// The last occurrences before an instant, in order: at most the count, and none before the first given. Visits only a few times as
    /// many occurrences, with any number in between: it finds the start by halving.
    /// </summary>
    public List<DateTimeOffset> Latest(int count, DateTimeOffset first, DateTimeOffset before)
    {
        var most = (2 * count) + 8;
        var longest = before - first;
        var span = Shorter(longest, ((Next(first) ?? before) - first).Ticks * (count + 1.0));
        DateTimeOffset? tooEarly = null;
        var (tooLate, some) = (before, new List<DateTimeOffset>());
        while (true)
        {
            var from = tooEarly is { } early ? early + ((tooLate - early) / 2) : before - span;
            var found = (from > first ? After(from).TakeWhile(at => at < before) : Between(first, before)).Take(most + 1).ToList();
            some = found.Count > 0 ? found : some;
            if (found.Count > most)
            {
                tooEarly = from;
            }
            else if (found.Count >= count || from <= first)
            {
                return found.Count > count ? found[^count..] : found;
            }
            else
            {
                (tooLate, span) = (from, Shorter(longest, span.Ticks * 2.0));
            }

            if (tooLate - tooEarly < TimeSpan.FromMicroseconds(1))
            {
                // Reached only by a language whose occurrences depend on where the search starts.
                return some;
            }
        }
    }

    /// <summary>How many occurrences there are from a given one to a later one.</summary>
    public OccurrenceRange Count(DateTimeOffset first, DateTimeOffset last, CountBudget budget)
    {
        if (expression is IEvenRecurrence { EvenStep: { } step })
        {
            return new OccurrenceRange(last, (long)Math.Round((last - first) / step) + 1, IsExact: true);
        }

        var count = 1L;
        foreach (var at in After(first).TakeWhile(_ => budget.TrySpend()))
        {
            count++;
            if (at >= last)
            {
                return new OccurrenceRange(last, count, IsExact: true);
            }
        }

        return new OccurrenceRange(last, count, IsExact: false);
    }

    /// <summary>The instant in the zone's local time.</summary>
    public DateTimeOffset Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, zone);

    private static TimeSpan Shorter(TimeSpan longest, double ticks) => ticks < longest.Ticks ? TimeSpan.FromTicks((long)ticks) : longest;

    private static DateTimeOffset WholeMicroseconds(DateTimeOffset at) =>
        new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}
