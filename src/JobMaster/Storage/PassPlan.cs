using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>
/// Decides which jobs are let through at the gate of one key, in the given order. Every key of the jobs is locked meanwhile, so its counts
/// are complete. The same for every store.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed class PassPlan
{
    private readonly Dictionary<string, LimitKeyState> _keys;
    private readonly DateTimeOffset _now;

    private PassPlan(IEnumerable<LimitKeyState> keys, DateTimeOffset now)
    {
        _keys = keys.ToDictionary(key => key.Key, StringComparer.Ordinal);
        _now = now;
    }

    /// <summary>The jobs that are let through, and when each may start.</summary>
    public List<(GatedJob Job, DateTimeOffset StartAt)> Admitted { get; } = [];

    /// <summary>The jobs that move to the gate of another key, which has no room.</summary>
    public List<(GatedJob Job, string Gate)> Moved { get; } = [];

    /// <summary>
    /// When the rate of the gate's own key lets more jobs through; null if only a permit does, or if all jobs were handled.
    /// </summary>
    public DateTimeOffset? Next { get; private set; }

    /// <summary>Whether the gate's own key had room for all jobs.</summary>
    public bool HasRoom { get; private set; } = true;

    /// <param name="gate">The key of the gate.</param>
    /// <param name="jobs">The jobs there, in their order.</param>
    /// <param name="keys">Every key of the jobs.</param>
    /// <param name="paused">The paused lanes.</param>
    /// <param name="now">The store's time.</param>
    public static PassPlan Of(
        string gate, IEnumerable<GatedJob> jobs, IEnumerable<LimitKeyState> keys, IReadOnlyCollection<string> paused, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        ArgumentNullException.ThrowIfNull(paused);
        var plan = new PassPlan(keys, now);
        foreach (var job in jobs)
        {
            if (paused.Count > 0 && paused.Contains(job.Queue.Lane))
            {
                plan.Moved.Add((job, StoredLimits.ShutGate(job.Queue.Lane)));
            }
            else if (!plan.Decide(gate, job))
            {
                plan.HasRoom = false;
                break;
            }
        }

        return plan;
    }

    /// <summary>
    /// Decides on one job for each of several keys that keep order: the one that has the turn, or will get it. A job keeps the turn even
    /// while it waits for another key or a paused lane: no other job of the key goes before it.
    /// </summary>
    /// <param name="jobs">The jobs, by the key.</param>
    /// <param name="keys">Every key of the jobs.</param>
    /// <param name="paused">The paused lanes.</param>
    /// <param name="now">The store's time.</param>
    public static PassPlan OfTurns(
        IReadOnlyDictionary<string, GatedJob> jobs, IEnumerable<LimitKeyState> keys, IReadOnlyCollection<string> paused,
        DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        ArgumentNullException.ThrowIfNull(paused);
        var plan = new PassPlan(keys, now);
        foreach (var (gate, job) in jobs)
        {
            var own = plan._keys[gate];
            if (own.HeldBy is null && !own.IsFull)
            {
                own.GiveTurn(job.Id);
            }

            plan.Next = null;
            if (own.IsTurnOf(job.Id) && paused.Contains(job.Queue.Lane))
            {
                plan.Moved.Add((job, StoredLimits.ShutGate(job.Queue.Lane)));
            }
            else if (own.IsTurnOf(job.Id) && !plan.Decide(gate, job) && plan.Next is { } next)
            {
                plan.Again[gate] = next;
            }
        }

        return plan;
    }

    /// <summary>When the rates of keys that keep order let their next jobs through.</summary>
    public Dictionary<string, DateTimeOffset> Again { get; } = new(StringComparer.Ordinal);

    /// <summary>The result of a pass at keys that keep order, for its caller.</summary>
    /// <param name="now">The store's time.</param>
    /// <param name="blocked">The keys without a decision, because another transaction holds a job of theirs.</param>
    public TurnPass Result(DateTimeOffset now, IEnumerable<string> blocked)
    {
        var done = Result(now, mayHaveMore: false);
        var again = Again.ToDictionary(key => key.Key, key => key.Value - now, StringComparer.Ordinal);
        foreach (string key in blocked)
        {
            again[key] = TurnPass.Blocked;
        }

        return new TurnPass(done.Admitted, done.MovedTo, done.Queues, again);
    }

    /// <summary>The result of the pass, for its caller.</summary>
    /// <param name="now">The store's time.</param>
    /// <param name="mayHaveMore">Whether another pass may let more jobs through immediately.</param>
    public LimitPass Result(DateTimeOffset now, bool mayHaveMore) => new(
        Admitted.Count,
        [
            .. Moved.Select(moved => moved.Gate).Distinct(StringComparer.Ordinal).Where(moved => StoredLimits.LaneOf(moved) is null)],
        [
            .. Admitted.GroupBy(admitted => admitted.Job.Queue)
                .Select(queue => new QueueDue(queue.Key, queue.Min(admitted => admitted.StartAt) - now))],
        mayHaveMore,
        Next - now);

    /// <summary>Decides on one job; false if the gate itself has no room.</summary>
    private bool Decide(string gate, GatedJob job)
    {
        var own = _keys[gate];
        if (own.IsFull)
        {
            return false;
        }

        var startAt = own.StartAt(_now);
        if (IsTooFar(startAt))
        {
            Next = startAt;
            return false;
        }

        string[] keys = StoredLimits.Keys(job.Limits);
        foreach (string key in keys)
        {
            var other = _keys[key];
            var at = other.StartAt(_now);
            if (!other.IsTurnOf(job.Id) || other.IsFull || IsTooFar(at))
            {
                Moved.Add((job, key));
                return true;
            }

            startAt = at > startAt ? at : startAt;
        }

        foreach (string key in keys)
        {
            _keys[key].Take(startAt);
        }

        Admitted.Add((job, startAt > _now ? Stepped(startAt) : _now));
        return true;
    }

    private bool IsTooFar(DateTimeOffset startAt) => startAt - _now > LimitKeyState.LookAhead;

    /// <summary>The next step at or after an instant, so that jobs of nearly the same time are written together.</summary>
    private static DateTimeOffset Stepped(DateTimeOffset at)
    {
        long step = LimitKeyState.Step.Ticks;
        return new DateTimeOffset((at.UtcTicks + step - 1) / step * step, TimeSpan.Zero);
    }
}
