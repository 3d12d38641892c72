using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>The number of failed jobs of each fingerprint, and the end of each group's mute.</summary>
internal sealed class InMemoryFailures
{
    private readonly Dictionary<string, SortedSet<Guid>> jobs = new(StringComparer.Ordinal);

    /// <summary>The groups that have, or lately had, jobs.</summary>
    public SortedDictionary<string, InMemoryFailureGroup> Groups { get; } = new(StringComparer.Ordinal);

    public IReadOnlyCollection<Guid> JobsOf(string fingerprint) => jobs.GetValueOrDefault(fingerprint) ?? [];

    public void Added(StoredJob job)
    {
        if (job.Fingerprint is not { } fingerprint)
        {
            return;
        }

        var at = job.FinalizedAt!.Value;
        if (!Groups.TryGetValue(fingerprint, out var group))
        {
            group = new InMemoryFailureGroup(at, at, null, 0);
        }

        jobs.TryAdd(fingerprint, []);
        jobs[fingerprint].Add(job.Id);
        Groups[fingerprint] = group with
        {
            FirstAt = at < group.FirstAt ? at : group.FirstAt,
            LastAt = at > group.LastAt ? at : group.LastAt,
            MutedBelow = jobs[fingerprint].Count >= group.MutedBelow ? -Math.Abs(group.MutedBelow) : group.MutedBelow,
        };
    }

    public void Removed(StoredJob job)
    {
        if (job.Fingerprint is { } fingerprint)
        {
            jobs[fingerprint].Remove(job.Id);
        }
    }

    /// <summary>Removes groups that had no jobs for this long and are not muted.</summary>
    public void Prune(DateTimeOffset before, DateTimeOffset now)
    {
        foreach (var (fingerprint, group) in Groups.ToList())
        {
            if (JobsOf(fingerprint).Count == 0 && group.LastAt < before && !(group.MutedUntil >= now))
            {
                Groups.Remove(fingerprint);
            }
        }
    }
}

/// <summary>The details of a group besides its jobs.</summary>
/// <param name="FirstAt">When its first job failed.</param>
/// <param name="LastAt">When its last job failed.</param>
/// <param name="MutedUntil">Until when it is muted.</param>
/// <param name="MutedBelow">The number of jobs that ends the mute; negative once the group has reached it.</param>
internal sealed record InMemoryFailureGroup(
    DateTimeOffset FirstAt, DateTimeOffset LastAt, DateTimeOffset? MutedUntil, long MutedBelow);
