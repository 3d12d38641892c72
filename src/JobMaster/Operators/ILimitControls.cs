namespace JobMaster;

/// <summary>Changes limits while the cluster runs. A change takes effect on every node within two seconds, and outlives restarts.</summary>
/// <example><code>
/// await cluster.Limits.OverrideAsync("per-tenant", new LimitOverride
/// {
///     Key = "acme", Starts = 500, Per = TimeSpan.FromMinutes(1), Until = DateTimeOffset.UtcNow.AddHours(2),
/// });
/// </code></example>
public interface ILimitControls
{
    /// <summary>
    /// Overrides the values of a limit, for the whole limit or for one of its keys. A key's override has priority over the limit's, and
    /// both over the code. Replaces an override in force.
    /// </summary>
    /// <param name="limit">The limit's name.</param>
    /// <param name="values">The new values.</param>
    /// <param name="by">Who makes the change and why, for the audit and for monitors.</param>
    /// <param name="cancellationToken">Stops waiting; the change may still be made.</param>
    /// <returns>False if the same override is in force already.</returns>
    /// <exception cref="ArgumentException">There is no such limit, or a value is invalid.</exception>
    /// <exception cref="JobRejectedException">The cluster is in mode Archive.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<bool> OverrideAsync(string limit, LimitOverride values, OperatorContext? by = null, CancellationToken cancellationToken = default);

    /// <summary>Lifts an override.</summary>
    /// <param name="limit">The limit's name.</param>
    /// <param name="key">The key of the override; null for the override of the whole limit.</param>
    /// <param name="by">Who lifts it and why, for the audit.</param>
    /// <param name="cancellationToken">Stops waiting; the change may still be made.</param>
    /// <returns>False if there was none.</returns>
    /// <exception cref="JobRejectedException">The cluster is in mode Archive.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<bool> LiftAsync(string limit, string? key = null, OperatorContext? by = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Removes a limit that is no longer in the code: jobs that wait under it continue. Refused while a live node has it in its code. A
    /// node that starts with it later stores it again.
    /// </summary>
    /// <param name="limit">The limit's name.</param>
    /// <param name="by">Who removes it and why, for the audit.</param>
    /// <param name="cancellationToken">Stops waiting; the change may still be made.</param>
    /// <returns>False if there was none.</returns>
    /// <exception cref="JobRejectedException">A live node has the limit in its code, or the cluster is in mode Archive.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<bool> RemoveAsync(string limit, OperatorContext? by = null, CancellationToken cancellationToken = default);
}

/// <summary>The values of a limit that replace those of the code. Null keeps a value.</summary>
public sealed record LimitOverride
{
    /// <summary>The tenant, lane, definition or key it is for; null for the whole limit.</summary>
    public string? Key { get; init; }

    /// <summary>How many jobs run at once; zero or more.</summary>
    public int? MaxConcurrent { get; init; }

    /// <summary>How many jobs start in <see cref="Per"/>; one or more. Give both together.</summary>
    public int? Starts { get; init; }

    /// <summary>The period of <see cref="Starts"/>; from a microsecond to a day for each start.</summary>
    public TimeSpan? Per { get; init; }

    /// <summary>How many may start at once after a pause; one or more. Default: one more than the rate lets start in two seconds.</summary>
    public int? Burst { get; init; }

    /// <summary>When the override ends by itself, by the store's clock; null if only a lift ends it.</summary>
    public DateTimeOffset? Until { get; init; }
}
