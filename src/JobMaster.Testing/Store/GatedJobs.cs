using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>The jobs that wait under limits, each at one gate, and the permits that others hold.</summary>
internal sealed class GatedJobs
{
    /// <summary>Where jobs wait until they are due.</summary>
    private const string Lobby = "";

    private static readonly Comparer<LiveJob> Order = Comparer<LiveJob>.Create((a, b) =>
        b.Row.Priority.CompareTo(a.Row.Priority) is not 0 and var byPriority ? byPriority
        : (a.Row.DueAt, a.Sequence).CompareTo((b.Row.DueAt, b.Sequence)));

    private readonly SortedDictionary<string, SortedSet<LiveJob>> gates = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> inUse = new(StringComparer.Ordinal);
    private List<string>? touched;

    /// <summary>The keys at whose gates jobs wait, in their order.</summary>
    public IEnumerable<string> Keys => gates.Keys.Where(gate => gate.Length > 0 && StoredLimits.LaneOf(gate) is null);

    /// <summary>The keys with held permits.</summary>
    public IEnumerable<string> Known => inUse.Keys;

    /// <summary>The paused lanes for which jobs were set aside.</summary>
    public IEnumerable<string> ShutLanes => gates.Keys.Select(StoredLimits.LaneOf).OfType<string>();

    /// <summary>When the next of them becomes due.</summary>
    public DateTimeOffset? NextDue => gates.GetValueOrDefault(Lobby)?.Min(job => job.Row.DueAt);

    /// <summary>Whether the job waits under limits.</summary>
    public static bool Concern(StoredJob job) =>
        job is { Limits: not null, ParkedReason: null } && job.State != JobState.Running && !StoredLimits.AreHeld(job.Limits);

    public IEnumerable<LiveJob> At(string gate) => gates.GetValueOrDefault(gate) ?? [];

    public long InUse(string key) => inUse.GetValueOrDefault(key);

    /// <summary>Adds a job; if it is not due, it waits until it is.</summary>
    public void Add(LiveJob job)
    {
        Put(job, Lobby);
        Touch([StoredLimits.Keys(job.Row.Limits)[0]]);
    }

    public void Remove(LiveJob job)
    {
        var gate = gates[job.Gate!];
        gate.Remove(job);
        if (gate.Count == 0)
        {
            gates.Remove(job.Gate!);
        }

        job.Gate = null;
    }

    public void Move(LiveJob job, string gate)
    {
        Remove(job);
        Put(job, gate);
    }

    /// <summary>Moves jobs that have become due to their gates; returns the keys of these gates.</summary>
    public List<string> OpenDue(DateTimeOffset now, int most)
    {
        var due = At(Lobby).Where(job => job.Row.DueAt <= now).OrderBy(job => job.Row.DueAt).Take(most).ToList();
        due.ForEach(job => Move(job, StoredLimits.Keys(job.Row.Limits)[0]));
        return [.. due.Select(job => job.Gate!).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Replaces the permits that a job holds.</summary>
    public void Hold(string? before, string? after)
    {
        if (before == after)
        {
            return;
        }

        foreach (string key in StoredLimits.Held(after))
        {
            inUse[key] = InUse(key) + 1;
        }

        foreach (string key in StoredLimits.Held(before))
        {
            long left = InUse(key) - 1;
            if (left == 0)
            {
                inUse.Remove(key);
            }
            else
            {
                inUse[key] = left;
            }

            Touch([key]);
        }
    }

    /// <summary>The keys that were touched since the last call; null for none.</summary>
    public List<string>? TakeTouched()
    {
        var keys = touched;
        touched = null;
        return keys;
    }

    private void Put(LiveJob job, string gate)
    {
        if (!gates.TryGetValue(gate, out var jobs))
        {
            gates[gate] = jobs = new SortedSet<LiveJob>(Order);
        }

        jobs.Add(job);
        job.Gate = gate;
    }

    private void Touch(IEnumerable<string> keys) => (touched ??= []).AddRange(keys);
}
