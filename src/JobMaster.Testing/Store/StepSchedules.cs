using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>Advances schedules, with their occurrences and jobs.</summary>
internal static class StepSchedules
{
    /// <summary>The schedules that are due, without those that wait for one of their jobs.</summary>
    public static DueSchedules ReadDue(InMemoryState state, DateTimeOffset now, DueScheduleRequest request)
    {
        var excluded = request.ExcludedIds.ToHashSet();
        var due = state.Schedules.ByDue.TakeWhile(schedule => schedule.NextAt <= now)
            .Where(schedule => !excluded.Contains(schedule.Id) && !IsHeldUp(state, schedule)).Take(request.Limit);
        return new DueSchedules([.. due.Select(schedule => new DueSchedule(schedule, HasLiveJob(state, schedule.Id)))], now);
    }

    /// <summary>The due time of the first schedule that does not wait for a job.</summary>
    public static DateTimeOffset? NextDue(InMemoryState state) =>
        state.Schedules.ByDue.FirstOrDefault(schedule => !IsHeldUp(state, schedule))?.NextAt;

    public static IReadOnlyList<StepResult> RunAll(InMemoryState state, DateTimeOffset now, IReadOnlyList<ScheduleStep> steps)
    {
        InsertJobs.Check(steps.SelectMany(step => step.Occurrences).Select(one => one.Job).OfType<NewJob>());
        return [.. steps.Select(step => Run(state, now, step))];
    }

    private static StepResult Run(InMemoryState state, DateTimeOffset now, ScheduleStep step)
    {
        if (state.Schedules.Find(step.ScheduleId) is not { } schedule || schedule.Version != step.Version)
        {
            return new StepResult(false, [], []);
        }

        state.Schedules.Replace(schedule with
        {
            Version = schedule.Version + 1,
            State = step.State,
            NextAt = step.NextAt,
            LastAt = step.LastAt,
            LastJobId = step.LastJobId,
            IsWaiting = step.IsWaiting,
        });
        var stopped = step.StopsLiveJobs
            ? LiveJobs(state, step.ScheduleId).Where(id => MoveJobs.Cancel(state, now, id) == CancelResult.StopRequested).ToList()
            : [];
        var jobs = step.Occurrences.Where(one => File(state, now, step.ScheduleId, one)).Select(one => one.Job).OfType<NewJob>().ToList();
        var answers = jobs.Zip(InsertJobs.Run(state, now, jobs)).ToDictionary(pair => pair.First.Id, pair => pair.Second);
        var results = new ScheduleStepAnswers(step, answers);
        if (results.Unstored.Count > 0)
        {
            results.Unstored.ToList().ForEach(one => state.Schedules.Refile(step.ScheduleId, one));
            var stored = state.Schedules.Find(step.ScheduleId)!;
            state.Schedules.Replace(stored with { LastAt = results.LastAt, LastJobId = results.LastJobId });
        }

        if (results.Audit is { } audit)
        {
            state.File(audit, now);
        }

        return new StepResult(true, results.Stored, stopped) { Holders = results.Holders };
    }

    private static bool File(InMemoryState state, DateTimeOffset now, Guid scheduleId, PlannedOccurrence one) =>
        state.Schedules.TryFile(new StoredOccurrence
        {
            ScheduleId = scheduleId,
            At = StoreTime.Cut(one.At),
            Result = one.Result,
            Cause = StoredText.Clean(one.Cause),
            JobId = one.Job?.Id,
            Range = one.Range is { } range ? range with { To = StoreTime.Cut(range.To) } : null,
            FiledAt = now,
        });

    private static bool IsHeldUp(InMemoryState state, StoredSchedule schedule) => schedule.IsWaiting && HasLiveJob(state, schedule.Id);

    private static bool HasLiveJob(InMemoryState state, Guid scheduleId) => LiveJobs(state, scheduleId).Count > 0;

    private static List<Guid> LiveJobs(InMemoryState state, Guid scheduleId) => [.. state.Live.OfSchedule(scheduleId)];
}
