using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>Limits on how many jobs run, what operators override of them, and how much of them is in use.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public interface ILimitStore
{
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

    /// <summary>The keys that were ever used, the most used first, behind a place.</summary>
    /// <param name="limit">Only the keys of this limit; null for all.</param>
    /// <param name="after">The permits in use and the name of the last one before; null for the beginning.</param>
    /// <param name="count">How many.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    Task<IReadOnlyList<WaitingUse>> ListKeysAsync(
        string? limit, (long InUse, string Key)? after, int count, CancellationToken cancellationToken);

    /// <summary>How much of one key is in use; null if it never was.</summary>
    Task<WaitingUse?> GetKeyAsync(string key, CancellationToken cancellationToken);
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
/// <param name="HeldBy">The job that was last given the turn, which may have ended; null for none, and where no order is kept.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record LimitUse(
    string Key, long InUse, DateTimeOffset? Next, DateTimeOffset Now, DateTimeOffset? RestUntil = null, Guid? HeldBy = null);
