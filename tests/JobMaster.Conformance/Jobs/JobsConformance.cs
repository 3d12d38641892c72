using JobMaster.Conformance.Surroundings;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Conformance.Jobs;

/// <summary>Whole apps on one store: what a user of the library sees, for every provider.</summary>
public abstract class JobsConformance<TFixture> : IAsyncLifetime
    where TFixture : IStoreFixture, new()
{
    private readonly List<TestApp> _apps = [];

    protected TFixture Fixture { get; } = new();

    protected Probe Probe { get; } = new();

    public Task InitializeAsync() => Fixture.PrepareMigratedAsync();

    public async Task DisposeAsync()
    {
        foreach (var app in _apps)
        {
            await app.DisposeAsync();
        }

        await Fixture.CleanUpAsync();
    }

    /// <summary>Opens the store of the app that starts.</summary>
    protected virtual IMasterStore OpenStore() => Fixture.Open(null);

    /// <summary>Starts an app with one plain worker.</summary>
    protected Task<TestApp> StartAsync(Action<JobMasterClusterConfig>? configure = null) =>
        StartAsync(Probe, configure ?? (config => config.AddWorker()));

    protected void AddProbe(IServiceCollection services) => services.AddSingleton(Probe);

    /// <summary>Has an app stopped at the end of the test.</summary>
    protected TestApp Track(TestApp app)
    {
        lock (_apps)
        {
            _apps.Add(app);
        }

        return app;
    }

    /// <summary>Starts an app as configured, with the suite's handlers doing what the probe says.</summary>
    protected async Task<TestApp> StartAsync(Probe probe, Action<JobMasterClusterConfig> configure)
    {
        var app = await StartAppAsync(
            config =>
            {
                config.UseMasterStore("suite", _ => OpenStore())
                    .AddJobHandler<ProbeHandler>()
                    .AddJobHandler<ImageHandler>()
                    .AddJobHandler<OrderHandler>();
                configure(config);
            },
            services => services.AddSingleton(probe));
        return Track(app);
    }

    /// <summary>Starts an app with nothing in it but what it is given and the suite's surroundings.</summary>
    protected Task<TestApp> StartAppAsync(Action<JobMasterClusterConfig> configure, Action<IServiceCollection>? services = null) =>
        TestApp.StartAsync(configure, services, Fixture as ISurroundings);

    /// <summary>Builds such an app and does not start it.</summary>
    protected TestApp BuildApp(Action<JobMasterClusterConfig> configure, Action<IServiceCollection>? services = null) =>
        TestApp.Build(configure, services, Fixture as ISurroundings);

    /// <summary>Stores a job past all checks, as an earlier version of an app may have.</summary>
    protected async Task<Guid> StoreAsync(string definitionId, string payload, string lane = "default")
    {
        var job = new NewJob
        {
            Id = Guid.CreateVersion7(), DefinitionId = definitionId, Lane = lane, Priority = JobMasterPriority.Medium,
            Timeout = TimeSpan.FromMinutes(1), MaxRetries = 3, Payload = payload,
        };
        await using var store = Fixture.Open(null);
        await store.Jobs.InsertAsync([job], mayBeStored: false, default);
        return job.Id;
    }

    /// <summary>Stops an app before the test ends.</summary>
    protected async Task StopAsync(TestApp app)
    {
        _apps.Remove(app);
        await app.DisposeAsync();
    }

    /// <summary>What the attempts of a job said, without what hostile surroundings add.</summary>
    protected static async Task<IReadOnlyList<JobLogLine>> LogOfAsync(TestApp app, Guid jobId) =>
        [.. (await app.Monitor.GetLogAsync(jobId)).Where(line => !HostileException.IsNamedIn(line.Text))];

    protected static WriteableMessageData Named(string name) => WriteableMessageData.New().SetStringValue("Name", name);
}
