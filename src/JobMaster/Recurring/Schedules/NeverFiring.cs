using JobMaster.Storage;

namespace JobMaster.Recurring;

/// <summary>
/// Refuses schedules that would be stored and never fire. For a schedule that runs only by hand, use the type <c>Never</c>; for a schedule
/// that has ended on purpose, set an end bound.
/// </summary>
internal static class NeverFiring
{
    private const string Remedy = "Correct it, or use the type 'Never' for a schedule that only runs by hand.";

    /// <summary>Checks that an expression recurs at all, without the bounds of its schedule.</summary>
    /// <exception cref="JobRejectedException">It has no occurrence.</exception>
    public static void ThrowIfDead(StoredSchedule schedule, ScheduleTimes unbounded, DateTimeOffset now)
    {
        var from = schedule.StartAfter ?? DateTimeOffset.UnixEpoch;
        if (unbounded.IsByHandOnly || unbounded.Next(from) is not null || unbounded.Next(now) is not null)
        {
            return;
        }

        throw new JobRejectedException($"{Name(schedule)} never fires: it has no occurrence after "
            + $"{from:u}{Looked(unbounded, from > now ? from : now)}. {Remedy}");
    }

    /// <summary>Checks that a schedule without an end bound that begins now has a future occurrence.</summary>
    /// <exception cref="JobRejectedException">Its last occurrence is in the past.</exception>
    public static void ThrowIfOver(StoredSchedule begun, ScheduleTimes times, DateTimeOffset now)
    {
        if (!IsOver(begun))
        {
            return;
        }

        var from = begun.StartAfter > now ? begun.StartAfter.Value : now;
        throw new JobRejectedException(
            $"{Name(begun)} never fires again: its last occurrence is not after {from:u}{Looked(times, from)}. "
                + $"{Remedy} To store it as ended, set EndBefore.");
    }

    /// <summary>Whether a schedule has no future occurrence although no bound ends it.</summary>
    public static bool IsOver(StoredSchedule begun) => begun is { State: RecurringScheduleState.Ended, EndBefore: null };

    private static string Name(StoredSchedule schedule) => $"{schedule.TypeId} {QuotedExpression.Of(schedule.Expression)}";

    private static string Looked(ScheduleTimes times, DateTimeOffset from) => times.SearchFrom(from) switch
    {
        { IsSpent: true } budget => $"; the search stops at {budget.Reached:yyyy-MM-dd}, as its rules and ranges leave "
            + $"out almost every time there is",
        { Reached.Ticks: > 0 } budget => $"; the search looked up to {budget.Reached:yyyy-MM-dd}",
        _ => "",
    };
}
