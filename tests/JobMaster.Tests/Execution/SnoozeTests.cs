using JobMaster.Conformance.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Tests.Execution;

/// <summary>A job that snoozes for no time does not run without a pause, and an attempt ends in one way only.</summary>
public sealed class SnoozeTests
{
    [Fact]
    public async Task A_snooze_for_no_time_is_one_of_a_tenth_of_a_second()
    {
        var probe = new Probe();
        probe.Run = job =>
        {
            if (job.Attempt.Number == 1)
            {
                job.Attempt.Snooze(TimeSpan.Zero);
            }

            return Task.CompletedTask;
        };
        await using var app = await TestApp.StartAsync(
            config => config.UseInMemory().AddJobHandler<ProbeHandler>().AddWorker(), services => services.AddSingleton(probe));

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();
        await app.WaitAsync(job.Id, JobState.Succeeded);

        var starts = (await app.Monitor.GetAttemptsAsync(job.Id)).OrderBy(attempt => attempt.Number).Select(attempt => attempt.AttemptedAt);
        var (first, second) = (starts.First(), starts.Last());
        probe.Runs.Count.ShouldBe(2);
        (second - first).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(100));
    }

    [Theory]
    [InlineData("Snooze")]
    [InlineData("Throttle")]
    public async Task An_attempt_that_fails_for_good_cannot_ask_for_another_run_as_well(string call)
    {
        var probe = new Probe();
        probe.Run = job =>
        {
            job.Attempt.Fail("card stolen");
            Wait(job, call, TimeSpan.FromMinutes(1));
            return Task.CompletedTask;
        };
        await using var app = await StartAsync(probe);

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>(null, new JobOptions { LimitKeys = ["shop"] });
        var error = (await app.WaitAsync(job.Id, JobState.Failed)).Error.ShouldNotBeNull();

        probe.Runs.Count.ShouldBe(1);
        error.ShouldStartWith("card stolen\nSystem.InvalidOperationException: ");
        error.ShouldContain(
            $"{call} was called in the attempt of job {job.Id} after Fail has ended the job for good, with the reason 'card stolen'. " +
            "An attempt ends in one way: call one of them, and return.");
    }

    [Theory]
    [InlineData("Snooze")]
    [InlineData("Throttle")]
    public async Task An_attempt_that_asks_for_another_run_cannot_fail_for_good_as_well(string call)
    {
        var probe = new Probe();
        Exception? thrown = null;
        probe.Run = job =>
        {
            if (job.Attempt.Number == 1)
            {
                Wait(job, call, TimeSpan.FromMinutes(1));
                Wait(job, call, TimeSpan.FromMilliseconds(200));
                thrown = Record.Exception(() => job.Attempt.Fail("card stolen"));
            }

            return Task.CompletedTask;
        };
        await using var app = await StartAsync(probe);

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>(null, new JobOptions { LimitKeys = ["shop"] });
        await app.WaitAsync(job.Id, JobState.Succeeded);

        probe.Runs.Count.ShouldBe(2);
        thrown.ShouldBeOfType<InvalidOperationException>().Message.ShouldStartWith(
            $"Fail was called in the attempt of job {job.Id} after {call} has asked for another run after 00:00:00.2000000.");
    }

    private static void Wait(JobContext job, string call, TimeSpan delay)
    {
        if (call == "Snooze")
        {
            job.Attempt.Snooze(delay);
        }
        else
        {
            job.Attempt.Throttle("shop", delay);
        }
    }

    private static Task<TestApp> StartAsync(Probe probe) => TestApp.StartAsync(
        config =>
        {
            config.UseInMemory().AddLimit("shop", limit => limit.MaxConcurrent(5)).AddJobHandler<ProbeHandler>().AddWorker();
        },
        services => services.AddSingleton(probe));
}
