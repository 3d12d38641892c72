namespace JobMaster;

/// <summary>The clusters that this app has.</summary>
public interface IJobMasterClusters
{
    /// <summary>Each of them, in the order in which they were added.</summary>
    /// <exception cref="JobMasterConfigurationException">The configuration cannot work.</exception>
    IReadOnlyList<IJobMasterCluster> All { get; }
}
