using JobMaster.Storage;

namespace JobMaster.Recurring;

/// <summary>
/// Decides what becomes of a schedule's due occurrences. Depends on nothing but the schedule, the store's clock and whether a job of the schedule is live,
/// so that any node decides alike.
/// </summary>
internal static class OccurrencePlan
{
    /// <summary>The most occurrences one step files; a schedule with more due takes several.</summary>
    public const int MaxStep = 1000;

    public const string Missed = "missed";
    public const string MissedWithLater = "missed, a later one stands for it";
    public const string MissedOverLimit = "missed, more than are made up for";
    public const string EarlierLives = "a job of an earlier one had not ended";
    public const string OneAtATime = "a later one stands for it, as only one may run";

    /// <returns>The step, its occurrences without their jobs; null when there is nothing to do.</returns>
    public static ScheduleStep? For(StoredSchedule schedule, ScheduleTimes times, DateTimeOffset now, bool hasLiveJob)
    {
        if (schedule.NextAt is not { } first || first > now)
        {
            return null;
        }

        if (schedule.Overlap == OverlapPolicy.Wait && hasLiveJob)
        {
            return schedule.IsWaiting ? null : Step(schedule, first) with { IsWaiting = true };
        }

        var due = Due(times, first, now, MaxStep + schedule.MisfireLimit);
        var taken = due.Count > MaxStep ? MaxStep : due.Count;
        var planned = WithoutOverlap(schedule, Misfires(schedule, due, taken, now), hasLiveJob);
        var waits = schedule.Overlap == OverlapPolicy.Wait && planned.FindIndex(IsFired) is >= 0 and var only ? planned.FindIndex(only + 1, IsFired) : -1;
        if (waits >= 0)
        {
            return Step(schedule, planned[waits].At) with { IsWaiting = true, Occurrences = planned[..waits] };
        }

        var next = taken < due.Count ? due[taken] : times.Next(due[^1]);
        return Step(schedule, next) with
        {
            State = next is null && !times.IsByHandOnly ? RecurringScheduleState.Ended : schedule.State,
            StopsLiveJobs = schedule.Overlap == OverlapPolicy.CancelRunning && hasLiveJob && planned.Exists(IsFired),
            Occurrences = planned,
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
    };

    private static List<DateTimeOffset> Due(ScheduleTimes times, DateTimeOffset first, DateTimeOffset now, int most)
    {
        List<DateTimeOffset> due = [first];
        due.AddRange(times.After(first).TakeWhile(at => at <= now).Take(most - 1));
        return due;
    }

    /// <summary>Occurrences later than the grace period were missed, unless they waited for a job. Of these as many of the latest are made up for as the policy says.</summary>
    private static List<PlannedOccurrence> Misfires(StoredSchedule schedule, List<DateTimeOffset> due, int taken, DateTimeOffset now)
    {
        var missed = schedule.IsWaiting ? 0 : due.TakeWhile(at => now - at > schedule.MisfireGrace).Count();
        var madeUpFor = schedule.Misfire switch
        {
            MisfirePolicy.RunOnce => missed == due.Count ? 1 : 0,
            MisfirePolicy.RunAll => schedule.MisfireLimit,
            _ => 0,
        };
        return [.. due.Take(taken).Select((at, place) =>
            place >= missed ? new PlannedOccurrence(at, OccurrenceResult.Fired)
            : place >= missed - madeUpFor ? new PlannedOccurrence(at, OccurrenceResult.Fired, Missed)
            : schedule.Misfire switch
            {
                MisfirePolicy.RunOnce => new PlannedOccurrence(at, OccurrenceResult.Coalesced, MissedWithLater),
                MisfirePolicy.RunAll => new PlannedOccurrence(at, OccurrenceResult.Skipped, MissedOverLimit),
                _ => new PlannedOccurrence(at, OccurrenceResult.Skipped, Missed),
            })];
    }

    private static List<PlannedOccurrence> WithoutOverlap(StoredSchedule schedule, List<PlannedOccurrence> planned, bool hasLiveJob)
    {
        // One at a time and each in its turn is what waiting and making up for all mean together.
        var keepsOne = schedule.Overlap == OverlapPolicy.CancelRunning || (schedule.Overlap == OverlapPolicy.Wait && schedule.Misfire != MisfirePolicy.RunAll);
        if (keepsOne)
        {
            var last = planned.FindLastIndex(IsFired);
            return [.. planned.Select((one, place) => IsFired(one) && place != last ? one with { Result = OccurrenceResult.Coalesced, Cause = OneAtATime } : one)];
        }

        if (schedule.Overlap != OverlapPolicy.Skip)
        {
            return planned;
        }

        var first = hasLiveJob ? -1 : planned.FindIndex(IsFired);
        return [.. planned.Select((one, place) => IsFired(one) && place != first ? one with { Result = OccurrenceResult.Skipped, Cause = EarlierLives } : one)];
    }

    private static bool IsFired(PlannedOccurrence occurrence) => occurrence.Result == OccurrenceResult.Fired;
}
