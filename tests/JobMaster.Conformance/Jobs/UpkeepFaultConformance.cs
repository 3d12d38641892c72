using JobMaster.Conformance.Faults;

namespace JobMaster.Conformance.Jobs;

/// <summary>
/// A store that cannot do one step of the upkeep, or not for so many rows: all other steps are done, and smaller ones are tried.
/// </summary>
public abstract class UpkeepFaultConformance<TFixture> : JobsConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private static readonly string[] Steps = [
        nameof(IJobStore.ExpireAsync), "PruneSchedulesAsync", "PruneAuditAsync", "PruneOperationsAsync",
        nameof(IRetentionStore.PruneAsync)];

    private StoreFaults Faults { get; } = new();

    protected override IMasterStore OpenStore() => new FaultyStore(base.OpenStore(), Faults);

    [Theory]
    [InlineData(nameof(IJobStore.ExpireAsync), "Cancel expired jobs")]
    [InlineData("PruneSchedulesAsync", "Prune occurrences")]
    [InlineData("PruneAuditAsync", "Prune the audit")]
    [InlineData("PruneOperationsAsync", "Prune operations")]
    [InlineData(nameof(IRetentionStore.PruneAsync), "Prune jobs")]
    public async Task A_step_that_fails_is_named_takes_fewer_rows_and_keeps_no_other_from_being_done(string step, string role)
    {
        Faults.TakeAway(step);
        var app = await StartAsync();

        await Eventually.BecomesAsync(
            "all steps are tried, and the one that fails with fewer rows",
            () => Task.FromResult(Faults.CarriedBy(step).Count >= 5 && Steps.All(each => Faults.CallsOf(each) > 0)),
            TestTime.Patience, () => $"{string.Join(", ", Faults.AllCalls())}\n{app.Logs.Text}");
        Faults.CarriedBy(step).Take(5).ShouldBe([1000, 1000, 1000, 1000, 250]);
        await app.Logs.WaitAsync(message => message.Contains($"'{role}' failed", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("FoldStatisticsAsync", "Add up statistics", "PruneStatisticsAsync")]
    [InlineData("PruneStatisticsAsync", "Add up statistics", "FoldStatisticsAsync")]
    [InlineData(nameof(IDefinitionStore.SeeAsync), "Advertise definitions", "PruneDefinitionsAsync")]
    [InlineData("PruneDefinitionsAsync", "Advertise definitions", nameof(IDefinitionStore.SeeAsync))]
    public async Task Statistics_and_definitions_are_pruned_though_nothing_can_be_added_and_the_other_way_round(
        string step, string role, string other)
    {
        Faults.TakeAway(step);
        var app = await StartAsync();
        await Eventually.BecomesAsync(
            "both steps are tried", () => Task.FromResult(Faults.CallsOf(step) > 1 && Faults.CallsOf(other) > 0), TestTime.Patience,
            () => $"{string.Join(", ", Faults.AllCalls())}\n{app.Logs.Text}");
        await app.Logs.WaitAsync(message => message.Contains($"'{role}' failed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Jobs_expire_though_a_step_for_many_fails()
    {
        var job = await StoreExpiredAsync();
        Faults.Allow(nameof(IJobStore.ExpireAsync), 100);

        var app = await StartAsync(config => config.AddWorker(worker => worker.WorkerLane("other")));

        await app.WaitAsync(job, JobState.Cancelled);
        Faults.CarriedBy(nameof(IJobStore.ExpireAsync)).Take(3).ShouldBe([1000, 250, 62]);
    }

    [Fact]
    public async Task Jobs_come_back_though_a_rescue_of_many_fails()
    {
        var job = await StoreOrphanAsync();
        Faults.Allow(nameof(IJobStore.RescueAsync), 100);

        var app = await StartAsync();

        await app.WaitAsync(job, JobState.Succeeded);
        (await app.Monitor.GetAttemptsAsync(job)).Select(attempt => attempt.Result).ShouldBe([AttemptResult.Lost, AttemptResult.Succeeded]);
        Faults.CarriedBy(nameof(IJobStore.RescueAsync)).Take(3).ShouldBe([500, 125, 31]);
    }

    [Fact]
    public async Task Jobs_of_a_session_that_ended_come_back_though_the_burial_of_another_fails()
    {
        Faults.TakeAway(nameof(ISessionStore.BuryAsync));
        var (job, session) = await StoreClaimedAsync();
        var app = await StartAsync(config =>
        {
            config.Options.HeartbeatTimeout = TimeSpan.FromSeconds(1);
            config.AddWorker();
        });
        await Eventually.BecomesAsync(
            "a burial is tried", () => Task.FromResult(Faults.CallsOf(nameof(ISessionStore.BuryAsync)) > 0), TestTime.Patience);
        await using var store = await OpenMigratedAsync();
        await store.Sessions.EndAsync([session], default);
        await app.WaitAsync(job, JobState.Succeeded);
    }

    private async Task<IMasterStore> OpenMigratedAsync()
    {
        var store = Fixture.Open(null);
        await store.Schema.MigrateAsync(default);
        return store;
    }

    private async Task<Guid> StoreExpiredAsync()
    {
        var job = new NewJob
        {
            Id = Guid.CreateVersion7(), DefinitionId = "probe", Lane = "default", Priority = JobMasterPriority.Medium,
            Timeout = TimeSpan.FromMinutes(1), MaxRetries = 3, Payload = "{}", ExpiresAt = DateTimeOffset.UtcNow.AddHours(-1),
        };
        await using var store = await OpenMigratedAsync();
        await store.Jobs.InsertAsync([job], mayBeStored: false, default);
        return job.Id;
    }

    /// <summary>A job that is running, in a session that nobody knows any more.</summary>
    private async Task<Guid> StoreOrphanAsync()
    {
        var (job, session) = await StoreClaimedAsync();
        await using var store = await OpenMigratedAsync();
        await store.Sessions.EndAsync([session], default);
        return job;
    }

    private async Task<(Guid Job, Guid Session)> StoreClaimedAsync()
    {
        await using var store = await OpenMigratedAsync();
        var id = await StoreAsync("probe", "{}");
        var session = new NewSession
        {
            Id = Guid.CreateVersion7(), WorkerName = "gone", NodeName = "gone", Lanes = ["default"], Concurrency = 1, Version = "0",
        };
        await store.Sessions.StartAsync(session, default);
        (await store.Jobs.ClaimAsync(
            new ClaimRequest
            {
                SessionId = session.Id, FreeSlots = 1, Queues = [new QueueShare(new JobQueue("default", JobMasterPriority.Medium), 1)],
            },
            default)).Count.ShouldBe(1);
        return (id, session.Id);
    }
}
