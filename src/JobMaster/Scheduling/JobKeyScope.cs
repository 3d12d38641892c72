namespace JobMaster;

/// <summary>Among which jobs a key is one and the same.</summary>
public enum JobKeyScope
{
    /// <summary>Among all jobs of the cluster that are scheduled with this scope.</summary>
    Cluster = 1,

    /// <summary>Among the jobs of one tenant. For a job without a tenant it is the same as <see cref="Cluster"/>.</summary>
    Tenant = 2,

    /// <summary>Among the jobs of one definition and tenant, or of one definition when they have no tenant.</summary>
    DefinitionAndTenant = 3,
}
