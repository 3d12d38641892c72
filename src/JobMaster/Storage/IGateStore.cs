using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>
/// The gates of limits. A job under limits waits at a gate, where claims do not see it, until a pass lets it through. It then holds a
/// permit of each of its keys until it ends or waits again.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public interface IGateStore
{
    /// <summary>
    /// Called after the transaction is committed, with keys whose waiting jobs may be let through: jobs came to their gates, or permits
    /// were released. Not called for a commit whose reply was lost. Runs on the store's threads and must not block them.
    /// </summary>
    Action<IReadOnlyCollection<string>>? Touched { get; set; }

    /// <summary>
    /// Lets jobs at the gate of a key through, as far as their limits have room, by priority, due time and insertion. A job that only waits
    /// for another of its keys moves to that key's gate. A job gets all its keys or none.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="most">The most jobs that are let through.</param>
    /// <param name="paused">The paused lanes, whose jobs are set aside.</param>
    /// <param name="patience">How long it waits for keys that another transaction holds; at least 1 ms. A store may round it up.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    Task<LimitPass> PassAsync(
        string key, int most, IReadOnlyCollection<string> paused, TimeSpan patience, CancellationToken cancellationToken);

    /// <summary>
    /// Does the same for keys that keep order: for each key, lets the job through that has the turn. If that job has ended, gives the turn
    /// to the next by due time and insertion. A job has the turn until it has ended, even while it waits for a retry.
    /// </summary>
    /// <param name="keys">The keys; at most <see cref="TurnPass.MostKeys"/>.</param>
    /// <param name="paused">The paused lanes, whose jobs are set aside and keep the turn.</param>
    /// <param name="patience">How long it waits for keys that another transaction holds; at least 1 ms. A store may round it up.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    Task<TurnPass> PassTurnsAsync(
        IReadOnlyCollection<string> keys, IReadOnlyCollection<string> paused, TimeSpan patience, CancellationToken cancellationToken);

    /// <summary>Lets a key rest: none of its jobs is let through before the given time. A longer rest stays.</summary>
    Task RestAsync(string key, TimeSpan rest, CancellationToken cancellationToken);

    /// <summary>
    /// Moves unclaimed jobs of paused lanes that were let through back to their gates; returns whether there may be more.
    /// </summary>
    Task<bool> ShutAsync(string lane, int most, CancellationToken cancellationToken);

    /// <summary>The paused lanes for which jobs are set aside until a resume.</summary>
    Task<IReadOnlyList<string>> ListShutAsync(CancellationToken cancellationToken);

    /// <summary>Moves jobs that were set aside for a lane back to their gates; returns whether there may be more.</summary>
    Task<bool> ReopenAsync(string lane, int most, CancellationToken cancellationToken);

    /// <summary>Moves jobs that became due to their gates.</summary>
    /// <param name="most">The most jobs.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    Task<LimitsDue> OpenDueAsync(int most, CancellationToken cancellationToken);

    /// <summary>The keys with waiting jobs, in ascending order, after a place.</summary>
    Task<IReadOnlyList<LimitUse>> ListGatesAsync(string after, int limit, CancellationToken cancellationToken);

    /// <summary>Counts the held permits of a key again; returns by how much the old count was wrong.</summary>
    Task<long> RecountAsync(string key, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes keys without information: no permit is held, no job waits, the rate would let the whole burst start, no rest lasts, and no
    /// live or failed job has the turn. A pass adds the key again. Keys that another transaction holds are skipped.
    /// </summary>
    /// <param name="after">Looks after this key, in ascending order; empty to begin.</param>
    /// <param name="most">The most keys.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    Task<PrunedKeys> PruneKeysAsync(string after, int most, CancellationToken cancellationToken);
}

/// <summary>How far one step of pruning limit keys came.</summary>
/// <param name="Removed">How many keys it deleted.</param>
/// <param name="After">Where the next step begins; null if no key is left after this step.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public readonly record struct PrunedKeys(int Removed, string? After);

/// <summary>The result of a pass.</summary>
/// <param name="Admitted">How many jobs it let through.</param>
/// <param name="MovedTo">The keys to whose gates it moved jobs.</param>
/// <param name="Queues">The queues in which the admitted jobs wait, and from when.</param>
/// <param name="MayHaveMore">Whether another pass may let more jobs through immediately.</param>
/// <param name="Next">How long until a rate lets the next job through; null if only a permit does, or none waits.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record LimitPass(
    int Admitted, IReadOnlyList<string> MovedTo, IReadOnlyList<QueueDue> Queues, bool MayHaveMore, TimeSpan? Next)
{
    /// <summary>
    /// Nothing could be decided, because another transaction has the jobs or the limit has just changed: try again.
    /// </summary>
    public static LimitPass Later { get; } = new(0, [], [], MayHaveMore: false, Next: TurnPass.Blocked);
}

/// <summary>The result of a pass at keys that keep order.</summary>
/// <param name="Admitted">How many jobs it let through.</param>
/// <param name="MovedTo">The keys to whose gates it moved jobs.</param>
/// <param name="Queues">The queues in which the admitted jobs wait, and from when.</param>
/// <param name="Again">The keys that need another pass, and how long until then: a rate opens, or another transaction has a job.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record TurnPass(
    int Admitted, IReadOnlyList<string> MovedTo, IReadOnlyList<QueueDue> Queues, IReadOnlyDictionary<string, TimeSpan> Again)
{
    /// <summary>The most keys of one pass.</summary>
    public const int MostKeys = 64;

    /// <summary>
    /// When to look again at a key with a job that another transaction holds. That transaction requests a pass itself when it ends; this
    /// covers the cases without such a pass.
    /// </summary>
    public static readonly TimeSpan Blocked = (LimitKeyState.LookAhead / 2) + TimeSpan.FromMilliseconds(100);
}

/// <summary>The jobs that became due.</summary>
/// <param name="Keys">The keys whose gates they came to.</param>
/// <param name="MayHaveMore">Whether there may be more.</param>
/// <param name="Next">How long until the next one; null for none.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record LimitsDue(IReadOnlyList<string> Keys, bool MayHaveMore, TimeSpan? Next);
