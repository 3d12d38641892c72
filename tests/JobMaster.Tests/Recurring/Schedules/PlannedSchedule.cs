using System.Globalization;
using JobMaster.Recurring;
using JobMaster.Storage;

namespace JobMaster.Tests.Recurring.Schedules;

/// <summary>A schedule that is due at 12:00 on a summer's day, and the short words its plans are told in.</summary>
internal static class PlannedSchedule
{
    public static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    public static StoredSchedule EveryMinute { get; } = new()
    {
        Id = Guid.CreateVersion7(),
        State = RecurringScheduleState.Active,
        DefinitionId = "probe",
        Lane = "default",
        Priority = JobMasterPriority.Medium,
        Timeout = TimeSpan.FromMinutes(1),
        MaxRetries = 0,
        TypeId = TimeSpanIntervalExprCompiler.TypeId,
        Expression = "00:01:00",
        Anchor = Noon.AddMinutes(-1),
        Misfire = MisfirePolicy.RunOnce,
        MisfireGrace = TimeSpan.FromSeconds(10),
        MisfireLimit = 3,
        Overlap = OverlapPolicy.Allow,
        NextAt = Noon,
        CreatedAt = Noon,
        UpdatedAt = Noon,
    };

    public static ScheduleTimes Times(this StoredSchedule schedule) =>
        ScheduleTimes.Of(schedule, new RecurrenceCompilers([], TimeZoneInfo.Utc));

    public static ScheduleStep? Plan(this StoredSchedule schedule, TimeSpan late, bool hasLiveJob = false) =>
        schedule.PlanAt(Noon + late, hasLiveJob);

    public static ScheduleStep? PlanAt(this StoredSchedule schedule, DateTimeOffset now, bool hasLiveJob = false) =>
        OccurrencePlan.For(schedule, schedule.Times(), now, hasLiveJob, new CountBudget(TimeProvider.System, 10_000));

    /// <summary>
    /// What becomes of the occurrences, <c>F</c>ired, <c>S</c>kipped or <c>C</c>oalesced, then the next one, and whether it waits.
    /// </summary>
    public static string Told(this ScheduleStep? step) => step is null
        ? "nothing"
        : string.Concat(step.Occurrences.Select(one => one.Result.ToString()[0]))
            + (step.NextAt is { } next ? next.ToString(" HH:mm:ss", CultureInfo.InvariantCulture) : " never")
            + (step.IsWaiting ? " waiting" : "") + (step.StopsLiveJobs ? " stopping" : "");
}
