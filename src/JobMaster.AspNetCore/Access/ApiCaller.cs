namespace JobMaster.AspNetCore.Access;

/// <summary>Who makes a call, and what they may do and see. A list that is null does not limit.</summary>
internal sealed record ApiCaller(string Name, ApiPermissions Permissions)
{
    /// <summary>Who makes a call that anybody may make.</summary>
    public static readonly ApiCaller Nobody = new("nobody", ApiPermissions.None);

    /// <summary>Tells callers apart whose names are the same, such as a key and a user.</summary>
    public string Identity { get; init; } = Name;

    public IReadOnlyList<string>? Clusters { get; init; }

    public IReadOnlyList<string>? Tenants { get; init; }

    public IReadOnlyList<string>? Definitions { get; init; }

    /// <summary>Whether parts of a cluster are hidden, so that what is about all of it is too.</summary>
    public bool IsLimited => Tenants is not null || Definitions is not null;

    /// <summary>The tenant that a caller limited to one asks for without naming it.</summary>
    public string? SoleTenant => Sole(Tenants);

    /// <summary>The definition that a caller limited to one asks for without naming it.</summary>
    public string? SoleDefinition => Sole(Definitions);

    public bool May(ApiPermissions permission) => (Permissions & (permission | ApiPermissions.Admin)) != 0;

    public bool SeesCluster(string clusterId) => Clusters?.Contains(clusterId, StringComparer.Ordinal) != false;

    public bool SeesDefinition(string definitionId) => Definitions?.Contains(definitionId, StringComparer.Ordinal) != false;

    /// <param name="tenant">Null for jobs without a tenant, which a caller limited to tenants does not see.</param>
    public bool SeesTenant(string? tenant) => Tenants is null || (tenant is not null && Tenants.Contains(tenant, StringComparer.Ordinal));

    public bool Sees(JobDetails job) => SeesDefinition(job.JobDefinitionId) && SeesTenant(job.Tenant);

    public bool Sees(JobSummary job) => SeesDefinition(job.JobDefinitionId) && SeesTenant(job.Tenant);

    public bool Sees(RecurringScheduleContext schedule) => SeesDefinition(schedule.JobDefinitionId) && SeesTenant(schedule.Tenant);

    /// <summary>
    /// Whether a list of this tenant and definition holds nothing for the caller. It is answered without a look at the store: even a page
    /// without rows tells by its <c>next</c> what there is.
    /// </summary>
    public bool SeesNothingOf(string? tenant, string? definitionId) =>
        (tenant is not null && !SeesTenant(tenant))
        || (definitionId is not null && !definitionId.EndsWith('*') && !SeesDefinition(definitionId));

    private static string? Sole(IReadOnlyList<string>? names) => names is [var only] && !only.EndsWith('*') ? only : null;
}
