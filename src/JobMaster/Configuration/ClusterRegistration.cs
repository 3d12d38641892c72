namespace JobMaster.Configuration;

/// <summary>One call of AddJobMasterCluster.</summary>
internal sealed record ClusterRegistration(Action<IServiceProvider, JobMasterClusterConfig> Configure);
