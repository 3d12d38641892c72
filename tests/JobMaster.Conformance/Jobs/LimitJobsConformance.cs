using System.Collections.Concurrent;

namespace JobMaster.Conformance.Jobs;

/// <summary>Whole apps whose jobs are under limits.</summary>
public abstract class LimitJobsConformance<TFixture> : JobsConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task Of_a_limits_jobs_no_more_run_at_once_than_it_says_on_all_nodes_together()
    {
        const int most = 3;
        var overlap = new Overlap(most);
        Probe.Run = _ => overlap.RunAsync();
        var first = await StartAsync(Worker(most));
        var second = await StartAsync(Worker(most));
        var jobs = await first.Jobs.ScheduleManyAsync(
            [.. Enumerable.Range(0, 60).Select(_ => Request(new JobOptions { LimitKeys = ["smtp"] }))]);
        await Task.WhenAll(jobs.Select(job => second.WaitAsync(job.Id, JobState.Succeeded)));

        overlap.Worst.ShouldBe(most);
    }

    [Fact]
    public async Task What_waits_under_a_limit_spends_no_attempt_and_does_not_hold_up_others()
    {
        var free = new TaskCompletionSource();
        Probe.Run = job => job.Metadata.TryGetStringValue("Holds") is null ? Task.CompletedTask : free.Task;
        var app = await StartAsync(Worker(most: 1));
        var holding = await app.Jobs.ScheduleAsync(
            Request(new JobOptions { LimitKeys = ["smtp"], Metadata = WritableMetadata.New().SetStringValue("Holds", "yes") }));
        await app.WaitAsync(holding.Id, JobState.Running);
        var waiting = await app.Jobs.ScheduleAsync(Request(new JobOptions { LimitKeys = ["smtp"] }));
        var other = await app.Jobs.ScheduleAsync(Request(new JobOptions()));
        await app.WaitAsync(other.Id, JobState.Succeeded);
        (await app.Monitor.GetAsync(waiting.Id))!.State.ShouldBe(JobState.Throttled);

        free.SetResult();
        var done = await app.WaitAsync(waiting.Id, JobState.Succeeded);
        done.NumberOfFailures.ShouldBe(0);
        (await app.Monitor.GetAttemptsAsync(waiting.Id)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_key_of_each_tenant_has_the_limit_by_itself()
    {
        var overlaps = new ConcurrentDictionary<string, Overlap>();
        var all = new Overlap(3);
        Probe.Run = job => all.RunAsync(() => overlaps.GetOrAdd(job.Tenant!, _ => new Overlap(2)).RunAsync());
        var app = await StartAsync(config =>
        {
            config.AddWorker().MaxConcurrency(20);
            config.AddLimit("per-tenant", limit => limit.ByTenant().MaxConcurrent(2));
        });
        var jobs = await app.Jobs.ScheduleManyAsync(
            [.. Enumerable.Range(0, 60).Select(i => Request(new JobOptions { Tenant = $"t{i % 4}" }))]);
        await Task.WhenAll(jobs.Select(job => app.WaitAsync(job.Id, JobState.Succeeded)));

        overlaps.Values.Select(overlap => overlap.Worst).ShouldAllBe(worst => worst == 2);
        all.Worst.ShouldBeGreaterThan(2);
    }

    [Fact]
    public async Task A_job_that_fails_and_is_due_again_later_passes_again()
    {
        int attempts = 0;
        Probe.Run = _ => Interlocked.Increment(ref attempts) == 1
            ? throw new InvalidOperationException("once")
            : Task.CompletedTask;
        var app = await StartAsync(Worker(most: 1));
        var job = await app.Jobs.ScheduleAsync(Request(new JobOptions { LimitKeys = ["smtp"] }) with { After = TimeSpan.FromSeconds(1) });
        (await app.WaitAsync(job.Id, JobState.Succeeded)).NumberOfFailures.ShouldBe(1);
    }

    [Fact]
    public async Task A_limit_that_is_not_there_is_refused_by_name()
    {
        var app = await StartAsync(Worker(most: 1));
        var error = await Should.ThrowAsync<JobRejectedException>(
            () => app.Jobs.ScheduleAsync(Request(new JobOptions { LimitKeys = ["smpt"] })));
        error.Message.ShouldContain("'smpt'");
        error.Message.ShouldContain("there are 'smtp'");
    }

    private static Action<JobMasterClusterConfig> Worker(int most) => config =>
    {
        config.AddWorker().MaxConcurrency(20);
        config.AddLimit("smtp", limit => limit.MaxConcurrent(most));
    };

    private static JobRequest Request(JobOptions options) => JobRequest.For<ProbeHandler>() with { Options = options };

    /// <summary>Counts how many run at once. The first ones end when as many run as are to.</summary>
    private sealed class Overlap(int wanted)
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _running;
        private int _worst;

        public int Worst => _worst;

        public async Task RunAsync(Func<Task>? inner = null)
        {
            int now = Interlocked.Increment(ref _running);
            for (int seen = _worst; now > seen; seen = _worst)
            {
                Interlocked.CompareExchange(ref _worst, now, seen);
            }

            if (now >= wanted)
            {
                _reached.TrySetResult();
            }

            await (inner?.Invoke() ?? Task.CompletedTask);
            await _reached.Task;
            Interlocked.Decrement(ref _running);
        }
    }
}
