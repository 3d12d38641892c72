using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JobMaster.AspNetCore.Live;

/// <summary>The hub of each cluster of the app.</summary>
internal sealed class LiveHubs(IServiceProvider services, JobMasterApiOptions options, ILogger logger)
{
    private readonly ConcurrentDictionary<string, Lazy<LiveHub>> _hubs = new(StringComparer.Ordinal);

    public LiveHub Of(IJobMasterCluster cluster) => _hubs.GetOrAdd(
        cluster.ClusterId,
        id => new Lazy<LiveHub>(() => new LiveHub(
            LiveReads.Of(cluster, services.GetRequiredKeyedService<IJobMasterMonitor>(id)), options,
            services.GetRequiredService<TimeProvider>(), logger))).Value;
}
