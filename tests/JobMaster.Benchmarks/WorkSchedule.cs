using JobMaster.Storage;

namespace JobMaster.Benchmarks;

/// <summary>The schedules of the measures.</summary>
internal static class WorkSchedule
{
    public static StoredSchedule DueAt(DateTimeOffset dueAt) => new()
    {
        Id = Guid.CreateVersion7(),
        State = RecurringScheduleState.Active,
        DefinitionId = WorkHandler.DefinitionId,
        Lane = JobMasterWorkerOptions.DefaultLane,
        Priority = JobMasterPriority.Medium,
        Timeout = TimeSpan.FromMinutes(5),
        MaxRetries = 3,
        Payload = "{\"Number\":0}",
        TypeId = CronExprCompiler.TypeId,
        Expression = "0 9 * * MON-FRI",
        Anchor = dueAt,
        Misfire = MisfirePolicy.RunOnce,
        MisfireGrace = TimeSpan.FromHours(1),
        MisfireLimit = 100,
        Overlap = OverlapPolicy.Allow,
        NextAt = dueAt,
        CreatedAt = dueAt,
        UpdatedAt = dueAt,
    };
}
