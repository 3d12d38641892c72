namespace JobMaster.Conformance.Schedules;

/// <summary>The words that facts about schedules are written in.</summary>
public abstract class ScheduleStoreConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    protected static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private protected ScheduleStoreConformance()
    {
    }

    protected IScheduleStore Schedules => Store.Schedules;

    /// <summary>A schedule with nothing optional, first due now.</summary>
    protected StoredSchedule Schedule(string? key = null, string? profileId = null) => new()
    {
        Id = Guid.CreateVersion7(Clock.Now),
        ProfileId = profileId,
        Key = key,
        State = RecurringScheduleState.Active,
        DefinitionId = Definition,
        Lane = Lane,
        Priority = JobMasterPriority.Medium,
        Timeout = TimeSpan.FromMinutes(5),
        MaxRetries = 3,
        TypeId = TimeSpanIntervalExprCompiler.TypeId,
        Expression = "00:01:00",
        Anchor = Clock.Now,
        Misfire = MisfirePolicy.RunOnce,
        MisfireGrace = TimeSpan.FromSeconds(10),
        MisfireLimit = 100,
        Overlap = OverlapPolicy.Allow,
        NextAt = Clock.Now,
        CreatedAt = Clock.Now,
        UpdatedAt = Clock.Now,
    };

    protected async Task<StoredSchedule> StoreAsync(StoredSchedule? schedule = null)
    {
        schedule ??= Schedule();
        (await Schedules.InsertAsync(schedule, default)).ShouldBeTrue();
        return schedule;
    }

    protected async Task<StoredSchedule> ReadAsync(Guid id) => (await Schedules.GetAsync(id, default)).Schedule.ShouldNotBeNull();

    protected async Task<IReadOnlyList<DueSchedule>> DueAsync(int limit = 1000, params Guid[] excluded) =>
        (await Schedules.ReadDueAsync(new DueScheduleRequest(limit, excluded), default)).Schedules;

    /// <summary>The step in which the schedule's next occurrence fires.</summary>
    protected ScheduleStep Fire(StoredSchedule schedule)
    {
        var job = JobOf(schedule);
        return new ScheduleStep
        {
            ScheduleId = schedule.Id,
            Version = schedule.Version,
            State = schedule.State,
            NextAt = schedule.NextAt + Minute,
            LastAt = schedule.NextAt,
            LastJobId = job.Id,
            FormerLastAt = schedule.LastAt,
            FormerLastJobId = schedule.LastJobId,
            Occurrences = [new PlannedOccurrence(schedule.NextAt!.Value, OccurrenceResult.Fired, null, job)],
        };
    }

    protected NewJob JobOf(StoredSchedule schedule) =>
        Job() with { DueAt = schedule.NextAt, RecurringScheduleId = schedule.Id, TriggerSource = TriggerSourceType.DynamicRecurring };

    protected async Task<StepResult> StepAsync(ScheduleStep step, IMasterStore? store = null) =>
        (await (store ?? Store).Schedules.StepAsync([step], default)).ShouldHaveSingleItem();

    protected Task<IReadOnlyList<StoredOccurrence>> LedgerAsync(Guid scheduleId, DateTimeOffset? before = null, int limit = 1000) =>
        Schedules.ListOccurrencesAsync(new OccurrenceListRequest(scheduleId, before, limit), default);

    protected async Task<IReadOnlyList<StoredJob>> LiveJobsAsync() =>
        await Store.Reads.ListAsync(new JobListRequest { Section = JobSection.Live, Limit = 1000 }, default);
}
