using JobMaster.Conformance.Jobs;
using JobMaster.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Tests.Testing;

public class ClusterTests : IAsyncLifetime
{
    private readonly Doing _doing = new();
    private TestHost _host = null!;

    protected virtual long TimestampFrequency => TimeSpan.TicksPerSecond;

    private JobMasterTestCluster Cluster => _host.Cluster;

    public async Task InitializeAsync() => _host = await TestHost.StartAsync(
        config => config.AddJobHandler<WorkHandler>().AddJobHandler<OtherHandler>().AddWorker(worker => worker.MaxConcurrency(4)),
        services => services.AddSingleton(_doing),
        options => options.TimestampFrequency = TimestampFrequency);

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task What_is_due_runs_and_is_recorded_before_idle_is_reached()
    {
        _doing.Run = async (work, _, token) =>
        {
            await Task.Yield();
            if (work.Number < 2)
            {
                await _host.Jobs.OnceNowAsync(work with { Number = work.Number + 1 }, cancellationToken: token);
            }
        };
        await _host.Jobs.OnceNowBulkAsync(Enumerable.Range(0, 100).Select(number => new Work($"w{number}")));

        await Cluster.RunUntilIdleAsync();

        Cluster.Jobs.Scheduled<WorkHandler>().Count.ShouldBe(300);
        Cluster.Jobs.ShouldAllHaveSucceeded();
        _doing.Runs.Count.ShouldBe(300);
    }

    [Fact]
    public async Task A_running_nodes_definitions_stay_however_short_the_retention_is()
    {
        await using var host = await TestHost.StartAsync(
            config => config.AddJobHandler<WorkHandler>().ClusterDataRetentionTtl(TimeSpan.FromMinutes(1)).AddWorker(),
            services => services.AddSingleton(_doing));
        var definitions = host.Services.GetRequiredService<IJobMasterMonitor>().Definitions;
        for (int i = 0; i < 40; i++)
        {
            await host.Cluster.AdvanceAsync(TimeSpan.FromMinutes(5));
            (await definitions.ListAsync()).ShouldNotBeEmpty($"after {5 * (i + 1)} minutes");
        }
    }

    [Fact]
    public async Task The_clock_moves_no_further_than_time_goes()
    {
        (await Should.ThrowAsync<ArgumentOutOfRangeException>(Cluster.AdvanceAsync(TimeSpan.MaxValue))).Message
            .ShouldContain("The clock ends with the year 9999");
        await Cluster.AdvanceAsync(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_job_after_hours_of_rest_is_counted()
    {
        await Cluster.AdvanceAsync(TimeSpan.FromHours(5));
        await _host.Jobs.OnceNowAsync(new Work("late"));
        await Cluster.AdvanceAsync(TimeSpan.FromMinutes(2));

        var series = await _host.Services.GetRequiredService<IJobMasterMonitor>().Statistics.GetSeriesAsync();
        series.Points.Sum(point => point.Counts.Succeeded).ShouldBe(1);
    }

    [Fact]
    public async Task Delayed_jobs_run_at_their_time_and_in_their_order()
    {
        var start = _host.Clock.GetUtcNow();
        foreach (var minutes in new[] { 5, 1, 3 })
        {
            await _host.Jobs.ScheduleAsync(JobRequest.ForPayload(new Work($"{minutes}")) with { After = TimeSpan.FromMinutes(minutes) });
        }

        await Cluster.RunUntilIdleAsync();
        _doing.Runs.ShouldBeEmpty();
        await Cluster.AdvanceAsync(TimeSpan.FromMinutes(1));
        _doing.Names.ShouldBe(["1"]);
        await Cluster.AdvanceAsync(TimeSpan.FromMinutes(10));

        _doing.Names.ShouldBe(["1", "3", "5"]);
        _doing.Runs.Select(run => run.At - start).ShouldBe([TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(5)]);
        _host.Clock.GetUtcNow().ShouldBe(start + TimeSpan.FromMinutes(11));
    }

    [Fact]
    public async Task Retries_follow_the_clock()
    {
        _doing.Run = (_, job, _) => job.NumberOfFailures < 2 ? throw new IOException("not yet") : Task.CompletedTask;
        var job = await _host.Jobs.OnceNowAsync(new Work("flaky"));

        await Cluster.RunUntilIdleAsync();
        Cluster.Jobs.Get(job.Id).ShouldBe(JobState.Scheduled)
            .Attempts.ShouldHaveSingleItem()
            .Error.ShouldNotBeNull()
            .ShouldContain("not yet");
        await Cluster.AdvanceAsync(TimeSpan.FromSeconds(59));
        _doing.Runs.Count.ShouldBe(1);
        await Cluster.AdvanceAsync(TimeSpan.FromSeconds(1));
        _doing.Runs.Count.ShouldBe(2);
        await Cluster.AdvanceAsync(TimeSpan.FromMinutes(1));

        Cluster.Jobs.Get(job.Id).ShouldHaveSucceeded().Attempts.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_handler_that_waits_for_the_clock_is_moved_on_by_it()
    {
        _doing.Run = async (_, job, token) =>
        {
            await Task.Delay(TimeSpan.FromMinutes(2), _host.Clock, token);
            job.Attempt.SetResult(_host.Clock.GetUtcNow());
        };
        var job = await _host.Jobs.OnceNowAsync(new Work("slow"));

        await Cluster.RunUntilIdleAsync();
        Cluster.Jobs.Get(job.Id).ShouldBe(JobState.Running);
        await Cluster.AdvanceAsync(TimeSpan.FromMinutes(1));
        Cluster.Jobs.Get(job.Id).ShouldBe(JobState.Running);
        await Cluster.AdvanceAsync(TimeSpan.FromMinutes(1));

        Cluster.Jobs.Get(job.Id).ShouldHaveSucceeded().Details.Duration.ShouldBe(TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task A_handler_that_outlives_its_timeout_is_stopped_by_the_clock()
    {
        _doing.Run = (_, _, token) => Task.Delay(TimeSpan.FromHours(1), _host.Clock, token);
        var job = await _host.Jobs.OnceNowAsync(new Work("endless"));

        await Cluster.AdvanceAsync(TimeSpan.FromMinutes(5));

        var seen = Cluster.Jobs.Get(job.Id).ShouldBe(JobState.Scheduled);
        seen.Details.Error.ShouldNotBeNull().ShouldContain("timeout");
        seen.Attempts.ShouldHaveSingleItem().Duration.ShouldBe(TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task A_running_job_that_is_cancelled_ends_at_once()
    {
        _doing.Run = (_, _, token) => Task.Delay(TimeSpan.FromMinutes(4), _host.Clock, token);
        var job = await _host.Jobs.OnceNowAsync(new Work("unwanted"));
        await Cluster.RunUntilIdleAsync();

        (await _host.Jobs.CancelJobAsync(job.Id)).ShouldBeTrue();
        await Cluster.RunUntilIdleAsync();

        Cluster.Jobs.Get(job.Id).ShouldBe(JobState.Cancelled);
    }

    [Fact]
    public async Task All_done_is_reached_over_retries_and_snoozes()
    {
        _doing.Run = (_, job, _) =>
        {
            if (job.Attempt.Number == 1)
            {
                job.Attempt.Snooze(TimeSpan.FromHours(2));
            }

            return job.Attempt.Number == 2 ? throw new IOException("once") : Task.CompletedTask;
        };
        var job = await _host.Jobs.OnceNowAsync(new Work("long"));

        await Cluster.RunUntilAllDoneAsync();

        Cluster.Jobs.Get(job.Id).ShouldHaveSucceeded().Attempts.Select(attempt => attempt.Result)
            .ShouldBe([AttemptResult.Snoozed, AttemptResult.Failed, AttemptResult.Succeeded]);
    }

    [Fact]
    public async Task What_takes_too_long_is_named()
    {
        await _host.Jobs.ScheduleAsync(JobRequest.ForPayload(new Work("late")) with { After = TimeSpan.FromDays(2) });

        var failure = await Should.ThrowAsync<JobMasterException>(Cluster.RunUntilAllDoneAsync(TimeSpan.FromHours(1)));

        failure.Message.ShouldContain("late");
        failure.Message.ShouldContain("Scheduled");
    }

    [Fact]
    public async Task A_rescheduled_job_runs_at_its_new_time()
    {
        var job = await _host.Jobs.ScheduleAsync(JobRequest.ForPayload(new Work("moved")) with { After = TimeSpan.FromDays(1) });

        await _host.Jobs.ReScheduleAsync(job.Id, _host.Clock.GetUtcNow());
        await Cluster.RunUntilIdleAsync();

        Cluster.Jobs.Get(job.Id).ShouldHaveSucceeded();
    }

    [Fact]
    public async Task A_failed_expectation_lists_what_there_is()
    {
        await _host.Jobs.OnceNowAsync(new Work("there"));

        Cluster.Jobs.ShouldHaveScheduled<WorkHandler, Work>(work => work.Name == "there").State.ShouldBeOneOf(Enum.GetValues<JobState>());
        Cluster.Jobs.ShouldNotHaveScheduled<OtherHandler>();
        var missing = Should.Throw<JobMasterException>(() =>
            Cluster.Jobs.ShouldHaveScheduled<WorkHandler, Work>(work => work.Name == "gone"));
        missing.Message.ShouldContain("WorkHandler");
        missing.Message.ShouldContain("there");
        Should.Throw<JobMasterException>(() => Cluster.Jobs.ShouldNotHaveScheduled<WorkHandler>()).Message.ShouldContain("there");
    }

    [Fact]
    public async Task One_handler_runs_alone()
    {
        var run = await Cluster.RunHandlerAsync<OtherHandler>(WriteableMessageData.New().SetStringValue("Name", "solo"));

        run.ShouldHaveSucceeded().Result<int>().ShouldBe(42);
        run.Progress.ShouldBe(0.5);
        run.Job.Log.ShouldHaveSingleItem().Text.ShouldBe("name solo");
        Cluster.Jobs.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task One_handler_that_fails_tells_when_it_would_run_again()
    {
        _doing.Run = (_, _, _) => throw new IOException("down");

        var run = await Cluster.RunHandlerAsync<WorkHandler, Work>(new Work("x"));

        run.Outcome.ShouldBe(HandlerOutcome.Retried);
        run.Delay.ShouldBe(TimeSpan.FromMinutes(1));
        run.Error.ShouldNotBeNull().ShouldContain("down");
        Should.Throw<JobMasterException>(() => run.ShouldHaveSucceeded()).Message.ShouldContain("down");
        (
            await Cluster.RunHandlerAsync<WorkHandler, Work>(new Work("x"), new JobOptions { MaxNumberOfRetries = 0 }))
                .Outcome.ShouldBe(HandlerOutcome.Failed);
    }

    [Fact]
    public async Task One_handler_times_out_by_the_clock()
    {
        _doing.Run = (_, _, token) => Task.Delay(TimeSpan.FromHours(1), _host.Clock, token);

        var running = Cluster.RunHandlerAsync<WorkHandler, Work>(new Work("x"));
        await Cluster.AdvanceAsync(TimeSpan.FromMinutes(5));

        (await running).Error.ShouldNotBeNull().ShouldContain("timeout");
    }

    [Fact]
    public async Task One_handler_that_waits_for_the_clock_moves_it_on()
    {
        var started = _host.Clock.GetUtcNow();
        _doing.Run = async (_, job, token) =>
        {
            await Task.Delay(TimeSpan.FromMinutes(2), _host.Clock, token);
            await Task.Delay(TimeSpan.FromMinutes(1), _host.Clock, token);
            job.Attempt.SetResult(_host.Clock.GetUtcNow());
        };

        var run = await Cluster.RunHandlerAsync<WorkHandler, Work>(new Work("x")).Soon();

        run.ShouldHaveSucceeded().Result<DateTimeOffset>().ShouldBe(started.AddMinutes(3));
        _host.Clock.GetUtcNow().ShouldBe(started.AddMinutes(3));
    }

    [Fact]
    public async Task One_handler_that_waits_for_longer_than_its_timeout_is_stopped_without_the_test_moving_the_clock()
    {
        _doing.Run = (_, _, token) => Task.Delay(TimeSpan.FromHours(1), _host.Clock, token);

        var run = await Cluster.RunHandlerAsync<WorkHandler, Work>(new Work("x")).Soon();

        run.Outcome.ShouldBe(HandlerOutcome.Retried);
        run.Error.ShouldNotBeNull().ShouldContain("timeout");
    }

    [Fact]
    public async Task One_handler_that_neither_ends_nor_waits_for_the_clock_fails_the_test_in_words()
    {
        using var end = new CancellationTokenSource();
        await using var host = await TestHost.StartAsync(
            config => config.AddJobHandler<WorkHandler>(),
            services => services.AddSingleton(_doing),
            options => options.IdlePatience = TimeSpan.FromMilliseconds(200));
        _doing.Run = (_, _, token) => Task.Delay(Timeout.Infinite, end.Token);

        var failure = await Should.ThrowAsync<JobMasterException>(host.Cluster.RunHandlerAsync<WorkHandler, Work>(new Work("x")).Soon());

        failure.Message.ShouldStartWith("The cluster was not idle after 00:00:00.2000000 of real time. Still running: job ");
        failure.Message.ShouldContain("(work), attempt 1. RunHandlerAsync moves the clock only while the handler waits for it");
        await end.CancelAsync();
    }
}

/// <summary>The same on a clock that counts as that of Linux does.</summary>
public sealed class NanosecondClusterTests : ClusterTests
{
    protected override long TimestampFrequency => 1_000_000_000;
}
