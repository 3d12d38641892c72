using JobMaster.Storage;

namespace JobMaster.Recurring;

/// <summary>The occurrences of one schedule: its expression, in its zone, counted from its anchor, within its bounds.</summary>
internal sealed class ScheduleTimes(IRecurrenceCompiledExpr expression, TimeZoneInfo zone, DateTimeOffset anchor, DateTimeOffset? startAfter, DateTimeOffset? endBefore)
{
    /// <summary>Stores keep microseconds, so the next occurrence begins with the next one.</summary>
    private const long BeforeNextMicrosecond = TimeSpan.TicksPerMicrosecond - 1;

    /// <exception cref="JobRejectedException">This node cannot work the schedule out: it lacks the language or the zone.</exception>
    public static ScheduleTimes Of(StoredSchedule schedule, RecurrenceCompilers compilers) =>
        new(
            compilers.Compile(schedule.TypeId, schedule.Expression), compilers.ZoneOf(schedule.ZoneId), schedule.Anchor, schedule.StartAfter, schedule.EndBefore);

    /// <summary>Whether the schedule is one that only runs when asked to, and so never ends.</summary>
    public bool IsByHandOnly => string.Equals(expression.TypeId, NeverExprCompiler.TypeId, StringComparison.OrdinalIgnoreCase);

    /// <summary>The first occurrence after an instant, in UTC; null when there is none.</summary>
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

    /// <summary>What a search after an instant spends and how far it comes; null when the language does not say.</summary>
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

    /// <summary>The instant as people of the zone read it.</summary>
    public DateTimeOffset Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, zone);

    private static DateTimeOffset WholeMicroseconds(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}
