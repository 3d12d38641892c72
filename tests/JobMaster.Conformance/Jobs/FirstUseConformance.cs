using JobMaster.Conformance.Surroundings;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Conformance.Jobs;

/// <summary>Calls between building the app and starting it, on a place without tables: the first use makes them.</summary>
public abstract class FirstUseConformance<TFixture> : IAsyncLifetime
    where TFixture : IStoreFixture, new()
{
    private static readonly Dictionary<string, Func<TestApp, Task>> Calls = new(StringComparer.Ordinal)
    {
        ["schedule"] = app => app.Jobs.OnceNowAsync("probe"),
        ["schedule with a key"] = app =>
            app.Jobs.ScheduleAsync(JobRequest.ForDefinition("probe") with { Options = new JobOptions { IdempotencyKey = "k" } }),
        ["schedule many"] = app => app.Jobs.ScheduleManyAsync([JobRequest.ForDefinition("probe")]),
        ["cancel"] = app => app.Jobs.CancelJobAsync(Guid.CreateVersion7()),
        ["reschedule"] = app => app.Jobs.ReScheduleAsync(Guid.CreateVersion7(), DateTimeOffset.UnixEpoch),
        ["replay"] = app => app.Jobs.ReplayAsync(Guid.CreateVersion7()),
        ["recur"] = app => app.Jobs.RecurringAsync<ProbeHandler>(TimeSpan.FromHours(1), key: "k"),
        ["cancel a schedule"] = app => app.Jobs.TryCancelRecurringAsync(Guid.CreateVersion7()),
        ["count"] = app => app.Monitor.CountAsync(),
        ["set the mode"] = app => app.Cluster.SetModeAsync(ClusterMode.Passive),
    };

    private readonly List<TestApp> _apps = [];
    private readonly Probe _probe = new();

    public static TheoryData<string> Names => [.. Calls.Keys];

    protected TFixture Fixture { get; } = new();

    public Task InitializeAsync() => Fixture.PrepareAsync();

    public async Task DisposeAsync()
    {
        foreach (var app in _apps)
        {
            await app.DisposeAsync();
        }

        await Fixture.CleanUpAsync();
    }

    [Fact]
    public async Task Jobs_scheduled_before_the_start_run_after_it()
    {
        var app = Build(config => config.AddWorker());

        var jobs = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => app.Jobs.OnceNowAsync<ProbeHandler>()));
        (await app.Monitor.CountAsync()).Ready.ShouldBe(20);
        await app.Host.StartAsync();

        foreach (var job in jobs)
        {
            await app.WaitAsync(job.Id, JobState.Succeeded);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_call_may_be_the_first(string name)
    {
        var app = Build();

        await Calls[name](app);

        (await app.Cluster.GetPendingSqlAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_first_call_heeds_the_mode_that_is_stored()
    {
        await Build().Cluster.SetModeAsync(ClusterMode.Archive);

        (await Should.ThrowAsync<JobRejectedException>(Build().Jobs.OnceNowAsync("probe"))).Message.ShouldContain("is in mode Archive");
    }

    [Fact]
    public async Task A_caller_that_gives_up_leaves_the_first_use_to_the_others()
    {
        var app = Build();
        using var givenUp = new CancellationTokenSource();
        await givenUp.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(app.Jobs.OnceNowAsync<ProbeHandler>(cancellationToken: givenUp.Token));

        (await app.Jobs.OnceNowAsync<ProbeHandler>()).IsNew.ShouldBeTrue();
        (await app.Monitor.CountAsync()).Ready.ShouldBe(1);
    }

    protected TestApp Build(Action<JobMasterClusterConfig>? configure = null)
    {
        var app = TestApp.Build(
            config =>
            {
                config.UseMasterStore("suite", _ => Fixture.Open(null)).AddJobHandler<ProbeHandler>();
                configure?.Invoke(config);
            },
            services => services.AddSingleton(_probe),
            Fixture as ISurroundings);
        _apps.Add(app);
        return app;
    }
}

/// <summary>The same on a database, whose tables somebody else makes when provisioning is off.</summary>
public abstract class SqlFirstUseConformance<TFixture> : FirstUseConformance<TFixture>
    where TFixture : ITransactionalStoreFixture, new()
{
    [Fact]
    public async Task With_provisioning_off_the_first_use_says_what_to_run()
    {
        var app = Build(config => config.DisableAutoProvisionSqlSchema());

        foreach (
            var call in new Func<Task>[] { () =>
                app.Jobs.OnceNowAsync("probe"), () =>
                    app.Jobs.ScheduleManyAsync([JobRequest.ForDefinition("probe")]), () => app.Monitor.CountAsync() })
        {
            var message = (await Should.ThrowAsync<JobMasterStoreException>(call)).Message;
            message.ShouldContain("provisioning is off. Run the ");
            message.ShouldContain("IJobMasterCluster.GetPendingSqlAsync returns");
        }

        (await app.Cluster.GetPendingSqlAsync()).ShouldNotBeEmpty();
    }
}
