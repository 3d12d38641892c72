using System.Text.Json.Serialization;

namespace JobMaster;

/// <summary>
/// What the whole cluster does now. The configuration sets it; <see cref="IJobMasterCluster"/> changes it for every node at run time.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<ClusterMode>))]
public enum ClusterMode
{
    /// <summary>Accepts jobs and runs them. The default.</summary>
    Active = 1,

    /// <summary>Accepts jobs, starts none. Running jobs finish.</summary>
    Passive = 2,

    /// <summary>Read only: refuses new jobs and changes, starts none.</summary>
    Archive = 3,
}
