using JobMaster.Conformance.Faults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace JobMaster.Conformance.Jobs;

/// <summary>Health checks in a plain worker host.</summary>
public abstract class HealthConformance<TFixture> : JobsConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private const string Node = "jobmaster";
    private const string Cluster = "jobmaster-cluster";

    private StoreFaults Faults { get; } = new();

    protected override IMasterStore OpenStore() => new FaultyStore(Fixture.Open(null), Faults);

    [Fact]
    public async Task A_node_that_runs_is_healthy_and_so_is_a_cluster_that_keeps_up()
    {
        var app = await StartCheckedAsync();
        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();
        await app.WaitAsync(job.Id, JobState.Succeeded);

        var report = await CheckAsync(app);

        report.Entries.Keys.ShouldBe([Node, Cluster], ignoreOrder: true);
        report.Status.ShouldBe(HealthStatus.Healthy, Text(report));
    }

    [Fact]
    public async Task A_node_without_its_store_is_degraded_and_no_worse_until_it_is_back()
    {
        var app = await StartCheckedAsync(config => config.Options.HeartbeatTimeout = TimeSpan.FromSeconds(1));
        Faults.IsAway = true;

        var first = await CheckAsync(app);
        first.Entries[Node].Status.ShouldBe(HealthStatus.Degraded);
        first.Entries[Node].Description!.ShouldContain("does not answer");
        first.Entries[Cluster].Status.ShouldBe(HealthStatus.Unhealthy);
        await Eventually.BecomesAsync(
            "the heartbeat is too old",
            async () => (await CheckAsync(app)).Entries[Node].Description is { } text
                && text.Contains("has not answered the heartbeat", StringComparison.Ordinal)
                && text.Contains("starts no jobs", StringComparison.Ordinal),
            TestTime.Patience);

        Faults.BringBack();
        await Eventually.BecomesAsync("all is well", () => IsHealthyAsync(app), TestTime.Patience);
    }

    [Fact]
    public async Task A_lane_without_worker_and_a_backlog_are_the_clusters_and_not_the_nodes()
    {
        var app = await StartCheckedAsync(limits: limits => (limits.MaxBacklog, limits.MaxOldestWait) = (1, TimeSpan.Zero));
        await app.Jobs.OnceNowAsync<ProbeHandler>(workerLane: "mail");
        await app.Jobs.OnceNowAsync<ProbeHandler>(workerLane: "mail");

        var report = await CheckAsync(app);

        report.Entries[Node].Status.ShouldBe(HealthStatus.Healthy, Text(report));
        report.Entries[Cluster].Status.ShouldBe(HealthStatus.Unhealthy);
        report.Entries[Cluster].Description!.ShouldContain("2 jobs are due and not started; the limit is 1.");
        report.Entries[Cluster].Description!.ShouldContain("Lane 'mail' has 2 jobs and no live worker that takes jobs.");
        report.Entries[Cluster].Description!.ShouldContain("The oldest job of lane 'mail' has waited for");

        await app.Cluster.Lanes.PauseAsync("mail");
        (await CheckAsync(app)).Entries[Cluster].Description
            .ShouldBe($"Cluster '{app.Cluster.ClusterId}': 2 jobs are due and not started; the limit is 1.");
        await app.Cluster.SetModeAsync(ClusterMode.Passive);
        await Eventually.BecomesAsync("nothing is asked of a passive cluster", () => IsHealthyAsync(app), TestTime.Patience);
    }

    [Fact]
    public async Task The_oldest_wait_is_that_of_the_longest_due_job_however_many_were_stored_before_it()
    {
        var app = await StartCheckedAsync(
            limits: limits => (limits.NeedsWorkers, limits.MaxOldestWait) = (false, TimeSpan.FromHours(1)));
        var mail = new JobOptions { WorkerLane = "mail" };
        await app.Jobs.ScheduleManyAsync(
            [.. Enumerable.Range(0, 25).Select(_ => JobRequest.For<ProbeHandler>() with { Options = mail })]);
        (await IsHealthyAsync(app)).ShouldBeTrue();

        await app.Jobs.OnceAtAsync<ProbeHandler>(DateTimeOffset.UtcNow.AddHours(-2), workerLane: "mail");

        (await CheckAsync(app)).Entries[Cluster].Description!.ShouldMatch(
            @"The oldest job of lane 'mail' has waited for 02:00:\d\d; the limit is 01:00:00\.$");
    }

    [Fact]
    public async Task A_node_that_has_not_started_or_was_stopped_says_so()
    {
        var app = Track(BuildApp(Configured(_ => { }), Checked(_ => { })));
        (await CheckAsync(app)).Entries[Node].Description!.ShouldContain("has not started yet");
        await app.Host.StartAsync();
        (await CheckAsync(app)).Entries[Node].Status.ShouldBe(HealthStatus.Healthy);
        await app.Host.StopAsync();
        (await CheckAsync(app)).Entries[Node].Description!.ShouldContain("has stopped");
    }

    [Fact]
    public void Only_the_check_of_the_node_has_a_tag_and_it_fails_as_degraded()
    {
        var services = new ServiceCollection().AddLogging();
        Checked(_ => { })(services);
        using var provider = services.BuildServiceProvider();

        provider.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations
            .Select(check => (check.Name, Tags: string.Join(',', check.Tags), check.FailureStatus))
            .ShouldBe([(Node, "ready", HealthStatus.Degraded), (Cluster, "", HealthStatus.Unhealthy)]);
        Should.Throw<ArgumentOutOfRangeException>(() => Checked(limits => limits.MaxBacklog = -1)(services)).Message
            .ShouldContain("MaxBacklog must be");
    }

    private static Task<HealthReport> CheckAsync(TestApp app) =>
        app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync().Soon();

    private static async Task<bool> IsHealthyAsync(TestApp app) => (await CheckAsync(app)).Status == HealthStatus.Healthy;

    private static string Text(HealthReport report) =>
        string.Join(' ', report.Entries.Select(entry => $"{entry.Key}: {entry.Value.Status} {entry.Value.Description}"));

    private async Task<TestApp> StartCheckedAsync(
        Action<JobMasterClusterConfig>? configure = null, Action<JobMasterClusterCheckOptions>? limits = null) =>
        Track(await StartAppAsync(Configured(configure ?? (_ => { })), Checked(limits ?? (_ => { }))));

    private Action<JobMasterClusterConfig> Configured(Action<JobMasterClusterConfig> configure) => config =>
    {
        config.UseMasterStore("suite", _ => OpenStore()).AddJobHandler<ProbeHandler>();
        configure(config);
        config.AddWorker();
    };

    private Action<IServiceCollection> Checked(Action<JobMasterClusterCheckOptions> limits) => services =>
    {
        AddProbe(services);
        services.AddHealthChecks().AddJobMaster().AddJobMasterClusterCheck(limits);
    };
}
