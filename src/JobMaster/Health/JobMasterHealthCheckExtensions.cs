using JobMaster.Configuration;
using JobMaster.Health;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JobMaster;

/// <summary>Adds health checks of nodes and clusters.</summary>
public static class JobMasterHealthCheckExtensions
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Adds a check of this node: it has started, the store answers within 5 seconds, and its workers' heartbeats are fresh. It is never
    /// worse than Degraded, because a pod without its store, or with a backlog, can still serve requests.
    /// </summary>
    /// <param name="builder">The app's health checks.</param>
    /// <param name="clusterId">The cluster; null for all clusters of the app.</param>
    /// <param name="name">The check's name.</param>
    /// <param name="tags">Its tags; null for <c>ready</c>.</param>
    /// <returns>The app's health checks.</returns>
    /// <example><code>
    /// builder.Services.AddHealthChecks().AddJobMaster();
    /// app.MapHealthChecks("/ready", new() { Predicate = check => check.Tags.Contains("ready") });
    /// </code></example>
    public static IHealthChecksBuilder AddJobMaster(
        this IHealthChecksBuilder builder, string? clusterId = null, string name = "jobmaster", IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Add(new HealthCheckRegistration(
            name, services => new NodeHealthCheck(Clusters(services), clusterId), HealthStatus.Degraded, tags ?? ["ready"], Longest));
    }

    /// <summary>
    /// Adds a check of the whole cluster, for alerting: each lane in use has a live worker, and the backlog and the oldest wait are within
    /// limits. It has no tag, so a readiness probe that selects by tag does not run it: no backlog takes web pods out of rotation.
    /// </summary>
    /// <param name="builder">The app's health checks.</param>
    /// <param name="configure">Sets the limits.</param>
    /// <param name="clusterId">The cluster; null for all clusters of the app.</param>
    /// <param name="name">The check's name.</param>
    /// <param name="failureStatus">The status it reports if a limit is exceeded.</param>
    /// <returns>The app's health checks.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A limit is negative.</exception>
    /// <example><code>
    /// builder.Services.AddHealthChecks().AddJobMasterClusterCheck(limits => limits.MaxBacklog = 50_000);
    /// app.MapHealthChecks("/health/jobs", new() { Predicate = check => check.Name == "jobmaster-cluster" });
    /// </code></example>
    public static IHealthChecksBuilder AddJobMasterClusterCheck(
        this IHealthChecksBuilder builder, Action<JobMasterClusterCheckOptions>? configure = null, string? clusterId = null,
        string name = "jobmaster-cluster", HealthStatus failureStatus = HealthStatus.Unhealthy)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new JobMasterClusterCheckOptions();
        configure?.Invoke(options);
        options.Check();
        return builder.Add(new HealthCheckRegistration(
            name, services => new ClusterHealthCheck(Clusters(services), clusterId, options),
            failureStatus, tags: [], timeout: 6 * Longest));
    }

    private static ClusterRegistry Clusters(IServiceProvider services) =>
        services.GetService<ClusterRegistry>() ?? throw new JobMasterConfigurationException(
            "The app has no cluster to check. Call builder.Services.AddJobMasterCluster(config => …) before the app is built.");
}
