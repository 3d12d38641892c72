using JobMaster.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace JobMaster.Tests.Testing;

/// <summary>
/// An app as a user would test it: its own configuration names a store that cannot be reached, the kit puts another in its place.
/// </summary>
internal sealed class TestHost : IAsyncDisposable
{
    private readonly IHost _host;

    private TestHost(IHost host) => (_host, Cluster) = (host, host.Services.GetJobMasterTestCluster());

    public JobMasterTestCluster Cluster { get; }

    public TestClock Clock => Cluster.Clock;

    public IServiceProvider Services => _host.Services;

    public IJobMasterScheduler Jobs => Services.GetRequiredService<IJobMasterScheduler>();

    /// <summary>What the store holds.</summary>
    public InMemoryState State() => Services.GetRequiredService<TestRig>().AccessTo(Cluster.ClusterId).Run((state, _) => state);

    public static async Task<TestHost> StartAsync(
        Action<JobMasterClusterConfig> configure, Action<IServiceCollection>? services = null, Action<JobMasterTestOptions>? options = null)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddJobMasterCluster(config =>
        {
            config.UseMasterStore("production", _ => throw new InvalidOperationException("A test must not open the production store."));
            configure(config);
        });
        services?.Invoke(builder.Services);
        builder.Services.ReplaceJobMasterWithTestCluster(options);
        var host = builder.Build();
        await host.StartAsync();
        return new TestHost(host);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
