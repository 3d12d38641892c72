using JobMaster.Conformance.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Tests.Execution;

/// <summary>A job that snoozes for no time does not run without a pause.</summary>
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
}
