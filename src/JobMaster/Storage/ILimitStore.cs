using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>
/// Limits on how many jobs run. A job under limits waits at a gate, outside of what claims look at, until a pass lets it through; it then
/// holds a permit of each of its keys until it ends or waits again.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public interface ILimitStore
{
    /// <summary>
    /// Is told, once the transaction is committed, of keys whose waiting jobs may be let through: jobs came to their gates, or permits were
    /// given back. A commit whose reply was lost is not told of. Called on the store's threads, which it must not hold up.
    /// </summary>
    Action<IReadOnlyCollection<string>>? Touched { get; set; }

    /// <summary>Every limit and every override that has not ended.</summary>
    Task<IReadOnlyList<StoredLimit>> ReadAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Stores the limits of the code where they are new or differ, and raises the version of the settings if any does.
    /// </summary>
    Task<bool> DefineAsync(IReadOnlyList<NewLimit> limits, CancellationToken cancellationToken);

    /// <summary>Sets or replaces an override, raises the version of the settings and files it.</summary>
    Task OverrideAsync(NewLimit limit, NewAuditEntry audit, CancellationToken cancellationToken);

    /// <summary>Lifts an override, or with no key and of the code the limit itself; returns whether there was one.</summary>
    Task<bool> LiftAsync(string name, LimitSource source, string key, NewAuditEntry audit, CancellationToken cancellationToken);

    /// <summary>
    /// Lets jobs at the gate of a key through, as far as their limits have room, by priority, due time and insertion. A job that waits only
    /// for another of its keys goes on to the gate of that. All keys of a job, or none.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="most">The most jobs that are let through.</param>
    /// <param name="paused">The paused lanes, whose jobs are set aside.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    Task<LimitPass> PassAsync(string key, int most, IReadOnlyCollection<string> paused, CancellationToken cancellationToken);

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

    /// <summary>The keys that were ever used, the most used first, behind a place.</summary>
    /// <param name="limit">Only the keys of this limit; null for all.</param>
    /// <param name="after">The permits in use and the name of the last one before; null for the beginning.</param>
    /// <param name="count">How many.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    Task<IReadOnlyList<WaitingUse>> ListKeysAsync(
        string? limit, (long InUse, string Key)? after, int count, CancellationToken cancellationToken);

    /// <summary>How much of one key is in use; null if it never was.</summary>
    Task<WaitingUse?> GetKeyAsync(string key, CancellationToken cancellationToken);

    /// <summary>Counts anew how many permits of a key are held; returns by how much the count was wrong.</summary>
    Task<long> RecountAsync(string key, CancellationToken cancellationToken);
}

/// <summary>Who set a limit's values.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public enum LimitSource
{
    /// <summary>The code.</summary>
    Code = 1,

    /// <summary>An operator, for the whole limit or one key.</summary>
    Operator = 2,
}

/// <summary>Which jobs are under a limit.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public enum LimitScope
{
    /// <summary>Those that name it.</summary>
    Named = 0,

    /// <summary>All jobs of the cluster.</summary>
    Cluster = 1,

    /// <summary>The jobs of a lane, or of each lane by itself.</summary>
    Lane = 2,

    /// <summary>The jobs of a definition, or of each by itself.</summary>
    Definition = 3,

    /// <summary>The jobs of a tenant, or of each by itself.</summary>
    Tenant = 4,
}

/// <summary>A limit, or an override of one.</summary>
/// <param name="Name">The limit's name.</param>
/// <param name="Source">Who sets it.</param>
/// <param name="Key">For an override of one key: the tenant, lane, definition or key; else empty.</param>
/// <param name="Values">What it lets run.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record NewLimit(string Name, LimitSource Source, string Key, LimitValues Values)
{
    /// <summary>Which jobs are under it.</summary>
    public LimitScope Scope { get; init; }

    /// <summary>The only lane, definition or tenant it is for; null for each by itself.</summary>
    public string? Of { get; init; }

    /// <summary>When an override ends by itself; null for never.</summary>
    public DateTimeOffset? Until { get; init; }
}

/// <summary>A limit, or an override of one, that holds.</summary>
/// <param name="Limit">What was set.</param>
/// <param name="Since">When.</param>
/// <param name="Who">Who set it; null for the code.</param>
/// <param name="Reason">Why.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record StoredLimit(NewLimit Limit, DateTimeOffset Since, string? Who, string? Reason);

/// <summary>What a pass did.</summary>
/// <param name="Admitted">How many jobs it let through.</param>
/// <param name="MovedTo">The keys to whose gates it sent jobs on.</param>
/// <param name="Queues">The queues in which they wait, and from when on.</param>
/// <param name="MayHaveMore">Whether another pass may let more through at once.</param>
/// <param name="Next">How long until a rate lets the next through; null if only a permit does, or none waits.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record LimitPass(
    int Admitted, IReadOnlyList<string> MovedTo, IReadOnlyList<QueueDue> Queues, bool MayHaveMore, TimeSpan? Next);

/// <summary>The jobs that fell due.</summary>
/// <param name="Keys">The keys whose gates they came to.</param>
/// <param name="MayHaveMore">Whether there may be more.</param>
/// <param name="Next">How long until the next one; null for none.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record LimitsDue(IReadOnlyList<string> Keys, bool MayHaveMore, TimeSpan? Next);

/// <summary>How much of a key is in use, and what waits for it.</summary>
/// <param name="Use">What is in use; what was given back a moment ago may still count.</param>
/// <param name="Waiting">How many jobs wait at its gate; up to 1,000 are counted.</param>
/// <param name="OldestDueAt">When the oldest of them was due.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record WaitingUse(LimitUse Use, long Waiting, DateTimeOffset? OldestDueAt);

/// <summary>How much of a key is in use.</summary>
/// <param name="Key">The key.</param>
/// <param name="InUse">How many permits are held.</param>
/// <param name="Next">When a rate lets the next job start, by the store's clock; null if it was not used.</param>
/// <param name="Now">The store's time.</param>
/// <param name="RestUntil">None of its jobs starts before; null if it does not rest.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record LimitUse(string Key, long InUse, DateTimeOffset? Next, DateTimeOffset Now, DateTimeOffset? RestUntil = null);
