namespace JobMaster;

/// <summary>Reads lanes.</summary>
public interface ILaneMonitor
{
    /// <summary>Lists every lane that has live jobs, a worker or a pause, by name.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<LaneList> ListAsync(CancellationToken cancellationToken = default);
}

/// <summary>The lanes of a cluster.</summary>
/// <param name="Lanes">The lanes, by name.</param>
/// <param name="IsCapped">
/// Whether there are more than 100,000 live jobs. Only the first 100,000 are then counted, and a lane may be missing.
/// </param>
public sealed record LaneList(IReadOnlyList<LaneDetails> Lanes, bool IsCapped);

/// <summary>A lane.</summary>
public sealed record LaneDetails
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its pause; null if it is not paused.</summary>
    public PauseDetails? Pause { get; init; }

    /// <summary>The live workers that serve it, including those that take no jobs.</summary>
    public required IReadOnlyList<WorkerDetails> Workers { get; init; }

    /// <summary>Its jobs that are due later.</summary>
    public required long Scheduled { get; init; }

    /// <summary>Its jobs that could start now.</summary>
    public required long Ready { get; init; }

    /// <summary>Its due jobs that wait for room under a limit.</summary>
    public long Throttled { get; init; }

    /// <summary>Its jobs that run, or that a worker holds.</summary>
    public required long Running { get; init; }

    /// <summary>Its parked jobs.</summary>
    public required long Parked { get; init; }
}
