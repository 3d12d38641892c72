using JobMaster.Cluster;
using JobMaster.Configuration;

namespace JobMaster.Health;

/// <summary>The clusters that a check is about.</summary>
internal static class CheckedClusters
{
    /// <exception cref="JobMasterConfigurationException">There is no cluster with that id here.</exception>
    public static IReadOnlyList<ClusterNode> Of(ClusterRegistry clusters, string? clusterId) =>
        clusterId is null ? clusters.Nodes : [clusters.Get(clusterId)];
}
