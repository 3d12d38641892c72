namespace JobMaster;

/// <summary>Reads the orders of operators to lanes, definitions, workers and agents.</summary>
public interface IOrderMonitor
{
    /// <summary>
    /// Lists every order in force, by kind, name and host. An order is listed until it is lifted or ends by itself, even if what it is for
    /// is not known, or not known any more.
    /// </summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    /// <example><code>
    /// foreach (var order in await monitor.Orders.ListAsync()) Console.WriteLine($"{order.Kind} {order.Name}, by {order.By}");
    /// </code></example>
    Task<IReadOnlyList<OrderDetails>> ListAsync(CancellationToken cancellationToken = default);
}

/// <summary>The kinds of orders.</summary>
public enum OrderKind
{
    /// <summary>No job of the lane starts.</summary>
    PauseLane = 1,

    /// <summary>No job of the definition starts.</summary>
    PauseDefinition = 2,

    /// <summary>The workers of the name take no more jobs.</summary>
    CordonWorker = 3,

    /// <summary>The workers of the name take no more jobs, and after a while stop those that still run.</summary>
    StopWorker = 4,

    /// <summary>The workers of the name run another number of jobs at once.</summary>
    SetConcurrency = 5,

    /// <summary>The agent gets no more jobs, and the master gets what it holds.</summary>
    DrainAgent = 6,
}

/// <summary>An order in force.</summary>
public sealed record OrderDetails
{
    /// <summary>The kind of order.</summary>
    public required OrderKind Kind { get; init; }

    /// <summary>The name of the lane, definition, worker or agent.</summary>
    public required string Name { get; init; }

    /// <summary>The host of the workers; null for every host, and for orders to others.</summary>
    public string? Host { get; init; }

    /// <summary>How long running jobs may continue after a stop; null for other orders.</summary>
    public TimeSpan? StopAfter { get; init; }

    /// <summary>How many jobs the workers run at once; null for other orders.</summary>
    public int? Slots { get; init; }

    /// <summary>When it was given, by the store's clock.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>When it ends by itself, by the store's clock; null if it ends only when it is lifted.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Who gave it.</summary>
    public required string By { get; init; }

    /// <summary>The reason; null if none was given.</summary>
    public string? Reason { get; init; }
}
