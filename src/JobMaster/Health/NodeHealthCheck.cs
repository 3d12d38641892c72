using JobMaster.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JobMaster.Health;

/// <summary>Whether this node runs, reaches its store and has a heartbeat.</summary>
internal sealed class NodeHealthCheck(ClusterRegistry clusters, string? clusterId) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var problems = new List<string>();
        Exception? cause = null;
        foreach (var node in CheckedClusters.Of(clusters, clusterId))
        {
            problems.AddRange(node.Ailments().Select(ailment => $"Cluster '{node.ClusterId}': {ailment}"));
            try
            {
                await node.Store.Settings.ReadAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                cause ??= exception;
                problems.Add($"Cluster '{node.ClusterId}': {node.Store.Description} does not answer: {exception.Message}");
            }
        }

        return problems.Count == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded(string.Join(' ', problems), cause);
    }
}
