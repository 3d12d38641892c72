namespace JobMaster;

/// <summary>The clusters of this app.</summary>
public interface IJobMasterClusters
{
    /// <summary>All clusters, in the order in which they were added.</summary>
    /// <exception cref="JobMasterConfigurationException">The configuration cannot work.</exception>
    IReadOnlyList<IJobMasterCluster> All { get; }
}
