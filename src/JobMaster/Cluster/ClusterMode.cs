using System.Text.Json.Serialization;

namespace JobMaster;

/// <summary>
/// What the whole cluster does at present. Set in configuration, changed at run time for every node through
/// <see cref="IJobMasterCluster"/>.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<ClusterMode>))]
public enum ClusterMode
{
    /// <summary>Accepts jobs and runs them. The default.</summary>
    Active = 1,

    /// <summary>Accepts jobs, starts none. Jobs that already run are left to finish.</summary>
    Passive = 2,

    /// <summary>Read only: refuses new jobs and changes, starts none.</summary>
    Archive = 3,
}
