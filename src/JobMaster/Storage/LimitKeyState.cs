using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>
/// One key of a limit during a pass, while its row is locked: the limit's values and their use. Rates are counted with the virtual
/// scheduling algorithm (GCRA, ITU-T I.371): the next slot is one interval after the last, and the burst lets it be used earlier.
/// </summary>
/// <param name="key">The key.</param>
/// <param name="values">The limit's values now; null if the limit no longer exists.</param>
/// <param name="inUse">How many permits are held.</param>
/// <param name="next">The theoretical time of the next start; null if none was counted.</param>
/// <param name="restUntil">No job starts before this time; null if the key does not rest.</param>
/// <param name="heldBy">The job that was last given the turn; null for none.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed class LimitKeyState(
    string key, LimitValues? values, long inUse, DateTimeOffset? next, DateTimeOffset? restUntil = null, Guid? heldBy = null)
{
    /// <summary>How long before their start a rate lets jobs through.</summary>
    public static readonly TimeSpan LookAhead = TimeSpan.FromSeconds(2);

    /// <summary>The slots of jobs that are let through together begin on multiples of this time.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    /// <summary>A job that starts more than this after its slot goes back to its gate.</summary>
    public static readonly TimeSpan Lateness = TimeSpan.FromSeconds(1);

    /// <summary>The key.</summary>
    public string Key => key;

    /// <summary>How many permits are held.</summary>
    public long InUse { get; private set; } = inUse;

    /// <summary>The theoretical time of the next start; null if none was counted.</summary>
    public DateTimeOffset? Next { get; private set; } = next;

    /// <summary>Whether a job took a permit, or the turn.</summary>
    public bool HasChanged { get; private set; }

    /// <summary>Whether its jobs run one at a time in due order.</summary>
    public bool KeepsOrder => values?.KeepOrder is not null;

    /// <summary>Whether a job that failed for good keeps the turn.</summary>
    public bool HoldsOnFailure => values?.KeepOrder == KeepOrderOnFailure.Hold;

    /// <summary>The job that has the turn, from before it is let through until it has ended; null for none.</summary>
    public Guid? HeldBy { get; private set; } = heldBy;

    /// <summary>Whether released permits are counted and must be written.</summary>
    public bool IsFolded { get; init; }

    /// <summary>Whether all permits are used.</summary>
    public bool IsFull => values?.MaxConcurrent is { } most && InUse >= most;

    /// <summary>Whether this job has the turn, or the key keeps no order.</summary>
    public bool IsTurnOf(Guid job) => !KeepsOrder || HeldBy == job;

    /// <summary>Gives the turn to a job; null takes it from one that has ended.</summary>
    public void GiveTurn(Guid? job)
    {
        if (KeepsOrder && HeldBy != job)
        {
            (HeldBy, HasChanged) = (job, true);
        }
    }

    /// <summary>When the next job may start: by the rate, after a rest, and not before now.</summary>
    public DateTimeOffset StartAt(DateTimeOffset now)
    {
        var byRate = StartByRate(now);
        return restUntil > byRate ? restUntil.Value : byRate;
    }

    private DateTimeOffset StartByRate(DateTimeOffset now)
    {
        if (values is not { Starts: { } starts, Per: { } per } || Next is not { } at)
        {
            return now;
        }

        // A large burst may reach back before the earliest time.
        double slack = Tolerated(starts, values.Burst) * Interval(starts, per).Ticks;
        return slack < (at - now).Ticks ? at - TimeSpan.FromTicks((long)slack) : now;
    }

    /// <summary>Takes a permit for a job that starts at the given time.</summary>
    public void Take(DateTimeOffset startAt)
    {
        HasChanged = true;
        InUse++;
        if (values is { Starts: { } starts, Per: { } per })
        {
            var last = Next is { } at && at > startAt ? at : startAt;
            var step = Interval(starts, per);
            Next = last < DateTimeOffset.MaxValue - step ? last + step : last;
        }
    }

    private static TimeSpan Interval(int starts, TimeSpan per) => per / starts;

    /// <summary>
    /// The burst without its first job, and reduced for jobs that start late: they start up to <see cref="Lateness"/> after their slot, so
    /// the slots of this additional time may fall into any window.
    /// </summary>
    private double Tolerated(int starts, int? burst)
    {
        double late = starts * (Lateness / values!.Per!.Value);
        return Math.Max(0, (burst ?? 1) - 1 - late);
    }
}
