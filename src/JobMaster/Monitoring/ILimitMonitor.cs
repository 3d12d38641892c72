using System.Text.Json.Serialization;

namespace JobMaster;

/// <summary>Reads limits and their use.</summary>
public interface ILimitMonitor
{
    /// <summary>Lists every limit by name, with the overrides of operators.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<IReadOnlyList<LimitDetails>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Returns a page of the keys of limits that were ever used; the keys with the most held permits come first.</summary>
    /// <param name="limit">Only the keys of this limit; null for all.</param>
    /// <param name="count">The most keys to return, 1 to 500.</param>
    /// <param name="continueFrom">The <see cref="LimitKeyPage.Next"/> of the page before; null for the first.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">The count is out of range, or the continuation is not from this method.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<LimitKeyPage> ListKeysAsync(
        string? limit = null, int count = 50, string? continueFrom = null, CancellationToken cancellationToken = default);
}

/// <summary>A page of the keys of limits.</summary>
/// <param name="Keys">The keys.</param>
/// <param name="Next">Where the next page continues; null for none.</param>
public sealed record LimitKeyPage(IReadOnlyList<LimitKeyDetails> Keys, string? Next);

/// <summary>A limit.</summary>
public sealed record LimitDetails
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The jobs that are under it.</summary>
    public required LimitKind Kind { get; init; }

    /// <summary>The one lane, definition or tenant it applies to; null if each has the limit separately, and for other kinds.</summary>
    public string? Of { get; init; }

    /// <summary>The settings in the code.</summary>
    public required LimitSettings Settings { get; init; }

    /// <summary>The overrides of operators: for the whole limit first, then by key.</summary>
    public required IReadOnlyList<LimitOverrideDetails> Overrides { get; init; }
}

/// <summary>The values of a limit; null means no limit.</summary>
/// <param name="MaxConcurrent">How many jobs run at once.</param>
/// <param name="Starts">How many jobs start in <paramref name="Per"/>.</param>
/// <param name="Per">The time of <paramref name="Starts"/>.</param>
/// <param name="Burst">How many may start at once after a pause.</param>
/// <param name="KeepOrder">
/// Jobs run one at a time in due order; the value says what follows when one fails for good. Null for any order.
/// </param>
public sealed record LimitSettings(int? MaxConcurrent, int? Starts, TimeSpan? Per, int? Burst, KeepOrderOnFailure? KeepOrder = null);

/// <summary>An operator's override of a limit.</summary>
/// <param name="Key">The key; null for the whole limit.</param>
/// <param name="Settings">The new values; null keeps the limit's own.</param>
/// <param name="Since">When it was set, by the store's clock.</param>
/// <param name="Until">When it ends by itself; null for never.</param>
/// <param name="By">Who set it.</param>
/// <param name="Reason">The reason.</param>
public sealed record LimitOverrideDetails(
    string? Key, LimitSettings Settings, DateTimeOffset Since, DateTimeOffset? Until, string? By, string? Reason);

/// <summary>One key of a limit: a tenant, lane, definition or key that has the limit separately, or the whole limit.</summary>
public sealed record LimitKeyDetails
{
    /// <summary>The limit's name.</summary>
    public required string Limit { get; init; }

    /// <summary>The key; null if all jobs of the limit share it.</summary>
    public string? Key { get; init; }

    /// <summary>The values in force now.</summary>
    public required LimitSettings Settings { get; init; }

    /// <summary>How many permits are held: by jobs that run, that a worker holds, or that have been let through.</summary>
    public required long InUse { get; init; }

    /// <summary>How many due jobs wait for it; up to 1,000 are counted. A job that also waits for another key counts there.</summary>
    public required long Waiting { get; init; }

    /// <summary>When the oldest waiting job was due; null if none waits.</summary>
    public DateTimeOffset? OldestDueAt { get; init; }

    /// <summary>
    /// When a rate or a rest lets the next job start, by the store's clock; null if it may start now, or as soon as a permit is free.
    /// </summary>
    public DateTimeOffset? NextStartAt { get; init; }

    /// <summary>Whether all its permits are held.</summary>
    public required bool IsFull { get; init; }

    /// <summary>
    /// For a limit that keeps order: the job that the waiting ones must wait for. It runs, waits for its retry, or failed and holds the
    /// key. Null if none waits.
    /// </summary>
    public Guid? HeldBy { get; init; }

    /// <summary>The override in force for this key, or for the whole limit; null for none.</summary>
    public LimitOverrideDetails? Override { get; init; }
}

/// <summary>The jobs that are under a limit.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LimitKind>))]
public enum LimitKind
{
    /// <summary>Jobs that name it in <see cref="JobOptions.LimitKeys"/> or <see cref="JobMasterLimitAttribute"/>.</summary>
    Named = 0,

    /// <summary>All jobs of the cluster.</summary>
    Cluster = 1,

    /// <summary>Jobs by lane.</summary>
    Lane = 2,

    /// <summary>Jobs by definition.</summary>
    Definition = 3,

    /// <summary>Jobs by tenant.</summary>
    Tenant = 4,
}
