namespace JobMaster.Testing;

/// <summary>Which job holds a key, and until when; null for as long as the job is stored.</summary>
internal sealed class InMemoryKeys
{
    private readonly Dictionary<string, (Guid JobId, DateTimeOffset? ExpiresAt)> byKey = new(StringComparer.Ordinal);
    private readonly Dictionary<Guid, HashSet<string>> byJob = [];

    /// <summary>How many keys are held.</summary>
    public int Count => byKey.Count;

    /// <summary>The job that holds the key now, or null.</summary>
    public Guid? HolderOf(string key, DateTimeOffset now) =>
        byKey.TryGetValue(key, out var held) && !(held.ExpiresAt <= now) ? held.JobId : null;

    /// <summary>Gives the key to a job. A job that held the key loses it.</summary>
    public void Give(string key, Guid jobId, DateTimeOffset? expiresAt)
    {
        Free(key);
        byKey[key] = (jobId, expiresAt);
        (byJob.TryGetValue(jobId, out var keys) ? keys : byJob[jobId] = new(StringComparer.Ordinal)).Add(key);
    }

    /// <summary>Frees the keys of a job that is gone, except keys whose time is not over.</summary>
    public void FreeOf(Guid jobId, DateTimeOffset now)
    {
        foreach (var key in byJob.GetValueOrDefault(jobId)?.Where(key => byKey[key].ExpiresAt is not { } end || end <= now).ToList() ?? [])
        {
            Free(key);
        }
    }

    /// <summary>Frees the keys whose time is over.</summary>
    public void FreeExpired(DateTimeOffset now)
    {
        foreach (var key in byKey.Where(held => held.Value.ExpiresAt <= now).Select(held => held.Key).ToList())
        {
            Free(key);
        }
    }

    private void Free(string key)
    {
        if (byKey.Remove(key, out var held) && byJob[held.JobId] is { } keys && keys.Remove(key) && keys.Count == 0)
        {
            byJob.Remove(held.JobId);
        }
    }
}
