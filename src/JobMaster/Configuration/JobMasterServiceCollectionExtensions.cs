using JobMaster.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace JobMaster;

/// <summary>Adds clusters to an app.</summary>
public static class JobMasterServiceCollectionExtensions
{
    /// <summary>
    /// Adds a cluster, and <see cref="TimeProvider.System"/> unless the app has a <see cref="TimeProvider"/>. The cluster starts and stops
    /// with the host. Its handlers are the registered ones, or else those of the app's own assembly.
    /// </summary>
    /// <param name="services">The app's services.</param>
    /// <param name="configure">Configures the cluster.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddJobMasterCluster(this IServiceCollection services, Action<JobMasterClusterConfig> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return services.AddJobMasterCluster((_, config) => configure(config));
    }

    /// <summary>Adds a cluster that needs services to be configured, such as a connection string from a vault client.</summary>
    /// <param name="services">The app's services.</param>
    /// <param name="configure">Configures the cluster, when the host starts or the scheduler is first resolved.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddJobMasterCluster(
        this IServiceCollection services, Action<IServiceProvider, JobMasterClusterConfig> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(new ClusterRegistration(configure));
        services.TryAddSingleton<ClusterRegistry>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, JobMasterLifecycle>());
        services.TryAddSingleton(provider => provider.GetRequiredService<ClusterRegistry>().Default.Scheduler);
        services.TryAddSingleton(provider => provider.GetRequiredService<ClusterRegistry>().Default.Monitor);
        services.TryAddSingleton<IJobMasterCluster>(provider => provider.GetRequiredService<ClusterRegistry>().Default);
        services.TryAddSingleton<IJobMasterClusters>(provider => provider.GetRequiredService<ClusterRegistry>());
        services.TryAddKeyedSingleton(
            KeyedService.AnyKey, (provider, key) => provider.GetRequiredService<ClusterRegistry>().Get($"{key}").Scheduler);
        services.TryAddKeyedSingleton(
            KeyedService.AnyKey, (provider, key) => provider.GetRequiredService<ClusterRegistry>().Get($"{key}").Monitor);
        services.TryAddKeyedSingleton<IJobMasterCluster>(
            KeyedService.AnyKey, (provider, key) => provider.GetRequiredService<ClusterRegistry>().Get($"{key}"));
        return services;
    }

    /// <summary>
    /// Starts all clusters of the app now instead of with the host, so that configuration and connection errors are thrown here. Calling it
    /// again, or starting the host afterwards, does no harm.
    /// </summary>
    /// <param name="services">The app's service provider.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="JobMasterConfigurationException">The configuration is invalid.</exception>
    /// <exception cref="JobMasterStoreException">A master cannot be reached or used.</exception>
    public static async Task StartJobMasterRuntimeAsync(this IServiceProvider services, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(services);
        var clusters = services.GetService<ClusterRegistry>()
            ?? throw new JobMasterConfigurationException(
                "The app has no cluster to start. Call builder.Services.AddJobMasterCluster(config => …) before the app is built.");
        foreach (var node in clusters.Nodes)
        {
            await node.StartAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
