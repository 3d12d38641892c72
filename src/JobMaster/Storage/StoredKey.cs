using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace JobMaster.Storage;

/// <summary>
/// Keys as stores keep and compare them: the scope before the caller's key, each part on its own line. No part that a caller can give has a
/// line break.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public static class StoredKey
{
    /// <summary>The stored form of a job's idempotency key, or null if it has none.</summary>
    /// <param name="job">The job.</param>
    public static string? OfIdempotency(NewJob job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return job.IdempotencyKey is { } key ? Compose(job.IdempotencyScope ?? DefaultScope(job), job, key) : null;
    }

    /// <summary>
    /// The stored form of a job's idempotency key together with the mark of its call, or null if it lacks one of them. A hash, so that it
    /// is no longer than other keys.
    /// </summary>
    /// <param name="job">The job.</param>
    public static string? OfCall(NewJob job) => OfIdempotency(job) is { } key && job.IdempotencyMark is { } mark
        ? $"call {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{key}\n{mark}")))}"
        : null;

    /// <summary>The stored form of a job's unique key, or null if it has no such rule.</summary>
    /// <param name="job">The job.</param>
    public static string? OfUnique(NewJob job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return job.Unique is { } unique ? "unique " + Compose(unique.Scope, job, Keyed(unique, job.Payload).Key!) : null;
    }

    /// <summary>The error for a job whose unique key another job holds.</summary>
    /// <param name="job">The job that was refused.</param>
    /// <param name="holder">The job that holds the key.</param>
    public static JobRejectedException Refusal(NewJob job, Guid holder)
    {
        ArgumentNullException.ThrowIfNull(job);
        var key = job.Unique?.Key is { } given ? $"unique key '{given}'" : "unique key, its payload,";
        var remedy = job.Unique?.OnConflict == UniqueConflict.ReplaceWaiting
            ? $"That job runs, or is of another definition or tenant (the scope of the key is {job.Unique.Scope}), "
                + "so it cannot be replaced. Wait until it has ended, or give the job a key of its own."
            : "Wait until that job has ended, give the job a key of its own, or set OnConflict to ReturnExisting.";
        return new JobRejectedException($"Job '{job.DefinitionId}' was not accepted: its {key} is held by job {holder}. {remedy}")
        {
            HeldBy = holder,
            RefusedId = job.Id,
        };
    }

    /// <summary>
    /// The rule with its key. A rule without a key gets one from the payload before encryption, because encryption makes a new text each
    /// time.
    /// </summary>
    internal static JobUnique Keyed(JobUnique unique, string? payload) => unique.Key is not null ? unique : unique with
    {
        Key = $"payload {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(payload ?? "")))}",
    };

    private static JobKeyScope DefaultScope(NewJob job) => job.Tenant is null ? JobKeyScope.Cluster : JobKeyScope.Tenant;

    private static string Compose(JobKeyScope scope, NewJob job, string key) => StoredText.Clean(scope switch
    {
        JobKeyScope.DefinitionAndTenant when job.Tenant is null => $"definition {job.DefinitionId}\n{key}",
        JobKeyScope.DefinitionAndTenant => $"definition {job.DefinitionId}\ntenant {job.Tenant}\n{key}",
        JobKeyScope.Tenant when job.Tenant is not null => $"tenant {job.Tenant}\n{key}",
        _ => $"cluster\n{key}",
    });
}
