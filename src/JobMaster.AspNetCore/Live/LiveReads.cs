using System.Text.Json;
using JobMaster.AspNetCore.Access;
using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Contracts;

namespace JobMaster.AspNetCore.Live;

/// <summary>The reads of the one reader of a cluster.</summary>
/// <param name="TopicAsync">Reads the current JSON of a topic.</param>
/// <param name="JobAsync">Reads one current job, or null.</param>
internal sealed record LiveReads(
    Func<LiveTopic, CancellationToken, Task<byte[]>> TopicAsync, Func<Guid, CancellationToken, Task<JobDetails?>> JobAsync)
{
    private const int MostOperations = 50;
    private const int MostGroups = 100;

    /// <param name="cluster">The cluster.</param>
    /// <param name="monitor">Reads it.</param>
    /// <param name="titles">Hides values in titles, because all listeners get the same.</param>
    public static LiveReads Of(IJobMasterCluster cluster, IJobMasterMonitor monitor, GroupTitles titles) =>
        new((topic, cancellationToken) => ReadAsync(cluster, monitor, titles, topic, cancellationToken), monitor.Jobs.GetAsync);

    private static async Task<byte[]> ReadAsync(
        IJobMasterCluster cluster, IJobMasterMonitor monitor, GroupTitles titles, LiveTopic topic, CancellationToken cancellationToken)
    {
        switch (topic)
        {
            case LiveTopic.Overview:
                var overview = new LiveOverview(cluster.Mode, await monitor.Jobs.CountAsync(cancellationToken));
                return JsonSerializer.SerializeToUtf8Bytes(overview, ApiJson.Default.LiveOverview);
            case LiveTopic.Lanes:
                var lanes = await monitor.Lanes.ListAsync(cancellationToken);
                return JsonSerializer.SerializeToUtf8Bytes(LaneListView.Of(lanes), ApiJson.Default.LaneListView);
            case LiveTopic.Operations:
                var operations = await OperationsAsync(monitor.Operations, cancellationToken);
                return JsonSerializer.SerializeToUtf8Bytes(
                    new OperationList([.. operations.Select(OperationView.Of)], null), ApiJson.Default.OperationList);
            default:
                var (groups, isComplete) = await FirstOf.ReadAsync(
                    MostGroups, count => monitor.Failures.ListGroupsAsync(count, cancellationToken: cancellationToken));
                return JsonSerializer.SerializeToUtf8Bytes(
                    new FailureGroupList(await titles.HideAsync(groups, cancellationToken), isComplete),
                    ApiJson.Default.FailureGroupList);
        }
    }

    /// <summary>The newest operations, and older ones that are paused: they wait for an operator.</summary>
    private static async Task<IReadOnlyList<JobOperationDetails>> OperationsAsync(
        IOperationMonitor monitor, CancellationToken cancellationToken)
    {
        var newest = await monitor.ListAsync(MostOperations, cancellationToken: cancellationToken);
        return newest.Count < MostOperations ? newest
            : [.. newest, .. await monitor.ListAsync(MostOperations, newest[^1].Id, JobOperationState.Paused, cancellationToken)];
    }
}
