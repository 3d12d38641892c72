namespace JobMaster;

/// <summary>Changing limits while the cluster runs. A change holds on every node within two seconds, and outlives restarts.</summary>
/// <example><code>
/// await cluster.Limits.OverrideAsync("per-tenant", new LimitOverride
/// {
///     Key = "acme", Starts = 500, Per = TimeSpan.FromMinutes(1), Until = DateTimeOffset.UtcNow.AddHours(2),
/// });
/// </code></example>
public interface ILimitControls
{
    /// <summary>
    /// Overrides what a limit lets run, for the whole limit or for one key of it. The override of a key goes before that of the limit, and
    /// both before the code. An override that holds is replaced.
    /// </summary>
    /// <param name="limit">The limit's name.</param>
    /// <param name="values">What it lets run instead.</param>
    /// <param name="by">Who makes the change, and why, for the audit and for those who look.</param>
    /// <param name="cancellationToken">Stops waiting; the change may still be made.</param>
    /// <exception cref="ArgumentException">There is no such limit, or a value cannot be.</exception>
    /// <exception cref="JobRejectedException">The cluster is in mode Archive.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task OverrideAsync(string limit, LimitOverride values, OperatorContext? by = null, CancellationToken cancellationToken = default);

    /// <summary>Lifts an override.</summary>
    /// <param name="limit">The limit's name.</param>
    /// <param name="key">The key whose override is lifted; null for that of the whole limit.</param>
    /// <param name="by">Who lifts it, and why, for the audit.</param>
    /// <param name="cancellationToken">Stops waiting; the change may still be made.</param>
    /// <returns>False when there was none.</returns>
    /// <exception cref="JobRejectedException">The cluster is in mode Archive.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<bool> LiftAsync(string limit, string? key = null, OperatorContext? by = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Removes a limit that the code does not have any more: what waits under it goes on. A node whose code has the limit stores it again
    /// when it starts.
    /// </summary>
    /// <param name="limit">The limit's name.</param>
    /// <param name="by">Who removes it, and why, for the audit.</param>
    /// <param name="cancellationToken">Stops waiting; the change may still be made.</param>
    /// <returns>False when there was none.</returns>
    /// <exception cref="JobRejectedException">The cluster is in mode Archive.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<bool> RemoveAsync(string limit, OperatorContext? by = null, CancellationToken cancellationToken = default);
}

/// <summary>What a limit lets run instead of what the code says. What is null stays as it is.</summary>
public sealed record LimitOverride
{
    /// <summary>The tenant, lane, definition or key it is for; null for the whole limit.</summary>
    public string? Key { get; init; }

    /// <summary>How many jobs run at once; zero or more.</summary>
    public int? MaxConcurrent { get; init; }

    /// <summary>How many jobs start in <see cref="Per"/>; one or more. Given together with it.</summary>
    public int? Starts { get; init; }

    /// <summary>The time of <see cref="Starts"/>; from a microsecond to a day for each start.</summary>
    public TimeSpan? Per { get; init; }

    /// <summary>How many may start at once after a pause; one or more. Default: what the rate lets start in two seconds, and one.</summary>
    public int? Burst { get; init; }

    /// <summary>When the override ends by itself, by the store's clock; null for not before it is lifted.</summary>
    public DateTimeOffset? Until { get; init; }
}
