using System.Globalization;
using JobMaster.Cluster;
using JobMaster.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JobMaster.Health;

/// <summary>Whether the lanes of a cluster have workers and keep up.</summary>
internal sealed class ClusterHealthCheck(
    ClusterRegistry clusters, string? clusterId, JobMasterClusterCheckOptions options) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var problems = new List<string>();
        Exception? cause = null;
        foreach (var node in CheckedClusters.Of(clusters, clusterId).Where(node => node.Mode == ClusterMode.Active))
        {
            try
            {
                problems.AddRange((await FindAsync(node, cancellationToken).ConfigureAwait(false))
                    .Select(problem => $"Cluster '{node.ClusterId}': {problem}"));
            }
            catch (JobMasterStoreException exception)
            {
                cause ??= exception;
                problems.Add($"Cluster '{node.ClusterId}': {exception.Message}");
            }
        }

        return problems.Count == 0
            ? HealthCheckResult.Healthy()
            : new HealthCheckResult(context.Registration.FailureStatus, string.Join(' ', problems), cause);
    }

    private async Task<IReadOnlyList<string>> FindAsync(ClusterNode node, CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        var lanes = (await node.Monitor.Lanes.ListAsync(cancellationToken).ConfigureAwait(false)).Lanes;
        if (options.MaxBacklog is { } most && lanes.Sum(lane => lane.Ready) is var backlog && backlog > most)
        {
            problems.Add(Text($"{backlog:N0} jobs are due and not started; the limit is {most:N0}."));
        }

        foreach (var lane in lanes.Where(lane => lane.Pause is null))
        {
            var jobs = lane.Scheduled + lane.Ready + lane.Running;
            if (options.NeedsWorkers && jobs > 0 && !lane.Workers.Any(worker => worker.State == WorkerState.Active))
            {
                problems.Add(Text($"Lane '{lane.Name}' has {jobs:N0} jobs and no live worker that takes jobs."));
            }
        }

        if (options.MaxOldestWait is { } longest)
        {
            var paused = lanes.Where(lane => lane.Pause is not null).Select(lane => lane.Name).ToHashSet(StringComparer.Ordinal);
            problems.AddRange(
                (await node.Store.Alerts.ReadWaitsAsync(cancellationToken).ConfigureAwait(false))
                .Where(wait => wait.Longest > longest && !paused.Contains(wait.Lane))
                .Select(wait => Text(
                    $"The oldest job of lane '{wait.Lane}' has waited for {Rounded(wait.Longest):c}; the limit is {longest:c}.")));
        }

        return problems;
    }

    private static TimeSpan Rounded(TimeSpan wait) => TimeSpan.FromSeconds(Math.Round(wait.TotalSeconds));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
