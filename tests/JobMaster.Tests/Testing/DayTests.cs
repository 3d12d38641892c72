using System.Diagnostics;
using JobMaster.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Tests.Testing;

/// <summary>A day of work on the test clock: everything that follows time, and nothing that grows with it.</summary>
public sealed class DayTests
{
    private static readonly TimeSpan Retention = TimeSpan.FromHours(2);

    private readonly Doing _doing = new();

    [Theory]
    [InlineData(TimeSpan.TicksPerSecond)]
    [InlineData(1_000_000_000)]
    public async Task A_day_passes_in_seconds_and_leaves_nothing_behind(long timestampFrequency)
    {
        await using var host = await TestHost.StartAsync(
            config =>
            {
                config.AddJobHandler<WorkHandler>().ClusterDataRetentionTtl(Retention).AddWorker(worker => worker.MaxConcurrency(4));
                config.Options.FailedRetentionTtl = Retention;
                config.Options.PollInterval = TimeSpan.FromSeconds(10);
                config.Options.HeartbeatTimeout = TimeSpan.FromSeconds(60);
            },
            services => services.AddSingleton(_doing),
            options => options.TimestampFrequency = timestampFrequency);
        var (cluster, start, real) = (host.Cluster, host.Clock.GetUtcNow(), Stopwatch.GetTimestamp());
        _doing.Run = Work;
        var (succeeded, snoozed, failed, expired) = (new List<Guid>(), new List<Guid>(), new List<Guid>(), new List<Guid>());
        var sizes = new List<(int Jobs, int Timers)>();

        for (var hour = 0; hour < 24; hour++)
        {
            var due = start.AddHours(hour).AddMinutes(20);
            succeeded.AddRange(await Schedule(host, "retry", due));
            snoozed.AddRange(await Schedule(host, "snooze", due));
            failed.AddRange(await Schedule(host, "fail", due));
            expired.AddRange(await Schedule(host, "retry", due.AddMinutes(5), expiresAt: due.AddMinutes(10)));
            await cluster.AdvanceAsync(TimeSpan.FromHours(1));

            ShouldBe(cluster, succeeded[^10..], JobState.Succeeded, attempts: 3);
            ShouldBe(cluster, snoozed[^10..], JobState.Succeeded, attempts: 2);
            ShouldBe(cluster, failed[^10..], JobState.Failed, attempts: 4);
            ShouldBe(cluster, expired[^10..], JobState.Cancelled, attempts: 0);
            sizes.Add((cluster.Jobs.All.Count, host.Clock.TimerCount));
        }

        host.Clock.GetUtcNow().ShouldBe(start.AddDays(1));
        _doing.Runs.Count.ShouldBe(24 * 10 * (3 + 2 + 4));
        sizes[3..].Select(size => size.Jobs).Max().ShouldBe(sizes[3].Jobs, "finished jobs go when their retention is over");
        sizes[3..].Select(size => size.Timers).Max().ShouldBeLessThanOrEqualTo(sizes[0].Timers + 2, "timers must not pile up");

        await cluster.AdvanceAsync(Retention + TimeSpan.FromMinutes(5));
        cluster.Jobs.All.ShouldBeEmpty();
        host.State().ShouldSatisfyAllConditions(
            state => state.EarlierAttempts.ShouldBeEmpty(),
            state => state.Logs.ShouldBeEmpty(),
            state => state.Keys.Count.ShouldBe(0),
            state => state.Sessions.Count.ShouldBe(1));
        Stopwatch.GetElapsedTime(real).ShouldBeLessThan(TimeSpan.FromMinutes(1));
    }

    private static Task Work(Work work, JobContext job, CancellationToken cancellationToken)
    {
        job.Attempt.Log(Microsoft.Extensions.Logging.LogLevel.Information, work.Name);
        switch (work.Name)
        {
            case "snooze" when job.Attempt.Number == 1:
                job.Attempt.Snooze(TimeSpan.FromMinutes(7));
                return Task.CompletedTask;
            case "retry" when job.NumberOfFailures < 2:
            case "fail":
                throw new IOException(work.Name);
            default:
                return Task.CompletedTask;
        }
    }

    private static async Task<IEnumerable<Guid>> Schedule(TestHost host, string name, DateTimeOffset due, DateTimeOffset? expiresAt = null)
    {
        var jobs = await host.Jobs.ScheduleManyAsync([.. Enumerable.Range(0, 10)
            .Select(number => JobRequest.ForPayload(new Work(name, number)) with
        {
            At = due.AddSeconds(number),
            Options = new JobOptions
            {
                ExpiresAt = expiresAt, IdempotencyKey = $"{name} {number} {due:O}",
                WorkerLane = expiresAt is null ? null : "without a worker",
            },
        })]);
        return jobs.Select(job => job.Id);
    }

    private static void ShouldBe(JobMasterTestCluster cluster, IEnumerable<Guid> ids, JobState state, int attempts)
    {
        foreach (var id in ids)
        {
            cluster.Jobs.Get(id).ShouldBe(state).Attempts.Count.ShouldBe(attempts);
        }
    }
}
