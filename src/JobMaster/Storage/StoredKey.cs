using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>
/// Keys as stores keep and compare them: the scope in front of the caller's key, each part on a line of its own. No part that a caller can
/// give has a line break.
/// </summary>
[Experimental("JM9001")]
public static class StoredKey
{
    /// <summary>The stored form of a job's idempotency key, or null when it has none.</summary>
    /// <param name="job">The job.</param>
    public static string? OfIdempotency(NewJob job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return job.IdempotencyKey is { } key ? Compose(job.IdempotencyScope ?? DefaultScope(job), job, key) : null;
    }

    private static JobKeyScope DefaultScope(NewJob job) => job.Tenant is null ? JobKeyScope.Cluster : JobKeyScope.Tenant;

    private static string Compose(JobKeyScope scope, NewJob job, string key) => StoredText.Clean(scope switch
    {
        JobKeyScope.DefinitionAndTenant when job.Tenant is null => $"definition {job.DefinitionId}\n{key}",
        JobKeyScope.DefinitionAndTenant => $"definition {job.DefinitionId}\ntenant {job.Tenant}\n{key}",
        JobKeyScope.Tenant when job.Tenant is not null => $"tenant {job.Tenant}\n{key}",
        _ => $"cluster\n{key}",
    });
}
