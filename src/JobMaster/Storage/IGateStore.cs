using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>
/// The gates of limits. A job under limits waits at a gate, outside of what claims look at, until a pass lets it through; it then
/// holds a permit of each of its keys until it ends or waits again.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public interface IGateStore
{
    /// <summary>
    /// Is told, once the transaction is committed, of keys whose waiting jobs may be let through: jobs came to their gates, or permits were
    /// given back. A commit whose reply was lost is not told of. Called on the store's threads, which it must not hold up.
    /// </summary>
    Action<IReadOnlyCollection<string>>? Touched { get; set; }

    /// <summary>
    /// Lets jobs at the gate of a key through, as far as their limits have room, by priority, due time and insertion. A job that waits only
    /// for another of its keys goes on to the gate of that. All keys of a job, or none.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="most">The most jobs that are let through.</param>
    /// <param name="paused">The paused lanes, whose jobs are set aside.</param>
    /// <param name="patience">How long it waits for keys that another transaction holds; at least 1 ms. A store may round it up.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    Task<LimitPass> PassAsync(
        string key, int most, IReadOnlyCollection<string> paused, TimeSpan patience, CancellationToken cancellationToken);

    /// <summary>
    /// Does the same for keys that keep order: of each, lets the job through whose turn it is, and if that has ended, gives the turn to the
    /// next by due time and insertion. A job has the turn until it has ended, also while it waits for a retry.
    /// </summary>
    /// <param name="keys">The keys; at most <see cref="TurnPass.MostKeys"/>.</param>
    /// <param name="paused">The paused lanes, whose jobs are set aside with the turn.</param>
    /// <param name="patience">How long it waits for keys that another transaction holds; at least 1 ms. A store may round it up.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    Task<TurnPass> PassTurnsAsync(
        IReadOnlyCollection<string> keys, IReadOnlyCollection<string> paused, TimeSpan patience, CancellationToken cancellationToken);

    /// <summary>Lets a key rest: none of its jobs is let through until then. A longer rest stays.</summary>
    Task RestAsync(string key, TimeSpan rest, CancellationToken cancellationToken);

    /// <summary>
    /// Brings jobs of paused lanes back to their gates that were let through and not claimed; returns whether there may be more.
    /// </summary>
    Task<bool> ShutAsync(string lane, int most, CancellationToken cancellationToken);

    /// <summary>The paused lanes for whose resumption jobs were set aside.</summary>
    Task<IReadOnlyList<string>> ListShutAsync(CancellationToken cancellationToken);

    /// <summary>Brings jobs that were set aside for a lane back to their gates; returns whether there may be more.</summary>
    Task<bool> ReopenAsync(string lane, int most, CancellationToken cancellationToken);

    /// <summary>Brings jobs that fell due to their gates.</summary>
    /// <param name="most">The most jobs.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    Task<LimitsDue> OpenDueAsync(int most, CancellationToken cancellationToken);

    /// <summary>The keys with waiting jobs, in ascending order, behind a place.</summary>
    Task<IReadOnlyList<LimitUse>> ListGatesAsync(string after, int limit, CancellationToken cancellationToken);

    /// <summary>Counts anew how many permits of a key are held; returns by how much the count was wrong.</summary>
    Task<long> RecountAsync(string key, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes keys that say nothing: no permit is held, no job waits, the rate would let the whole burst start, no rest lasts, and no job
    /// has the turn that is live or failed. A pass adds the key again. Keys that another transaction holds are passed over.
    /// </summary>
    /// <param name="after">Looks behind this key, in ascending order; empty to begin.</param>
    /// <param name="most">The most keys.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    Task<PrunedKeys> PruneKeysAsync(string after, int most, CancellationToken cancellationToken);
}

/// <summary>How far a step of pruning the keys of limits came.</summary>
/// <param name="Removed">How many keys it deleted.</param>
/// <param name="After">Where the next step begins; null if no key is left behind this step.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public readonly record struct PrunedKeys(int Removed, string? After);

/// <summary>What a pass did.</summary>
/// <param name="Admitted">How many jobs it let through.</param>
/// <param name="MovedTo">The keys to whose gates it sent jobs on.</param>
/// <param name="Queues">The queues in which they wait, and from when on.</param>
/// <param name="MayHaveMore">Whether another pass may let more through at once.</param>
/// <param name="Next">How long until a rate lets the next through; null if only a permit does, or none waits.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record LimitPass(
    int Admitted, IReadOnlyList<string> MovedTo, IReadOnlyList<QueueDue> Queues, bool MayHaveMore, TimeSpan? Next)
{
    /// <summary>
    /// Nothing could be decided, because another transaction has the jobs or the limit has just changed: to be tried again.
    /// </summary>
    public static LimitPass Later { get; } = new(0, [], [], MayHaveMore: false, Next: TurnPass.Blocked);
}

/// <summary>What a pass at keys that keep order did.</summary>
/// <param name="Admitted">How many jobs it let through.</param>
/// <param name="MovedTo">The keys to whose gates it sent jobs on.</param>
/// <param name="Queues">The queues in which they wait, and from when on.</param>
/// <param name="Again">The keys that need another pass, and how long until then: a rate opens, or another transaction has a job.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record TurnPass(
    int Admitted, IReadOnlyList<string> MovedTo, IReadOnlyList<QueueDue> Queues, IReadOnlyDictionary<string, TimeSpan> Again)
{
    /// <summary>How many keys one pass may be for.</summary>
    public const int MostKeys = 64;

    /// <summary>
    /// When a key is looked at again of which another transaction has a job. That transaction asks for a pass itself once it ends, so this
    /// is for what no pass follows.
    /// </summary>
    public static readonly TimeSpan Blocked = (LimitKeyState.LookAhead / 2) + TimeSpan.FromMilliseconds(100);
}

/// <summary>The jobs that fell due.</summary>
/// <param name="Keys">The keys whose gates they came to.</param>
/// <param name="MayHaveMore">Whether there may be more.</param>
/// <param name="Next">How long until the next one; null for none.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record LimitsDue(IReadOnlyList<string> Keys, bool MayHaveMore, TimeSpan? Next);
