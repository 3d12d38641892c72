using System.Collections.Concurrent;
using JobMaster.AspNetCore.Access;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JobMaster.AspNetCore.Live;

/// <summary>The hub of each cluster of the app.</summary>
internal sealed class LiveHubs(IServiceProvider services, JobMasterApiOptions options, ILogger logger)
{
    private readonly ConcurrentDictionary<string, Lazy<LiveHub>> _hubs = new(StringComparer.Ordinal);

    public LiveHub Of(IJobMasterCluster cluster) => _hubs.GetOrAdd(
        cluster.ClusterId,
        id => new Lazy<LiveHub>(() => New(cluster, services.GetRequiredKeyedService<IJobMasterMonitor>(id)))).Value;

    private LiveHub New(IJobMasterCluster cluster, IJobMasterMonitor monitor) => new(
        LiveReads.Of(cluster, monitor, new GroupTitles(monitor.Jobs, options.RedactedNames)), options,
        services.GetRequiredService<TimeProvider>(), logger);
}
