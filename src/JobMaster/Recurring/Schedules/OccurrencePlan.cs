using JobMaster.Storage;

namespace JobMaster.Recurring;

/// <summary>
/// Decides what becomes of a schedule's due occurrences. Depends on nothing but the schedule, the store's clock and whether a job of the
/// schedule is live, so that any node decides alike. However much was missed, one step settles it: what fires is found from the end, and a
/// long run of what does not fire is one range.
/// </summary>
internal static class OccurrencePlan
{
    /// <summary>The most occurrences one step fires; a schedule that is to fire more takes several.</summary>
    public const int MaxStep = 1000;

    /// <summary>A run of so many occurrences that do not fire is filed row by row, a longer one as a range.</summary>
    public const int MostRows = 100;

    public const string Missed = "missed";
    public const string MissedWithLater = "missed, a later one stands for it";
    public const string MissedOverLimit = "missed, more than are made up for";
    public const string EarlierLives = "a job of an earlier one had not ended";
    public const string OneAtATime = "a later one stands for it, as only one may run";

    /// <returns>The step, its occurrences without their jobs; null when there is nothing to do.</returns>
    public static ScheduleStep? For(StoredSchedule schedule, ScheduleTimes times, DateTimeOffset now, bool hasLiveJob, CountBudget budget)
    {
        if (schedule.NextAt is not { } first || first > now)
        {
            return null;
        }

        if (schedule.Overlap == OverlapPolicy.Wait && hasLiveJob)
        {
            return schedule.IsWaiting ? null : Step(schedule, first) with { IsWaiting = true };
        }

        var due = new DueOccurrences(schedule, times, first, now, budget);
        var next = Overlapping(due, hasLiveJob);
        var isWaiting = schedule.Overlap == OverlapPolicy.Wait && next <= now;
        return Step(schedule, next) with
        {
            IsWaiting = isWaiting,
            State = next is null && !times.IsByHandOnly ? RecurringScheduleState.Ended : schedule.State,
            StopsLiveJobs = schedule.Overlap == OverlapPolicy.CancelRunning && hasLiveJob
                && due.Planned.Exists(one => one.Result == OccurrenceResult.Fired),
            Occurrences = due.Planned,
        };
    }

    private static ScheduleStep Step(StoredSchedule schedule, DateTimeOffset? nextAt) => new()
    {
        ScheduleId = schedule.Id,
        Version = schedule.Version,
        State = schedule.State,
        NextAt = nextAt,
        LastAt = schedule.LastAt,
        LastJobId = schedule.LastJobId,
        FormerLastAt = schedule.LastAt,
        FormerLastJobId = schedule.LastJobId,
    };

    /// <summary>Plans what was missed by the misfire policy and the rest by the overlap policy.</summary>
    /// <returns>The occurrence the schedule goes on with.</returns>
    private static DateTimeOffset? Overlapping(DueOccurrences due, bool hasLiveJob)
    {
        var schedule = due.Schedule;
        if (due.PlanMissed() is not { } firing)
        {
            return due.Next();
        }

        switch (schedule.Overlap)
        {
            case OverlapPolicy.CancelRunning:
            case OverlapPolicy.Wait when schedule.Misfire != MisfirePolicy.RunAll:
                var last = due.Last(firing);
                due.PlanRun(firing, last, OccurrenceResult.Coalesced, OneAtATime);
                due.PlanFired(last);
                return due.Next();
            case OverlapPolicy.Skip when hasLiveJob:
                due.PlanRun(firing, due.End, OccurrenceResult.Skipped, EarlierLives);
                return due.Next();
            case OverlapPolicy.Skip:
                due.PlanFired(firing);
                due.PlanRun(due.After(firing), due.End, OccurrenceResult.Skipped, EarlierLives);
                return due.Next();
            case OverlapPolicy.Wait:
                // One at a time and each in its turn is what waiting and making up for all mean together.
                due.PlanFired(firing);
                return due.After(firing);
            default:
                return due.PlanFired(firing, Math.Clamp(BatchBytes.Most / Math.Max(1, BatchBytes.Of(schedule)), 1, MaxStep));
        }
    }
}
