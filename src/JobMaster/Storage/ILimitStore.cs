using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>Limits on how many jobs run, operators' overrides of them, and their use.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public interface ILimitStore
{
    /// <summary>Every limit and every override that has not ended.</summary>
    Task<IReadOnlyList<StoredLimit>> ReadAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Stores new and changed limits of the code, and raises the version of the settings if there are any.
    /// </summary>
    Task<bool> DefineAsync(IReadOnlyList<NewLimit> limits, CancellationToken cancellationToken);

    /// <summary>
    /// Sets or replaces an override, raises the version of the settings and records the change in the audit. Changes and records nothing if
    /// the same override, with the same reason, is in force already; returns whether it changed something.
    /// </summary>
    Task<bool> OverrideAsync(NewLimit limit, NewAuditEntry audit, CancellationToken cancellationToken);

    /// <summary>Removes an override; with the code as source and no key, removes the limit itself. Returns whether there was one.</summary>
    Task<bool> LiftAsync(string name, LimitSource source, string key, NewAuditEntry audit, CancellationToken cancellationToken);

    /// <summary>The keys that were ever used, most used first by <see cref="WaitingUse.Counted"/>, after a place.</summary>
    /// <param name="limit">Only the keys of this limit; null for all.</param>
    /// <param name="after">The count and the name of the last one before; null for the beginning.</param>
    /// <param name="count">The most keys to return.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    Task<IReadOnlyList<WaitingUse>> ListKeysAsync(
        string? limit, (long Counted, string Key)? after, int count, CancellationToken cancellationToken);

    /// <summary>The use of one key; null if it was never used.</summary>
    Task<WaitingUse?> GetKeyAsync(string key, CancellationToken cancellationToken);
}

/// <summary>The source of a limit's values.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public enum LimitSource
{
    /// <summary>The code.</summary>
    Code = 1,

    /// <summary>An operator, for the whole limit or one key.</summary>
    Operator = 2,
}

/// <summary>The jobs that are under a limit.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public enum LimitScope
{
    /// <summary>The jobs that name it.</summary>
    Named = 0,

    /// <summary>All jobs of the cluster.</summary>
    Cluster = 1,

    /// <summary>The jobs of a lane, or of each lane separately.</summary>
    Lane = 2,

    /// <summary>The jobs of a definition, or of each separately.</summary>
    Definition = 3,

    /// <summary>The jobs of a tenant, or of each separately.</summary>
    Tenant = 4,
}

/// <summary>A limit, or an override of one.</summary>
/// <param name="Name">The limit's name.</param>
/// <param name="Source">Who sets it.</param>
/// <param name="Key">For an override of one key: the tenant, lane, definition or key; else empty.</param>
/// <param name="Values">Its values.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record NewLimit(string Name, LimitSource Source, string Key, LimitValues Values)
{
    /// <summary>The jobs that are under it.</summary>
    public LimitScope Scope { get; init; }

    /// <summary>The one lane, definition or tenant it applies to; null for each separately.</summary>
    public string? Of { get; init; }

    /// <summary>When an override ends by itself; null for never.</summary>
    public DateTimeOffset? Until { get; init; }
}

/// <summary>A limit or override in force.</summary>
/// <param name="Limit">The limit or override.</param>
/// <param name="Since">When it was set.</param>
/// <param name="Who">Who set it; null for the code.</param>
/// <param name="Reason">The reason.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record StoredLimit(NewLimit Limit, DateTimeOffset Since, string? Who, string? Reason)
{
    /// <summary>Whether it is this limit or override, with this reason.</summary>
    public bool IsSame(NewLimit limit, string? reason) => Limit == limit && Reason == StoredText.Clean(reason);
}

/// <summary>The use of a key, and the jobs that wait for it.</summary>
/// <param name="Use">The use.</param>
/// <param name="Waiting">How many jobs wait at its gate; up to 1,000 are counted.</param>
/// <param name="OldestDueAt">When the oldest of them was due.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record WaitingUse(LimitUse Use, long Waiting, DateTimeOffset? OldestDueAt)
{
    /// <summary>The permits in use as the key's row counts them, which includes those given back since it was last written.</summary>
    public long Counted { get; init; } = Use.InUse;
}

/// <summary>The use of a key.</summary>
/// <param name="Key">The key.</param>
/// <param name="InUse">How many permits are held.</param>
/// <param name="Next">When a rate lets the next job start, by the store's clock; null if no rate was used.</param>
/// <param name="Now">The store's time.</param>
/// <param name="RestUntil">None of its jobs starts before this time; null if it does not rest.</param>
/// <param name="HeldBy">The job that was last given the turn, which may have ended; null for none, and if no order is kept.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record LimitUse(
    string Key, long InUse, DateTimeOffset? Next, DateTimeOffset Now, DateTimeOffset? RestUntil = null, Guid? HeldBy = null);
