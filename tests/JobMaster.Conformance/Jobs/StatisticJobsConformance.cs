using JobMaster.Cluster;
using JobMaster.Conformance.Faults;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Conformance.Jobs;

/// <summary>Statistics as apps keep and read them.</summary>
public abstract class StatisticJobsConformance<TFixture> : JobsConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private StoreFaults Faults { get; } = new();

    protected override IMasterStore OpenStore() => new FaultyStore(Fixture.Open(null), Faults);

    [Fact]
    public async Task What_becomes_of_jobs_is_counted_and_outlives_the_node()
    {
        Probe.Run = job => job.MsgData.GetStringValue("Name") == "again" && Probe.Runs.Count(run => run.Id == job.Id) == 1
            ? throw new InvalidOperationException("once")
            : Task.CompletedTask;
        var app = await StartAsync(config => Tenants(config).AddWorker());
        await RunAsync(app, JobState.Succeeded, "plain", "acme");
        await RunAsync(app, JobState.Succeeded, "again", "acme");
        Probe.Run = _ => throw new InvalidOperationException("always");
        await RunAsync(app, JobState.Failed, "broken", tenant: null);
        await app.Jobs.OnceAfterAsync<ProbeHandler>(TimeSpan.FromHours(1));
        await app.Host.StopAsync();

        var statistics = await FoldedAsync();

        var all = Sum(await statistics.GetSeriesAsync());
        (all.Accepted, all.Started, all.Succeeded, all.Failed, all.Retried, all.Lost).ShouldBe((4, 6, 2, 1, 3, 0));
        (all.Wait.Count, all.Run.Count).ShouldBe((6, 6));
        (await statistics.GetSeriesAsync(new StatisticFilter { DefinitionId = "probe" })).Points.Sum(point => point.Counts.Started)
            .ShouldBe(6);
        (await statistics.GetSeriesAsync(new StatisticFilter { Lane = "other" })).Points.ShouldAllBe(point => point.Counts.Started == 0);
        var lane = (await statistics.GetGroupsAsync(StatisticScope.Lane, DateTimeOffset.UtcNow.AddDays(-1))).ShouldHaveSingleItem();
        (lane.Name, lane.Counts.Started).ShouldBe(("default", 6));
        var tenant = (await statistics.GetGroupsAsync(StatisticScope.Tenant, DateTimeOffset.UtcNow.AddDays(-1))).ShouldHaveSingleItem();
        (tenant.Name, tenant.Counts.Accepted, tenant.Counts.Started, tenant.Counts.Succeeded).ShouldBe(("acme", 2, 3, 2));
    }

    [Fact]
    public async Task A_job_that_was_due_before_it_was_stored_has_waited_since_it_was_stored()
    {
        var app = await StartAsync();
        var job = await app.Jobs.OnceAtAsync<ProbeHandler>(DateTimeOffset.UtcNow.AddYears(-5));
        await app.WaitAsync(job.Id, JobState.Succeeded);
        await app.Host.StopAsync();

        var wait = Sum(await (await FoldedAsync()).GetSeriesAsync()).Wait;

        (wait.Count, wait.Total < TimeSpan.FromHours(1)).ShouldBe((1, true));
    }

    [Fact]
    public async Task A_lost_reply_and_an_outage_neither_double_nor_lose_a_count()
    {
        var app = await StartAsync();
        var lost = Faults.LoseReplyOf("AddStatisticsAsync");
        await RunAsync(app, JobState.Succeeded, "first", tenant: null);
        await FiledUntilAsync(app, lost);
        Faults.TakeAway("AddStatisticsAsync");
        await RunAsync(app, JobState.Succeeded, "second", tenant: null);
        await FiledUntilAsync(app, Faults.StillAwayAfter("AddStatisticsAsync", TimeSpan.Zero));
        await RunAsync(app, JobState.Succeeded, "third", tenant: null);
        await FiledUntilAsync(app, Faults.StillAwayAfter("AddStatisticsAsync", TimeSpan.Zero));
        Faults.BringBack();
        await app.Host.StopAsync();

        var all = Sum(await (await FoldedAsync()).GetSeriesAsync());

        (all.Accepted, all.Started, all.Succeeded, all.Run.Count).ShouldBe((3, 3, 3, 3));
    }

    [Fact]
    public async Task Nodes_add_to_each_others_counts()
    {
        var apps = new[] { await StartAsync(), await StartAsync() };
        foreach (var app in apps)
        {
            await RunAsync(app, JobState.Succeeded, "one", tenant: null);
        }

        await Task.WhenAll(apps.Select(app => app.Host.StopAsync()));

        Sum(await (await FoldedAsync()).GetSeriesAsync()).Succeeded.ShouldBe(2);
    }

    [Fact]
    public async Task Without_statistics_nothing_is_filed()
    {
        var app = await StartAsync(config => config.AddWorker().SetAsDefault().Options.Statistics = false);
        await RunAsync(app, JobState.Succeeded, "one", "acme");
        await app.Host.StopAsync();

        await using var store = Fixture.Open(null);
        (await store.Statistics.FoldAsync(new StatisticFold(10, 10, 10), default)).ShouldBe(0);
    }

    private static JobMasterClusterConfig Tenants(JobMasterClusterConfig config)
    {
        config.Options.StatisticsMaxTenants = 10;
        return config;
    }

    /// <summary>Files at once, beside the node's own loop, until a fault has met one of the two.</summary>
    private static Task FiledUntilAsync(TestApp app, Task fault) => Eventually.BecomesAsync("the fault has happened", async () =>
    {
        try
        {
            await ((ClusterNode)app.Cluster).Statistics!.RunOnceAsync(default);
        }
        catch (StoreAwayException)
        {
            // The fault.
        }

        return fault.IsCompleted;
    }, TestTime.Patience);

    private static StatisticCounts Sum(StatisticSeries series) =>
        series.Points.Select(point => point.Counts).Aggregate(StatisticCounts.Sum);

    private async Task RunAsync(TestApp app, JobState end, string name, string? tenant)
    {
        var job = await app.Jobs.OnceNowAsync<ProbeHandler>(Named(name), new JobOptions { Tenant = tenant });
        await app.WaitAsync(job.Id, end);
    }

    /// <summary>Statistics that a new node reads once all that was filed is added up.</summary>
    private async Task<IStatisticMonitor> FoldedAsync()
    {
        await using (var store = Fixture.Open(null))
        {
            while (await store.Statistics.FoldAsync(new StatisticFold(10, 10, 10), default) > 0)
            {
            }
        }

        var reader = await StartAsync(_ => { });
        return reader.Services.GetRequiredService<IJobMasterMonitor>().Statistics;
    }
}
