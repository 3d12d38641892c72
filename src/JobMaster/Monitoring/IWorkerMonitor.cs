using JobMaster.Storage;

namespace JobMaster;

/// <summary>Reads workers.</summary>
public interface IWorkerMonitor
{
    /// <summary>Lists every worker that is not known to be dead, the longest running first.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<IReadOnlyList<WorkerDetails>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Lists every order of operators, including orders for workers that do not run now.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<IReadOnlyList<WorkerOrderDetails>> ListOrdersAsync(CancellationToken cancellationToken = default);
}

/// <summary>Whether a worker may take jobs.</summary>
public enum WorkerState
{
    /// <summary>It takes jobs.</summary>
    Active = 1,

    /// <summary>It takes no more jobs.</summary>
    Cordoned = 2,

    /// <summary>It takes no more jobs, and after a while stops those that still run.</summary>
    Stopped = 3,
}

/// <summary>A worker. The numbers come with its heartbeat, every sixth of the heartbeat timeout, so they are a few seconds old.</summary>
public sealed record WorkerDetails
{
    /// <summary>The session: one life of the worker.</summary>
    public required Guid SessionId { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The host it runs on.</summary>
    public required string Host { get; init; }

    /// <summary>The process it runs in.</summary>
    public required int ProcessId { get; init; }

    /// <summary>The version of the library it runs.</summary>
    public required string Version { get; init; }

    /// <summary>The lanes it serves, as configured.</summary>
    public required IReadOnlyList<string> Lanes { get; init; }

    /// <summary>The agent it receives from besides the master; null for none.</summary>
    public string? AgentName { get; init; }

    /// <summary>Whether operators have cordoned or stopped it.</summary>
    public required WorkerState State { get; init; }

    /// <summary>The operators' order to it.</summary>
    public required IReadOnlyList<WorkerOrderDetails> Orders { get; init; }

    /// <summary>How many jobs it runs at once.</summary>
    public required int Slots { get; init; }

    /// <summary>How many jobs it runs now; null before its first heartbeat.</summary>
    public int? Running { get; init; }

    /// <summary>The share of all processors that its process used between the last two heartbeats, 0 to 1; null before the first.</summary>
    public double? CpuShare { get; init; }

    /// <summary>The memory of its process, in bytes.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Work items of its process that wait for a thread of the pool. A number that stays high means a starved pool.</summary>
    public long? ThreadPoolQueue { get; init; }

    /// <summary>
    /// The share of the time between the last two heartbeats in which the garbage collector held all threads, 0 to 1.
    /// </summary>
    public double? GcPauseShare { get; init; }

    /// <summary>
    /// How far its clock is ahead of the store's, to within half of a round trip; negative if it is behind. Only the times in handlers and
    /// logs depend on it.
    /// </summary>
    public TimeSpan? ClockOffset { get; init; }

    /// <summary>When the session began, by the store's clock.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When its last heartbeat was, by the store's clock.</summary>
    public required DateTimeOffset LastBeatAt { get; init; }

    /// <summary>Whether it had a heartbeat within the heartbeat timeout.</summary>
    public required bool IsLive { get; init; }

    /// <summary>Whether it serves a lane, by name or by a pattern such as <c>mail*</c>.</summary>
    /// <param name="lane">The lane of a job.</param>
    public bool Serves(string lane) => LanePattern.Serves(Lanes, lane);
}

/// <summary>An order to workers.</summary>
public sealed record WorkerOrderDetails
{
    /// <summary>The workers' name.</summary>
    public required string Worker { get; init; }

    /// <summary>The host of the workers; null for every host.</summary>
    public string? Host { get; init; }

    /// <summary>Whether they take no more jobs.</summary>
    public bool IsCordoned { get; init; }

    /// <summary>How long running jobs may continue after a stop; null if the workers are not stopped.</summary>
    public TimeSpan? StopAfter { get; init; }

    /// <summary>How many jobs they run at once; null for the configured number.</summary>
    public int? Slots { get; init; }

    /// <summary>When it was given, by the store's clock.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Who gave it.</summary>
    public required string By { get; init; }

    /// <summary>The reason; null if none was given.</summary>
    public string? Reason { get; init; }
}
