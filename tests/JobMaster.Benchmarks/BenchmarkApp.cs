using JobMaster.Benchmarks.Measuring;
using JobMaster.Benchmarks.Providers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace JobMaster.Benchmarks;

/// <summary>An app as a user would write it, without logging, on one place.</summary>
internal sealed class BenchmarkApp : IAsyncDisposable
{
    private readonly IHost _host;

    private BenchmarkApp(IHost host) => _host = host;

    public IJobMasterScheduler Jobs => _host.Services.GetRequiredService<IJobMasterScheduler>();

    public IJobMasterCluster Cluster => _host.Services.GetRequiredService<IJobMasterCluster>();

    public IJobMasterMonitor Monitor => _host.Services.GetRequiredService<IJobMasterMonitor>();

    /// <param name="place">Where the cluster lives.</param>
    /// <param name="tally">Counts what runs.</param>
    /// <param name="hasWorker">Whether it runs jobs; if not, it only schedules.</param>
    /// <param name="configure">What else is configured.</param>
    public static BenchmarkApp Build(IBenchmarkPlace place, Tally tally, bool hasWorker, Action<JobMasterClusterConfig>? configure = null)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton(tally);
        builder.Services.AddJobMasterCluster(config =>
        {
            place.Use(config);
            config.AddJobHandler<WorkHandler>();
            if (hasWorker)
            {
                place.AddWorker(config);
            }

            configure?.Invoke(config);
        });
        return new BenchmarkApp(builder.Build());
    }

    public static async Task<BenchmarkApp> StartAsync(IBenchmarkPlace place, Tally tally, bool hasWorker)
    {
        var app = Build(place, tally, hasWorker);
        await app.StartAsync();
        return app;
    }

    public Task StartAsync() => _host.StartAsync();

    public Task<JobContext> ScheduleAsync(int number) => Jobs.OnceNowAsync(new Work(number));

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}
