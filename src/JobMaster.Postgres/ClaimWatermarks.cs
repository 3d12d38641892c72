using System.Globalization;
using System.Text.Json;
using JobMaster.Sql;
using JobMaster.Storage;

namespace JobMaster.Postgres;

/// <summary>A place in a queue: everything up to it has been claimed, as far as known.</summary>
internal readonly record struct QueuePlace(DateTimeOffset DueAt, long Seq)
{
    /// <summary>The front of a queue.</summary>
    public static QueuePlace Start { get; } = new(DateTimeOffset.MinValue, 0);

    public bool IsBehind(QueuePlace other) => DueAt == other.DueAt ? Seq < other.Seq : DueAt < other.DueAt;
}

/// <summary>What a claim passes over.</summary>
/// <param name="LostBelow">Jobs lost so many times or more.</param>
/// <param name="Excluded">The definitions excluded, as a JSON array.</param>
internal readonly record struct ClaimFilter(int LostBelow, string Excluded)
{
    /// <summary>A claim for free slots that excludes no definition.</summary>
    public static ClaimFilter ForFreeSlots { get; } = new(ClaimRequest.SoloAfterLosses, "[]");
}

/// <summary>
/// Where the next claim of each queue may start: behind the last job this process claimed there. The index entries of claimed jobs stay until no
/// open transaction can see them; a claim that starts at the front walks over all of them. What comes in behind the place (a release, a rescue,
/// a transaction that committed late) is found from the front: at once when this process did it, else within the interval, or later where looking takes long.
/// What one claim passes over another may take, so each filter has places of its own.
/// </summary>
internal sealed class ClaimWatermarks(TimeSpan fullScanInterval, TimeProvider time)
{
    /// <summary>Looking from the front may take only this part of the time, however many dead entries lie there.</summary>
    private const int ShareOfTime = 10;

    private readonly Lock _lock = new();
    private readonly Dictionary<(JobQueue Queue, int LostBelow), State> _queues = [];

    /// <summary>Where a claim of the queue starts now.</summary>
    public QueuePlace Next(JobQueue queue, ClaimFilter filter)
    {
        lock (_lock)
        {
            return Find(queue, filter) is { } state && !IsScanDue(state) ? state.Place : QueuePlace.Start;
        }
    }

    /// <summary>Whether a claim that found too little behind its place should look from the front at once.</summary>
    public bool MayScan(JobQueue queue, ClaimFilter filter)
    {
        lock (_lock)
        {
            return Find(queue, filter) is not { } state || MayScan(state);
        }
    }

    /// <summary>Where a look at what is due next starts now: at the front, unless that took so long lately that it is not yet its turn.</summary>
    public QueuePlace NextLook(JobQueue queue)
    {
        lock (_lock)
        {
            return _queues.TryGetValue((queue, ClaimFilter.ForFreeSlots.LostBelow), out var state) && !MayScan(state) ? state.Place : QueuePlace.Start;
        }
    }

    /// <summary>Writes a queue and where a look at it starts, for <c>read_beat</c>.</summary>
    public void WriteLook(Utf8JsonWriter writer, JobQueue queue)
    {
        var place = NextLook(queue);
        writer.WriteStartObject();
        writer.Text("lane", queue.Lane);
        writer.Number("priority", (int)queue.Priority);
        writer.Text("after_due_at", place == QueuePlace.Start ? "-infinity" : place.DueAt.ToString("O", CultureInfo.InvariantCulture));
        writer.Number("after_seq", place.Seq);
        writer.WriteEndObject();
    }

    /// <summary>A version to give back to <see cref="Claimed"/>, so that what comes in while the claim is on its way is not forgotten.</summary>
    public long Version
    {
        get
        {
            lock (_lock)
            {
                return field;
            }
        }

        private set;
    }

    /// <summary>A claim that started at a place ended with a job at another.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="filter">What it passed over.</param>
    /// <param name="from">Where it started.</param>
    /// <param name="last">The last job it took; null when it took none.</param>
    /// <param name="started">When it started.</param>
    /// <param name="version">The version before it started.</param>
    public void Claimed(JobQueue queue, ClaimFilter filter, QueuePlace from, QueuePlace? last, long started, long version)
    {
        lock (_lock)
        {
            if (version != Version)
            {
                return;
            }

            bool isScan = from == QueuePlace.Start;
            var state = Find(queue, filter);
            if (state is null)
            {
                if (!isScan)
                {
                    return;
                }

                state = new State { Excluded = filter.Excluded, Place = QueuePlace.Start };
                _queues[(queue, filter.LostBelow)] = state;
            }

            if (isScan)
            {
                // A scan counts from its end, or slow ones would follow each other without pause.
                state.ScannedAt = time.GetTimestamp();
                state.ScanTook = time.GetElapsedTime(started, state.ScannedAt);
                state.Place = last ?? state.Place;
            }
            else if (last is { } place && state.Place.IsBehind(place))
            {
                state.Place = place;
            }
        }
    }

    /// <summary>A job came in that is due at this time. If the place is behind it, it moves back before it.</summary>
    public void Inserted(JobQueue queue, DateTimeOffset dueAt)
    {
        lock (_lock)
        {
            foreach (var ((of, _), state) in _queues)
            {
                if (of == queue && dueAt <= state.Place.DueAt)
                {
                    state.Place = new QueuePlace(dueAt, 0);
                    Version++;
                }
            }
        }
    }

    /// <summary>Jobs may have come back to their old places, in any queue.</summary>
    public void Reset()
    {
        lock (_lock)
        {
            _queues.Clear();
            Version++;
        }
    }

    private State? Find(JobQueue queue, ClaimFilter filter) =>
        _queues.TryGetValue((queue, filter.LostBelow), out var state) && state.Excluded == filter.Excluded ? state : null;

    private bool IsScanDue(State state) => time.GetElapsedTime(state.ScannedAt) >= fullScanInterval && (fullScanInterval == TimeSpan.Zero || MayScan(state));

    private bool MayScan(State state) => time.GetElapsedTime(state.ScannedAt) >= state.ScanTook * ShareOfTime;

    private sealed class State
    {
        public required string Excluded { get; init; }

        public QueuePlace Place { get; set; }

        public long ScannedAt { get; set; }

        public TimeSpan ScanTook { get; set; }
    }
}
