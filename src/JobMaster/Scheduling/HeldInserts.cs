using System.Threading.Channels;
using JobMaster.Storage;

namespace JobMaster.Scheduling;

/// <summary>
/// Inserts jobs whose idempotency key, or id chosen by the caller, another open transaction may hold. They go in common batches first. A
/// job that met a held key is then sent separately, with all others that want the same key, so that no other caller waits for it.
/// </summary>
internal sealed class HeldInserts(Func<IReadOnlyList<NewJob>, Task<IReadOnlyList<InsertResult>>> send, TimeProvider time)
{
    /// <summary>A batch of at most this many jobs is not split further: each job goes alone.</summary>
    public const int FewJobs = 8;

    /// <summary>How many keys are waited for at the same time; each wait takes a connection.</summary>
    private const int WaitsAtOnce = 8;

    /// <summary>How long a caller waits for a held key.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Channel<int> _turns = Turns();
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Place> _places = new(StringComparer.Ordinal);

    /// <summary>The held key or id, as the caller's error names it.</summary>
    public static string NameOf(NewJob job) => job switch
    {
        { IdempotencyKey: { } key } => $"the idempotency key '{key}'",
        { Unique.Key: { } key } => $"the unique key '{key}'",
        { Unique: not null } => "the unique key that is its payload",
        _ => $"the id {job.Id}",
    };

    public async Task<InsertResult> AddAsync(MicroBatcher<NewJob, InsertResult> batcher, NewJob job, CancellationToken cancellationToken)
    {
        long since = time.GetTimestamp();
        string name = StoredKey.OfIdempotency(job) ?? StoredKey.OfUnique(job) ?? NameOf(job);
        if (!IsWaitedFor(name))
        {
            var result = await batcher.AddAsync(job, cancellationToken).ConfigureAwait(false);
            if (!result.IsHeld)
            {
                return result;
            }
        }

        var place = Enter(name);
        try
        {
            while (true)
            {
                var result = await place.Batcher.AddAsync(job, cancellationToken).ConfigureAwait(false);
                if (!result.IsHeld || time.GetElapsedTime(since) >= Patience)
                {
                    return result;
                }
            }
        }
        finally
        {
            Leave(name, place);
        }
    }

    private bool IsWaitedFor(string name)
    {
        lock (_lock)
        {
            return _places.ContainsKey(name);
        }
    }

    private Place Enter(string name)
    {
        lock (_lock)
        {
            if (!_places.TryGetValue(name, out var place))
            {
                place = _places[name] = new Place(
                    new MicroBatcher<NewJob, InsertResult>(SendAloneAsync, BatchBytes.Of, InsertBatcher.MaxBatch, maxInFlight: 1));
            }

            place.Callers++;
            return place;
        }
    }

    private void Leave(string name, Place place)
    {
        lock (_lock)
        {
            if (--place.Callers == 0)
            {
                _places.Remove(name);
            }
        }
    }

    private async Task<IReadOnlyList<InsertResult>> SendAloneAsync(IReadOnlyList<NewJob> jobs)
    {
        int turn = await _turns.Reader.ReadAsync().ConfigureAwait(false);
        try
        {
            return await send(jobs).ConfigureAwait(false);
        }
        finally
        {
            _turns.Writer.TryWrite(turn);
        }
    }

    private static Channel<int> Turns()
    {
        var turns = Channel.CreateBounded<int>(WaitsAtOnce);
        for (int turn = 0; turn < WaitsAtOnce; turn++)
        {
            turns.Writer.TryWrite(turn);
        }

        return turns;
    }

    /// <summary>The queue of the callers of one key.</summary>
    private sealed class Place(MicroBatcher<NewJob, InsertResult> batcher)
    {
        public MicroBatcher<NewJob, InsertResult> Batcher => batcher;

        public int Callers { get; set; }
    }
}
