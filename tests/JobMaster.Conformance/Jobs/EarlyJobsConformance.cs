using JobMaster.Conformance.Faults;

namespace JobMaster.Conformance.Jobs;

/// <summary>Jobs that a worker takes into memory before they are due.</summary>
public abstract class EarlyJobsConformance<TFixture> : JobsConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    /// <summary>What goes wrong for the node that is started next.</summary>
    private StoreFaults Faults { get; set; } = new();

    protected override IMasterStore OpenStore() => new FaultyStore(base.OpenStore(), Faults);

    [Fact]
    public async Task A_job_due_within_the_threshold_is_taken_early_and_starts_from_memory_at_its_instant()
    {
        var started = Note(Probe);
        var app = await StartAsync(Probe, WithThreshold(TimeSpan.FromMinutes(1)));
        var job = await app.Jobs.OnceAfterAsync<ProbeHandler>(TimeSpan.FromSeconds(4));
        await app.WaitAsync(job.Id, JobState.Running);

        // From here on nothing but memory can start it.
        Faults.TakeAway(nameof(IJobStore.ClaimAsync));
        var done = await app.WaitAsync(job.Id, JobState.Succeeded);

        done.AttemptedAt.ShouldNotBeNull().ShouldBeLessThan(done.ScheduledAt);
        (await started).ShouldBeGreaterThanOrEqualTo(done.ScheduledAt);
        Probe.Runs.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_job_beyond_the_threshold_is_left_to_the_store()
    {
        var started = Note(Probe);
        var app = await StartAsync(Probe, WithThreshold(TimeSpan.FromSeconds(2)));
        var beyond = await app.Jobs.OnceAfterAsync<ProbeHandler>(TimeSpan.FromMinutes(10));
        var later = await app.Jobs.OnceAfterAsync<ProbeHandler>(TimeSpan.FromSeconds(3));

        var done = await app.WaitAsync(later.Id, JobState.Succeeded);

        (done.ScheduledAt - done.AttemptedAt.ShouldNotBeNull()).ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(2));
        (await started).ShouldBeGreaterThanOrEqualTo(done.ScheduledAt);
        (await app.Monitor.GetAsync(beyond.Id))!.State.ShouldBe(JobState.Scheduled);
    }

    [Fact]
    public async Task A_job_in_the_memory_of_a_node_that_is_taken_for_dead_comes_back_and_runs_once()
    {
        var holder = await StartAsync(Probe, WithThreshold(TimeSpan.FromMinutes(1)));
        var job = await holder.Jobs.OnceAfterAsync<ProbeHandler>(TimeSpan.FromSeconds(6));
        await holder.WaitAsync(job.Id, JobState.Running);

        // It goes on, but reaches the store no more: its own timer must not start the job.
        Faults.IsAway = true;
        Faults = new StoreFaults();
        var others = new Probe();
        var started = Note(others);
        var other = await StartAsync(others, WithThreshold(TimeSpan.FromMinutes(1)));

        var done = await other.WaitAsync(job.Id, JobState.Succeeded);

        (await started).ShouldBeGreaterThanOrEqualTo(done.ScheduledAt);
        (done.NumberOfLosses, others.Runs.Count).ShouldBe((1, 1));
        Probe.Runs.ShouldBeEmpty();
    }

    private static Action<JobMasterClusterConfig> WithThreshold(TimeSpan threshold) =>
        config => config.ClusterTransientThreshold(threshold).AddWorker();

    /// <summary>When the first run began; on the clock of this machine, which is the store's too.</summary>
    private static Task<DateTimeOffset> Note(Probe probe)
    {
        var started = new TaskCompletionSource<DateTimeOffset>();
        probe.Run = _ =>
        {
            started.TrySetResult(DateTimeOffset.UtcNow);
            return Task.CompletedTask;
        };
        return started.Task.Soon();
    }
}
