using JobMaster.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Tests.Testing;

public sealed class FaultTests : IAsyncLifetime
{
    private readonly Doing _doing = new();
    private TestHost _host = null!;

    private JobMasterTestCluster Cluster => _host.Cluster;

    public async Task InitializeAsync() => _host = await StartAsync(_doing, seed: 1);

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_crash_before_the_outcome_repeats_the_run_once_the_worker_is_found_dead()
    {
        Cluster.Faults.CrashBeforeOutcome(Attempts.First);
        var job = await _host.Jobs.OnceNowAsync(new Work("paid twice?"));

        await Cluster.RunUntilIdleAsync();
        Cluster.Jobs.Get(job.Id).ShouldBe(JobState.Running);
        _doing.Runs.Count.ShouldBe(1);
        await Cluster.AdvanceAsync(TimeSpan.FromSeconds(29));
        _doing.Runs.Count.ShouldBe(1);
        await Cluster.AdvanceAsync(TimeSpan.FromSeconds(31));

        _doing.Runs.Select(run => run.Attempt).ShouldBe([1, 2]);
        Cluster.Jobs.Get(job.Id)
            .ShouldHaveSucceeded().Attempts
            .Select(attempt => attempt.Result)
            .ShouldBe([AttemptResult.Lost, AttemptResult.Succeeded]);
        Cluster.Faults.Injected.ShouldBe([new InjectedFault(FaultKind.CrashBeforeOutcome, job.Id, "work", 1)]);
    }

    [Fact]
    public async Task A_job_that_crashes_every_time_fails_as_worker_lost_and_leaves_its_neighbour_alone()
    {
        Cluster.Faults.CrashBeforeOutcome(Attempts.Every.Of<WorkHandler>());
        var job = await _host.Jobs.OnceNowAsync(new Work("killer"));
        var neighbour = await _host.Jobs.OnceNowAsync<OtherHandler>();

        await Cluster.RunUntilAllDoneAsync();

        Cluster.Jobs.Get(job.Id).ShouldHaveFailed("worker lost").Details.NumberOfLosses.ShouldBe(5);
        Cluster.Jobs.Get(neighbour.Id).ShouldHaveSucceeded().Attempts.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_job_delivered_twice_is_run_twice_and_recorded_once()
    {
        Cluster.Faults.DeliverTwice(Attempts.First);
        var job = await _host.Jobs.OnceNowAsync(new Work("twice"));

        await Cluster.RunUntilIdleAsync();

        _doing.Runs.Select(run => run.Attempt).Order().ShouldBe([1, 2]);
        Cluster.Jobs.Get(job.Id).ShouldHaveSucceeded().Attempts.Count.ShouldBe(2);
    }

    [Fact]
    public async Task The_same_seed_hits_the_same_jobs_and_another_seed_others()
    {
        var first = await HitsAsync(seed: 7);
        var again = await HitsAsync(seed: 7);
        var other = await HitsAsync(seed: 8);

        again.ShouldBe(first);
        other.ShouldNotBe(first);
        first.Count.ShouldBeInRange(5, 45);
    }

    [Fact]
    public async Task A_lost_wake_up_costs_one_poll()
    {
        // The worker has looked for work once: it finds what comes later by a wake-up or by the next poll.
        await Cluster.RunUntilIdleAsync();
        Cluster.Faults.LoseWakeUps();
        await _host.Jobs.OnceNowAsync(new Work("unheard"));

        await Cluster.RunUntilIdleAsync();
        _doing.Runs.ShouldBeEmpty();
        await Cluster.AdvanceAsync(TimeSpan.FromSeconds(2));

        _doing.Names.ShouldBe(["unheard"]);
        Cluster.Faults.Injected.ShouldHaveSingleItem().Kind.ShouldBe(FaultKind.LostWakeUp);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_clock_that_jumps_an_hour_loses_no_job_and_no_session(int hours)
    {
        Cluster.Faults.JumpClock(TimeSpan.FromHours(hours), Attempts.First.Of<WorkHandler>());
        var later = await _host.Jobs.OnceAfterAsync<OtherHandler>(TimeSpan.FromMinutes(10));
        var before = await _host.Jobs.OnceNowAsync(new Work("jump"));

        await Cluster.RunUntilIdleAsync();
        Cluster.Jobs.Get(before.Id).ShouldHaveSucceeded().Attempts.Count.ShouldBe(1);
        Cluster.Jobs.Get(later.Id).State.ShouldBe(hours > 0 ? JobState.Succeeded : JobState.Scheduled);
        await Cluster.RunUntilAllDoneAsync();

        Cluster.Jobs.ShouldAllHaveSucceeded();
        _host.State().Sessions.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Cleared_faults_hit_no_more()
    {
        Cluster.Faults.CrashBeforeOutcome(Attempts.Every).DeliverTwice(Attempts.Every).LoseWakeUps();
        Cluster.Faults.Clear();

        await _host.Jobs.OnceNowAsync(new Work("safe"));
        await Cluster.RunUntilIdleAsync();

        Cluster.Jobs.ShouldAllHaveSucceeded();
        Cluster.Faults.Injected.ShouldBeEmpty();
    }

    private static async Task<List<string>> HitsAsync(int seed)
    {
        var doing = new Doing();
        await using var host = await StartAsync(doing, seed);
        host.Cluster.Faults.CrashBeforeOutcome(Attempts.Some(0.3)).DeliverTwice(Attempts.Some(0.2));
        await host.Jobs.OnceNowBulkAsync(Enumerable.Range(0, 50).Select(number => new Work("w", number)));
        await host.Cluster.RunUntilAllDoneAsync();
        return [.. host.Cluster.Faults.Injected.Where(fault => fault.Attempt == 1)
            .Select(fault => $"{fault.Kind} {host.Cluster.Jobs.Get(fault.JobId!.Value).Payload<Work>()!.Number}").Order()];
    }

    private static Task<TestHost> StartAsync(Doing doing, int seed) => TestHost.StartAsync(
        config => config.AddJobHandler<WorkHandler>().AddJobHandler<OtherHandler>().AddWorker(worker => worker.MaxConcurrency(4)),
        services => services.AddSingleton(doing),
        options => options.Seed = seed);
}
