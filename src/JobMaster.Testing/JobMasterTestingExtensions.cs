using JobMaster.Configuration;
using JobMaster.Storage;
using JobMaster.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace JobMaster;

/// <summary>Puts clusters in memory, for tests.</summary>
public static class JobMasterTestingExtensions
{
    /// <summary>Keeps everything in memory, for as long as the host lives.</summary>
    /// <param name="config">The cluster.</param>
    /// <returns>The cluster.</returns>
    public static JobMasterClusterConfig UseInMemory(this JobMasterClusterConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return config.UseMasterStore("memory", InMemoryMasterStore.Create);
    }

    /// <summary>Keeps the agent's messages in memory, for as long as the host lives.</summary>
    /// <param name="agent">The agent connection.</param>
    /// <returns>The agent connection.</returns>
    public static JobMasterAgentConfig UseInMemoryForAgent(this JobMasterAgentConfig agent)
    {
        ArgumentNullException.ThrowIfNull(agent);
        return agent.UseTransport("memory", context => new InMemoryAgentTransport(context, new InMemoryAgentState()));
    }

    /// <summary>
    /// Replaces the store of every cluster by one in memory, its agents by agents in memory, and the app's <see cref="TimeProvider"/> by a
    /// clock that the test moves. Everything else stays as the app configures it; nothing connects to a database. Call it before or after
    /// <c>AddJobMasterCluster</c>, as in <c>WebApplicationFactory.ConfigureTestServices</c>.
    /// </summary>
    /// <param name="services">The app's services.</param>
    /// <param name="configure">How the test clusters behave.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection ReplaceJobMasterWithTestCluster(
        this IServiceCollection services, Action<JobMasterTestOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = new JobMasterTestOptions();
        configure?.Invoke(options);
        TimeProvider clock = options.UseRealTime ? new WatchedRealClock() : new TestClock(options.StartTime, options.TimestampFrequency);
        services.RemoveAll<TimeProvider>();
        services.AddSingleton(clock);
        services.RemoveAll<TestRig>();
        services.AddSingleton(provider => new TestRig(provider, clock, options));
        services.Replace(ServiceDescriptor.Singleton<ITestRig>(provider => provider.GetRequiredService<TestRig>()));
        services.Replace(ServiceDescriptor.Singleton<IMasterStoreReplacement>(provider => provider.GetRequiredService<TestRig>()));
        services.Replace(ServiceDescriptor.Singleton<IAgentTransportReplacement>(provider => provider.GetRequiredService<TestRig>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, TestShutdown>());
        return services;
    }

    /// <summary>The test's handle on a cluster of the app.</summary>
    /// <param name="services">The app's services.</param>
    /// <param name="clusterId">Which cluster; null for the only or default one.</param>
    /// <returns>The cluster; the same one at each call.</returns>
    /// <exception cref="InvalidOperationException"><see cref="ReplaceJobMasterWithTestCluster"/> was not called.</exception>
    /// <exception cref="JobMasterConfigurationException">There is no such cluster, or its configuration cannot work.</exception>
    public static JobMasterTestCluster GetJobMasterTestCluster(this IServiceProvider services, string? clusterId = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var rig = services.GetService<TestRig>() ?? throw new InvalidOperationException(
            "This app has no test clusters. Call services.ReplaceJobMasterWithTestCluster() where the test configures the app's services.");
        var clusters = services.GetService<ClusterRegistry>() ?? throw new InvalidOperationException(
            "This app has no cluster. Call services.AddJobMasterCluster(…) where the app configures its services.");
        return rig.ClusterOf(clusterId is null ? clusters.Default : clusters.Get(clusterId));
    }
}
