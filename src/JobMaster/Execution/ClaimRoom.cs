using JobMaster.Storage;

namespace JobMaster.Execution;

/// <summary>How many jobs a worker may take now: its free slots, and those that will be free before a claim can answer.</summary>
internal sealed class ClaimRoom(HeldJobs held, int slots, int batchSize, int maxMessageByteSize, TimeProvider time)
{
    private readonly RecentFinishes _recent = new(time);
    private volatile int _slots = slots;
    private readonly BatchRoom _bytes = new(maxMessageByteSize);

    /// <summary>How many jobs the worker runs at once.</summary>
    public int Slots
    {
        get => _slots;
        set => _slots = value;
    }

    /// <summary>Free slots, plus the jobs that finished in the last 50 ms. Slow jobs are never taken in advance.</summary>
    public Wanted Now()
    {
        var slots = _slots;
        var recent = _bytes.Limit(_recent.Count);
        var ahead = recent >= slots ? recent : 0;
        var taken = held.SlotsTaken;
        var room = slots + ahead - taken;
        if (room < Math.Max(1, ahead / 2))
        {
            return default;
        }

        room = _bytes.Limit(Math.Min(room, batchSize));
        var free = Math.Clamp(slots - taken, 0, room);
        return new Wanted(free, room - free);
    }

    /// <summary>Lowers a number of jobs to the number that fits in memory at once.</summary>
    public int Limit(int jobs) => _bytes.Limit(jobs);

    /// <summary>Notes how long a handler ran.</summary>
    public void Ran(TimeSpan duration) => _recent.Add(duration);

    /// <summary>Notes the sizes of claimed jobs, to estimate the sizes of the next ones.</summary>
    public void Came(IReadOnlyList<StoredJob> jobs) => _bytes.Came(jobs, BatchBytes.Of);
}

/// <summary>How many jobs a worker takes.</summary>
/// <param name="Free">For slots that are free now.</param>
/// <param name="Prefetch">In advance, for slots that will soon be free.</param>
internal readonly record struct Wanted(int Free, int Prefetch)
{
    public int All => Free + Prefetch;

    public bool IsNone => All == 0;

    /// <summary>Returns how many jobs are left to take after some were taken.</summary>
    public Wanted Without(int taken) => new(Math.Max(0, Free - taken), Prefetch - Math.Max(0, taken - Free));
}
