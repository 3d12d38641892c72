using System.Globalization;
using System.Text.Json;
using JobMaster.Sql;
using JobMaster.Storage;

namespace JobMaster.Postgres;

/// <summary>A position in a queue: all jobs up to it have been claimed, as far as known.</summary>
internal readonly record struct QueuePlace(DateTimeOffset DueAt, long Seq)
{
    /// <summary>The front of a queue.</summary>
    public static QueuePlace Start { get; } = new(DateTimeOffset.MinValue, 0);

    public bool IsBehind(QueuePlace other) => DueAt == other.DueAt ? Seq < other.Seq : DueAt < other.DueAt;
}

/// <summary>The jobs that a claim skips.</summary>
/// <param name="LostBelow">Jobs lost this many times or more.</param>
/// <param name="Excluded">The excluded definitions, as a JSON array.</param>
/// <param name="Reader">The reader whose unreadable jobs are left out.</param>
internal readonly record struct ClaimFilter(int LostBelow, string Excluded, string? Reader = null)
{
    /// <summary>A claim for free slots that excludes no definition.</summary>
    public static ClaimFilter ForFreeSlots { get; } = new(ClaimRequest.SoloAfterLosses, "[]");
}

/// <summary>
/// Where the next claim of each queue may start: after the last job that this process claimed there. The index entries of claimed jobs stay
/// until no open transaction can see them, and a claim from the front scans all of them. A job that arrives before the position (by a
/// release, a rescue, or a transaction that committed late) is found from the front: immediately if this process caused it, otherwise
/// within the interval, or later if scans are slow. One claim may take what another skips, so each filter has its own positions.
/// </summary>
internal sealed class ClaimWatermarks(TimeSpan fullScanInterval, TimeProvider time)
{
    /// <summary>Scans from the front may take only this share of the time, with any number of dead entries.</summary>
    private const int ShareOfTime = 10;

    /// <summary>
    /// The most positions kept. Those of the queues scanned longest ago are dropped: claims from there start at the front.
    /// </summary>
    private const int MostKept = 5000;

    /// <summary>The limits of claims: for free slots, and for prefetch.</summary>
    private static readonly int[] LostBelow = [ClaimRequest.SoloAfterLosses, 1];

    private readonly Lock _lock = new();
    private readonly Dictionary<(JobQueue Queue, int LostBelow), State> _queues = [];
    private readonly HashSet<ClaimOnItsWay> _onTheirWay = [];

    /// <summary>Where a claim of the queue starts now.</summary>
    public QueuePlace Next(JobQueue queue, ClaimFilter filter)
    {
        lock (_lock)
        {
            return Find(queue, filter) is { } state && !IsScanDue(state) ? state.Place : QueuePlace.Start;
        }
    }

    /// <summary>Whether a claim that found too few jobs after its position should scan from the front immediately.</summary>
    public bool MayScan(JobQueue queue, ClaimFilter filter)
    {
        lock (_lock)
        {
            return Find(queue, filter) is not { } state || MayScan(state);
        }
    }

    /// <summary>Where a read of the next due jobs starts now: at the front, unless recent reads from there took too long.</summary>
    public QueuePlace NextLook(JobQueue queue, string? reader = null, string excluded = "[]")
    {
        lock (_lock)
        {
            return Find(queue, ClaimFilter.ForFreeSlots with { Excluded = excluded, Reader = reader }) is { } state && !MayScan(state)
                ? state.Place
                : QueuePlace.Start;
        }
    }

    /// <summary>Writes a queue and the start of its read, for <c>read_beat</c>.</summary>
    public void WriteLook(Utf8JsonWriter writer, JobQueue queue, string? reader, string excluded)
    {
        WritePlace(writer, (queue, NextLook(queue, reader, excluded)));
    }

    /// <summary>Writes a queue and the place after which to read it.</summary>
    public static void WritePlace(Utf8JsonWriter writer, (JobQueue Queue, QueuePlace Place) from)
    {
        var (queue, place) = from;
        writer.WriteStartObject();
        writer.Text("lane", queue.Lane);
        writer.Number("priority", (int)queue.Priority);
        writer.Text("after_due_at", place == QueuePlace.Start ? "-infinity" : place.DueAt.ToString("O", CultureInfo.InvariantCulture));
        writer.Number("after_seq", place.Seq);
        writer.WriteEndObject();
    }

    /// <summary>Registers a claim of the queue. Dispose it once it has ended, successfully or not.</summary>
    public ClaimOnItsWay Begin(JobQueue queue)
    {
        var claim = new ClaimOnItsWay(this, queue, time.GetTimestamp());
        lock (_lock)
        {
            _onTheirWay.Add(claim);
        }

        return claim;
    }

    /// <summary>Registers a claim of many queues. Dispose it once it has ended, successfully or not.</summary>
    public ClaimsOnTheirWay Begin(IReadOnlyList<JobQueue> queues) => new([.. queues.Select(Begin)]);

    /// <summary>
    /// Notes a job that now waits in the queue and is due at this time: a new one, or one that waits again. A later position moves back
    /// before it; other queues keep theirs.
    /// </summary>
    public void Arrived(JobQueue queue, DateTimeOffset dueAt)
    {
        lock (_lock)
        {
            foreach (int lostBelow in LostBelow)
            {
                if (_queues.TryGetValue((queue, lostBelow), out var state))
                {
                    state.Place = Before(dueAt, state.Place);
                }
            }

            foreach (var claim in _onTheirWay)
            {
                if (claim.Queue == queue && !(claim.Arrived <= dueAt))
                {
                    claim.Arrived = dueAt;
                }
            }
        }
    }

    private void Ended(ClaimOnItsWay claim, ClaimFilter filter, QueuePlace from, QueuePlace? last)
    {
        lock (_lock)
        {
            bool isScan = from == QueuePlace.Start;
            var state = Find(claim.Queue, filter);
            if (state is null)
            {
                if (!isScan)
                {
                    return;
                }

                state = new State
                {
                    Excluded = filter.Excluded, Reader = filter.Reader, Place = QueuePlace.Start, ScannedAt = time.GetTimestamp(),
                };
                _queues[(claim.Queue, filter.LostBelow)] = state;
                DropSome();
            }

            if (isScan)
            {
                // The interval counts from the end of a scan, or slow scans would follow each other without a pause.
                state.ScannedAt = time.GetTimestamp();
                state.ScanTook = time.GetElapsedTime(claim.StartedAt, state.ScannedAt);
                state.Place = last ?? state.Place;
            }
            else if (last is { } place && state.Place.IsBehind(place))
            {
                state.Place = place;
            }

            // The claim may have missed jobs that arrived meanwhile.
            state.Place = claim.Arrived is { } dueAt ? Before(dueAt, state.Place) : state.Place;
        }
    }

    /// <summary>Called under the lock.</summary>
    private void DropSome()
    {
        if (_queues.Count > MostKept)
        {
            foreach (var queue in _queues.OrderBy(queue => queue.Value.ScannedAt).Take(MostKept / 2).Select(queue => queue.Key).ToList())
            {
                _queues.Remove(queue);
            }
        }
    }

    private void Left(ClaimOnItsWay claim)
    {
        lock (_lock)
        {
            _onTheirWay.Remove(claim);
        }
    }

    private static QueuePlace Before(DateTimeOffset dueAt, QueuePlace place) => dueAt <= place.DueAt ? new QueuePlace(dueAt, 0) : place;

    private State? Find(JobQueue queue, ClaimFilter filter) =>
        _queues.TryGetValue((queue, filter.LostBelow), out var state) && state.Excluded == filter.Excluded && state.Reader == filter.Reader
            ? state
            : null;

    private bool IsScanDue(State state) =>
        time.GetElapsedTime(state.ScannedAt) >= fullScanInterval && (fullScanInterval == TimeSpan.Zero || MayScan(state));

    private bool MayScan(State state) => time.GetElapsedTime(state.ScannedAt) >= state.ScanTook * ShareOfTime;

    /// <summary>A claim that has not ended, and the earliest due time that arrived in its queue since it began.</summary>
    public sealed class ClaimOnItsWay(ClaimWatermarks marks, JobQueue queue, long startedAt) : IDisposable
    {
        public JobQueue Queue => queue;

        public long StartedAt => startedAt;

        public DateTimeOffset? Arrived { get; set; }

        /// <summary>Notes where the claim started and the last job it took.</summary>
        /// <param name="filter">The jobs it skipped.</param>
        /// <param name="from">Where it started.</param>
        /// <param name="last">The last job it took; null if it took none.</param>
        public void Ended(ClaimFilter filter, QueuePlace from, QueuePlace? last) => marks.Ended(this, filter, from, last);

        public void Dispose() => marks.Left(this);
    }

    /// <summary>The claims of one statement.</summary>
    public sealed class ClaimsOnTheirWay(IReadOnlyList<ClaimOnItsWay> claims) : IDisposable
    {
        public ClaimOnItsWay this[int index] => claims[index];

        public void Dispose()
        {
            foreach (var claim in claims)
            {
                claim.Dispose();
            }
        }
    }

    private sealed class State
    {
        public required string Excluded { get; init; }

        public required string? Reader { get; init; }

        public QueuePlace Place { get; set; }

        public long ScannedAt { get; set; }

        public TimeSpan ScanTook { get; set; }
    }
}
