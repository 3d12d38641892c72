namespace JobMaster;

/// <summary>The jobs among which a key is unique.</summary>
public enum JobKeyScope
{
    /// <summary>All jobs of the cluster that are scheduled with this scope.</summary>
    Cluster = 1,

    /// <summary>The jobs of one tenant. For a job without a tenant, the same as <see cref="Cluster"/>.</summary>
    Tenant = 2,

    /// <summary>The jobs of one definition and tenant, or of one definition if they have no tenant.</summary>
    DefinitionAndTenant = 3,
}
