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

    /// <summary>Free slots, plus what finished in the last 50 ms. Slow jobs are never taken ahead.</summary>
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

    /// <summary>As many of so many jobs as memory is meant to hold at once.</summary>
    public int Limit(int jobs) => _bytes.Limit(jobs);

    /// <summary>A handler ran for so long.</summary>
    public void Ran(TimeSpan duration) => _recent.Add(duration);

    /// <summary>Jobs came: their sizes tell what the next ones may be like.</summary>
    public void Came(IReadOnlyList<StoredJob> jobs) => _bytes.Came(jobs, BatchBytes.Of);
}

/// <summary>How many jobs a worker takes.</summary>
/// <param name="Free">Into slots that are free.</param>
/// <param name="Prefetch">Ahead of slots that will soon be.</param>
internal readonly record struct Wanted(int Free, int Prefetch)
{
    public int All => Free + Prefetch;

    public bool IsNone => All == 0;

    /// <summary>What is left to take once so many were taken.</summary>
    public Wanted Without(int taken) => new(Math.Max(0, Free - taken), Prefetch - Math.Max(0, taken - Free));
}
