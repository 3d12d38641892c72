using System.Globalization;

namespace JobMaster.Conformance.Jobs;

/// <summary>
/// A node that starts and stops many times beside load, as in months of deployments. It runs alone, since what is left behind is counted in
/// the whole process.
/// </summary>
[Collection(StarvedPoolTests.Name)]
public abstract class OrderlyLifeConformance<TFixture> : JobsConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private const int JobsPerLife = 40;

    /// <summary>So long that a job which waits for a lease or a dead session's jobs to be taken back waits longer than the test.</summary>
    private static readonly TimeSpan HeartbeatTimeout = TimeSpan.FromMinutes(10);

    protected static bool IsLong { get; } = Environment.GetEnvironmentVariable("JOBMASTER_LONG") == "1";

    /// <summary>How often the node starts and stops.</summary>
    protected virtual int Lives => IsLong ? 200 : 40;

    /// <summary>What the nodes have; a suite with an agent adds it.</summary>
    protected virtual void Configure(JobMasterClusterConfig config) => config.AddWorker(worker => worker.MaxConcurrency(8));

    [Fact]
    public async Task Starts_and_stops_beside_load_log_no_error_and_leave_nothing_behind()
    {
        Probe.Run = async job =>
        {
            await Task.Yield();
            job.Attempt.ReportProgress(1);
        };
        await StopAsync(await StartAsync(WithPatience));
        var before = await Leftovers.OfAsync(Fixture);
        var steady = await StartAsync(WithPatience);

        var ids = await LiveAsync(steady);

        foreach (var id in ids)
        {
            var done = await steady.WaitAsync(id, JobState.Succeeded);
            (done.NumberOfLosses, done.NumberOfFailures).ShouldBe((0, 0));
        }

        await StopAsync(steady);
        steady.Logs.Warnings.ShouldBeEmpty();
        await using (var store = Fixture.Open(null))
        {
            (await store.Sessions.ListAsync(default)).ShouldBeEmpty();
        }

        await Leftovers.ShouldBeNoMoreThanAsync(Fixture, before);
    }

    /// <summary>One node after the other: starts, schedules and takes part, and stops while the load goes on.</summary>
    private async Task<List<Guid>> LiveAsync(TestApp steady)
    {
        var ids = new List<Guid>();
        for (var life = 0; life < Lives; life++)
        {
            var app = await StartAsync(WithPatience);
            try
            {
                var mine = app.Jobs.OnceNowBulkAsync<ProbeHandler>(Enumerable.Range(0, JobsPerLife / 2).Select(Numbered));
                var others = Enumerable.Range(0, JobsPerLife / 2).Select(number => steady.Jobs.OnceNowAsync<ProbeHandler>(Numbered(number)))
                    .ToList();
                ids.AddRange((await mine).Select(job => job.Id));
                ids.Add((await others[0]).Id);

                // Stops with its hands full: jobs claimed and not started, outcomes and messages on their way.
                await StopAsync(app).Soon();
                ids.AddRange((await Task.WhenAll(others)).Select(job => job.Id));
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Life {life}: {exception.Message}\n{app.Logs.Text}", exception);
            }

            app.Logs.Warnings.ShouldBeEmpty($"life {life}");
        }

        return [.. ids.Distinct()];
    }

    private void WithPatience(JobMasterClusterConfig config)
    {
        config.Options.HeartbeatTimeout = HeartbeatTimeout;
        config.Options.PollInterval = TimeSpan.FromMilliseconds(20);
        Configure(config);
    }

    private static WriteableMessageData Numbered(int number) => Named(number.ToString(CultureInfo.InvariantCulture));
}
