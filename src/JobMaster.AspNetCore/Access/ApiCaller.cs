namespace JobMaster.AspNetCore.Access;

/// <summary>The caller, and what they may do and see. A null list means no limit.</summary>
internal sealed record ApiCaller(string Name, ApiPermissions Permissions)
{
    /// <summary>The caller of a call that is open to anybody.</summary>
    public static readonly ApiCaller Nobody = new("nobody", ApiPermissions.None);

    /// <summary>Distinguishes callers with the same name, such as a key and a user.</summary>
    public string Identity { get; init; } = Name;

    public IReadOnlyList<string>? Clusters { get; init; }

    public IReadOnlyList<string>? Tenants { get; init; }

    public IReadOnlyList<string>? Definitions { get; init; }

    /// <summary>Whether parts of a cluster are hidden. Then everything about the whole cluster is hidden too.</summary>
    public bool IsLimited => Tenants is not null || Definitions is not null;

    /// <summary>The tenant of a caller limited to one, used if the call names none.</summary>
    public string? SoleTenant => Sole(Tenants);

    /// <summary>The definition of a caller limited to one, used if the call names none.</summary>
    public string? SoleDefinition => Sole(Definitions);

    public bool May(ApiPermissions permission) => (Permissions & (permission | ApiPermissions.Admin)) != 0;

    public bool SeesCluster(string clusterId) => Clusters?.Contains(clusterId, StringComparer.Ordinal) != false;

    public bool SeesDefinition(string definitionId) => Definitions?.Contains(definitionId, StringComparer.Ordinal) != false;

    /// <param name="tenant">Null for jobs without a tenant; a caller limited to tenants does not see these.</param>
    public bool SeesTenant(string? tenant) => Tenants is null || (tenant is not null && Tenants.Contains(tenant, StringComparer.Ordinal));

    public bool Sees(JobDetails job) => SeesDefinition(job.JobDefinitionId) && SeesTenant(job.Tenant);

    public bool Sees(JobSummary job) => SeesDefinition(job.JobDefinitionId) && SeesTenant(job.Tenant);

    public bool Sees(RecurringScheduleContext schedule) => SeesDefinition(schedule.JobDefinitionId) && SeesTenant(schedule.Tenant);

    /// <summary>
    /// Whether a list of this tenant and definition holds nothing for the caller. It never reads the store: even the <c>next</c> of a page
    /// without rows would show that jobs exist.
    /// </summary>
    public bool SeesNothingOf(string? tenant, string? definitionId) =>
        (tenant is not null && !SeesTenant(tenant))
        || (definitionId is not null && !definitionId.EndsWith('*') && !SeesDefinition(definitionId));

    private static string? Sole(IReadOnlyList<string>? names) => names is [var only] && !only.EndsWith('*') ? only : null;
}
