namespace JobMaster.AspNetCore.Access;

/// <summary>Who makes a call, and what they may do and see. A list that is null does not limit.</summary>
internal sealed record ApiCaller(string Name, ApiPermissions Permissions)
{
    public IReadOnlyList<string>? Clusters { get; init; }

    public IReadOnlyList<string>? Tenants { get; init; }

    public IReadOnlyList<string>? Definitions { get; init; }

    /// <summary>Whether parts of a cluster are hidden, so that what is about all of it is too.</summary>
    public bool IsLimited => Tenants is not null || Definitions is not null;

    public bool May(ApiPermissions permission) => (Permissions & (permission | ApiPermissions.Admin)) != 0;

    public bool SeesCluster(string clusterId) => Clusters?.Contains(clusterId, StringComparer.Ordinal) != false;

    public bool SeesDefinition(string definitionId) => Definitions?.Contains(definitionId, StringComparer.Ordinal) != false;

    /// <param name="tenant">Null for jobs without a tenant, which a caller limited to tenants does not see.</param>
    public bool SeesTenant(string? tenant) => Tenants is null || (tenant is not null && Tenants.Contains(tenant, StringComparer.Ordinal));

    public bool Sees(JobDetails job) => SeesDefinition(job.JobDefinitionId) && SeesTenant(job.Tenant);

    public bool Sees(JobSummary job) => SeesDefinition(job.JobDefinitionId) && SeesTenant(job.Tenant);

    public bool Sees(RecurringScheduleContext schedule) => SeesDefinition(schedule.JobDefinitionId) && SeesTenant(schedule.Tenant);
}
