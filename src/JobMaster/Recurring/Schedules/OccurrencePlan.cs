using JobMaster.Storage;

namespace JobMaster.Recurring;

/// <summary>
/// Plans a schedule's due occurrences. The plan depends only on the schedule, the store's clock and whether a job of the schedule is live,
/// so that all nodes make the same plan. One step handles any number of missed occurrences: it finds those that fire from the end, and
/// records a long run that does not fire as one range.
/// </summary>
internal static class OccurrencePlan
{
    /// <summary>The most occurrences that one step fires; a schedule that must fire more takes several steps.</summary>
    public const int MaxStep = 1000;

    /// <summary>The longest run of occurrences without jobs that is recorded as rows; a longer one is recorded as a range.</summary>
    public const int MostRows = 100;

    public const string Missed = "missed";
    public const string MissedWithLater = "missed, a later one replaces it";
    public const string MissedOverLimit = "missed, above the misfire limit";
    public const string EarlierLives = "a job of an earlier one had not ended";
    public const string OneAtATime = "a later one replaces it, because only one may run";

    /// <returns>The step, with its occurrences but without their jobs; null if there is none.</returns>
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

    /// <summary>Plans missed occurrences by the misfire policy and the others by the overlap policy.</summary>
    /// <returns>The next occurrence of the schedule.</returns>
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
                // Wait and RunAll together mean one at a time, each in its turn.
                due.PlanFired(firing);
                return due.After(firing);
            default:
                return due.PlanFired(firing, Math.Clamp(BatchBytes.Most / Math.Max(1, BatchBytes.Of(schedule)), 1, MaxStep));
        }
    }
}
