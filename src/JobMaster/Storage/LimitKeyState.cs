using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>
/// One key of a limit during a pass, while its row is locked: what it allows and what is in use. Rates are counted as the virtual
/// scheduling algorithm (GCRA, ITU-T I.371) does: the next slot is one interval behind the last, and may be used earlier by the burst.
/// </summary>
/// <param name="key">The key.</param>
/// <param name="values">What the limit allows now; null if there is no such limit any more.</param>
/// <param name="inUse">How many permits are held.</param>
/// <param name="next">The theoretical time of the next start; null if none was counted.</param>
/// <param name="restUntil">None starts before; null if the key does not rest.</param>
/// <param name="heldBy">The job that was last given the turn; null for none.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed class LimitKeyState(
    string key, LimitValues? values, long inUse, DateTimeOffset? next, DateTimeOffset? restUntil = null, Guid? heldBy = null)
{
    /// <summary>How far ahead of their start jobs are let through under a rate.</summary>
    public static readonly TimeSpan LookAhead = TimeSpan.FromSeconds(2);

    /// <summary>The slots of jobs that are let through together begin on multiples of this.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    /// <summary>A job that starts later than this after its slot goes back to its gate.</summary>
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

    /// <summary>The job whose turn it is, from before it was let through until it has ended; null for none.</summary>
    public Guid? HeldBy { get; private set; } = heldBy;

    /// <summary>Whether permits that were given back are counted in, and must be written.</summary>
    public bool IsFolded { get; init; }

    /// <summary>Whether the number of permits is spent.</summary>
    public bool IsFull => values?.MaxConcurrent is { } most && InUse >= most;

    /// <summary>Whether it is the turn of this job, or the key keeps no order.</summary>
    public bool IsTurnOf(Guid job) => !KeepsOrder || HeldBy == job;

    /// <summary>Gives the turn to a job, or with null takes it from one that has ended.</summary>
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

        // A large burst may reach back before all time.
        double slack = Tolerated(starts, values.Burst) * Interval(starts, per).Ticks;
        return slack < (at - now).Ticks ? at - TimeSpan.FromTicks((long)slack) : now;
    }

    /// <summary>Takes a permit for a job that starts then.</summary>
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
    /// The burst without its first job, and without what may start late: jobs start up to <see cref="Lateness"/> after their slot, so the
    /// slots of so long a time more may fall into any window.
    /// </summary>
    private double Tolerated(int starts, int? burst)
    {
        double late = starts * (Lateness / values!.Per!.Value);
        return Math.Max(0, (burst ?? 1) - 1 - late);
    }
}
