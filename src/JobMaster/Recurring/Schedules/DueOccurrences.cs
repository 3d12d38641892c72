using JobMaster.Storage;

namespace JobMaster.Recurring;

/// <summary>The due occurrences of one schedule, and the plan for them so far.</summary>
internal sealed class DueOccurrences
{
    private readonly ScheduleTimes _times;
    private readonly DateTimeOffset _first;
    private readonly CountBudget _budget;

    /// <summary>Occurrences before this were missed: they are later than the grace period, and did not wait for a job.</summary>
    private readonly DateTimeOffset _missedBefore;

    public DueOccurrences(StoredSchedule schedule, ScheduleTimes times, DateTimeOffset first, DateTimeOffset now, CountBudget budget)
    {
        (Schedule, _times, _first, _budget) = (schedule, times, first, budget);
        End = now.AddTicks(1);
        _missedBefore = schedule.IsWaiting || schedule.MisfireGrace > now - first ? first : now - schedule.MisfireGrace;
    }

    public StoredSchedule Schedule { get; }

    /// <summary>All due occurrences are before this instant.</summary>
    public DateTimeOffset End { get; }

    public List<PlannedOccurrence> Planned { get; } = [];

    /// <summary>Plans the missed occurrences that do not fire.</summary>
    /// <returns>The first occurrence that fires; null if none does.</returns>
    public DateTimeOffset? PlanMissed()
    {
        var inTime = _first >= _missedBefore ? _first : _times.Next(_missedBefore.AddMicroseconds(-1));
        inTime = inTime < End ? inTime : null;
        var firing = _first >= _missedBefore ? inTime : Schedule.Misfire switch
        {
            MisfirePolicy.RunOnce => inTime ?? Last(_first),
            MisfirePolicy.RunAll => _times.Latest(Schedule.MisfireLimit, _first, _missedBefore)[0],
            _ => inTime,
        };
        var (result, cause) = Schedule.Misfire switch
        {
            MisfirePolicy.RunOnce => (OccurrenceResult.Coalesced, OccurrencePlan.MissedWithLater),
            MisfirePolicy.RunAll => (OccurrenceResult.Skipped, OccurrencePlan.MissedOverLimit),
            _ => (OccurrenceResult.Skipped, OccurrencePlan.Missed),
        };
        PlanRun(_first, firing ?? End, result, cause);
        return firing;
    }

    /// <summary>Plans a run of occurrences that do not fire: one row each, or a range if there are many.</summary>
    public void PlanRun(DateTimeOffset? from, DateTimeOffset before, OccurrenceResult result, string cause)
    {
        if (from is not { } first || first >= before)
        {
            return;
        }

        var rows = _times.Between(first, before).Take(OccurrencePlan.MostRows + 1).ToList();
        Planned.AddRange(rows.Count <= OccurrencePlan.MostRows
            ? rows.Select(at => new PlannedOccurrence(at, result, cause))
            : [new PlannedOccurrence(first, result, cause, Range: _times.Count(first, _times.Latest(1, first, before)[0], _budget))]);
    }

    public void PlanFired(DateTimeOffset at) =>
        Planned.Add(new PlannedOccurrence(at, OccurrenceResult.Fired, at < _missedBefore ? OccurrencePlan.Missed : null));

    /// <summary>Plans all occurrences from one on to fire, up to a limit. Returns the one after them.</summary>
    public DateTimeOffset? PlanFired(DateTimeOffset from, int most)
    {
        DateTimeOffset? next = from;
        for (; next is { } at && at < End && most > 0; next = _times.Next(at), most--)
        {
            PlanFired(at);
        }

        return next;
    }

    /// <summary>The last due occurrence.</summary>
    public DateTimeOffset Last(DateTimeOffset from) => _times.Latest(1, from, End)[0];

    public DateTimeOffset? After(DateTimeOffset at) => _times.Next(at);

    /// <summary>The first occurrence that is not due yet.</summary>
    public DateTimeOffset? Next() => _times.Next(End.AddTicks(-1));
}
