using System.Diagnostics.CodeAnalysis;
using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>The live jobs, with indexes so that no call must read all of them.</summary>
internal sealed class LiveJobs
{
    private readonly Dictionary<Guid, LiveJob> byId = [];
    private readonly SortedSet<Guid> ids = [];
    private readonly Dictionary<JobQueue, WaitingJobs> waiting = [];
    private readonly Dictionary<string, HashSet<LiveJob>> parked = new(StringComparer.Ordinal);
    private readonly HashSet<LiveJob> unread = [];
    private readonly Dictionary<Guid, HashSet<LiveJob>> running = [];
    private readonly Dictionary<Guid, HashSet<LiveJob>> ofSchedules = [];
    private readonly SortedSet<LiveJob> expiring = new(Comparer<LiveJob>.Create((a, b) =>
        (a.Row.ExpiresAt, a.Sequence).CompareTo((b.Row.ExpiresAt, b.Sequence))));

    private long lastSequence;

    /// <summary>All jobs by ascending id.</summary>
    public SortedSet<Guid> Ids => ids;

    /// <summary>The waiting jobs, parked or not, that can expire, the soonest first.</summary>
    public IEnumerable<LiveJob> Expiring => expiring;

    /// <summary>The parked jobs by definition.</summary>
    public IReadOnlyDictionary<string, HashSet<LiveJob>> Parked => parked;

    /// <summary>The waiting jobs, not parked, whose payload some reader found unreadable.</summary>
    public IReadOnlyCollection<LiveJob> Unread => unread;

    /// <summary>The same for jobs that wait under limits.</summary>
    public IEnumerable<LiveJob> UnreadAtGates => byId.Values.Where(job => job.Gate is not null && job.UnreadBy.Count > 0);

    /// <summary>The running jobs by session.</summary>
    public IReadOnlyDictionary<Guid, HashSet<LiveJob>> Running => running;

    /// <summary>The jobs that wait under limits.</summary>
    public GatedJobs Gated { get; } = new();

    /// <summary>The jobs that hold permits.</summary>
    public IEnumerable<LiveJob> Held => byId.Values.Where(job => StoredLimits.AreHeld(job.Row.Limits));

    /// <summary>The due time of the next waiting job; it may have passed.</summary>
    public DateTimeOffset? NextDue => waiting.Values.Min(queue => queue.First?.Row.DueAt);

    /// <summary>The due time of the first waiting job of each lane; it may have passed.</summary>
    public IEnumerable<(string Lane, DateTimeOffset DueAt)> OldestOfLanes() =>
        waiting.Where(queue => queue.Value.First is not null).GroupBy(queue => queue.Key.Lane, StringComparer.Ordinal)
            .Select(lane => (lane.Key, lane.Min(queue => queue.Value.First!.Row.DueAt)));

    /// <summary>The jobs of a recurring schedule.</summary>
    public IEnumerable<Guid> OfSchedule(Guid scheduleId) => ofSchedules.GetValueOrDefault(scheduleId)?.Select(job => job.Row.Id) ?? [];

    public LiveJob? Find(Guid id) => byId.GetValueOrDefault(id);

    public bool TryGetWaiting(JobQueue queue, [NotNullWhen(true)] out WaitingJobs? jobs) =>
        waiting.TryGetValue(queue, out jobs) && jobs.First is not null;

    /// <summary>The queues with waiting jobs.</summary>
    public IEnumerable<(JobQueue Queue, WaitingJobs Jobs)> Waiting =>
        waiting.Where(queue => queue.Value.First is not null).Select(queue => (queue.Key, queue.Value));

    public void Add(StoredJob row)
    {
        var job = new LiveJob(row, ++lastSequence);
        byId.Add(row.Id, job);
        ids.Add(row.Id);
        if (row.RecurringScheduleId is { } schedule)
        {
            Group(ofSchedules, schedule).Add(job);
        }

        Gated.Hold(null, row.Limits);
        Index(job);
    }

    public void Update(LiveJob job, StoredJob row)
    {
        Unindex(job);
        Gated.Hold(job.Row.Limits, row.Limits);
        job.Row = row;
        Index(job);
    }

    public void Remove(LiveJob job)
    {
        Unindex(job);
        Gated.Hold(job.Row.Limits, null);
        byId.Remove(job.Row.Id);
        ids.Remove(job.Row.Id);
        if (job.Row.RecurringScheduleId is { } schedule)
        {
            Ungroup(ofSchedules, schedule, job);
        }
    }

    private void Index(LiveJob job)
    {
        if (job.IsRunning)
        {
            Group(running, job.Row.SessionId!.Value).Add(job);
            return;
        }

        if (GatedJobs.Concern(job.Row))
        {
            Gated.Add(job);
        }
        else if (job.Row.ParkedReason is null)
        {
            if (!waiting.TryGetValue(job.Queue, out var queue))
            {
                waiting[job.Queue] = queue = new WaitingJobs();
            }

            queue.Add(job);
            if (job.UnreadBy.Count > 0)
            {
                unread.Add(job);
            }
        }
        else
        {
            Group(parked, job.Row.DefinitionId).Add(job);
        }

        if (job.Row.ExpiresAt is not null)
        {
            expiring.Add(job);
        }
    }

    private void Unindex(LiveJob job)
    {
        if (job.IsRunning)
        {
            Ungroup(running, job.Row.SessionId!.Value, job);
            return;
        }

        if (job.Gate is not null)
        {
            Gated.Remove(job);
        }
        else if (job.Row.ParkedReason is null)
        {
            waiting[job.Queue].Remove(job);
            unread.Remove(job);
        }
        else
        {
            Ungroup(parked, job.Row.DefinitionId, job);
        }

        expiring.Remove(job);
    }

    private static HashSet<LiveJob> Group<TKey>(Dictionary<TKey, HashSet<LiveJob>> groups, TKey key)
        where TKey : notnull
    {
        if (!groups.TryGetValue(key, out var group))
        {
            groups[key] = group = [];
        }

        return group;
    }

    private static void Ungroup<TKey>(Dictionary<TKey, HashSet<LiveJob>> groups, TKey key, LiveJob job)
        where TKey : notnull
    {
        var group = groups[key];
        group.Remove(job);
        if (group.Count == 0)
        {
            groups.Remove(key);
        }
    }
}
