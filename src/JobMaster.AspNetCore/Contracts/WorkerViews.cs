namespace JobMaster.AspNetCore.Contracts;

/// <summary>A worker. The numbers come with its heartbeat, so they are a few seconds old.</summary>
internal sealed record WorkerView
{
    /// <summary>The session: one life of the worker.</summary>
    public required Guid SessionId { get; init; }

    public required string Name { get; init; }

    public required string Host { get; init; }

    public required int ProcessId { get; init; }

    /// <summary>The version of the library it runs.</summary>
    public required string Version { get; init; }

    /// <summary>The lanes it serves, as configured.</summary>
    public required IReadOnlyList<string> Lanes { get; init; }

    /// <summary>The agent it receives from in addition to the master.</summary>
    public string? AgentName { get; init; }

    public required WorkerState State { get; init; }

    /// <summary>The orders of operators to it.</summary>
    public required IReadOnlyList<WorkerOrderView> Orders { get; init; }

    /// <summary>How many jobs it runs at once.</summary>
    public required int Concurrency { get; init; }

    /// <summary>How many jobs it runs now.</summary>
    public int? Running { get; init; }

    /// <summary>The share of all processors that its process used between the last two heartbeats, 0 to 1.</summary>
    public double? CpuShare { get; init; }

    public long? MemoryBytes { get; init; }

    /// <summary>Work items of its process that wait for a thread of the pool.</summary>
    public long? ThreadPoolQueue { get; init; }

    /// <summary>The share of that time in which the garbage collector held all threads, 0 to 1.</summary>
    public double? GcPauseShare { get; init; }

    /// <summary>How far its clock is ahead of the store's; negative when it is behind.</summary>
    public double? ClockOffsetSeconds { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset LastBeatAt { get; init; }

    /// <summary>Whether it has beaten within the heartbeat timeout.</summary>
    public required bool IsLive { get; init; }

    public static WorkerView Of(WorkerDetails worker) => new()
    {
        SessionId = worker.SessionId, Name = worker.Name, Host = worker.Host, ProcessId = worker.ProcessId, Version = worker.Version,
        Lanes = worker.Lanes, AgentName = worker.AgentName, State = worker.State, Orders = [.. worker.Orders.Select(WorkerOrderView.Of)],
        Concurrency = worker.Slots, Running = worker.Running, CpuShare = worker.CpuShare, MemoryBytes = worker.MemoryBytes,
        ThreadPoolQueue = worker.ThreadPoolQueue, GcPauseShare = worker.GcPauseShare,
        ClockOffsetSeconds = worker.ClockOffset?.TotalSeconds, StartedAt = worker.StartedAt, LastBeatAt = worker.LastBeatAt,
        IsLive = worker.IsLive,
    };
}

/// <summary>An order to workers.</summary>
internal sealed record WorkerOrderView
{
    public required string Worker { get; init; }

    /// <summary>The host of the workers; absent for every host.</summary>
    public string? Host { get; init; }

    public bool IsCordoned { get; init; }

    /// <summary>How long running jobs may continue after a stop; absent if they are not stopped.</summary>
    public double? GraceSeconds { get; init; }

    /// <summary>How many jobs they run at once; absent for as many as configured.</summary>
    public int? Concurrency { get; init; }

    public required DateTimeOffset Since { get; init; }

    public required string By { get; init; }

    public string? Reason { get; init; }

    public static WorkerOrderView Of(WorkerOrderDetails order) => new()
    {
        Worker = order.Worker, Host = order.Host, IsCordoned = order.IsCordoned, GraceSeconds = order.StopAfter?.TotalSeconds,
        Concurrency = order.Slots, Since = order.Since, By = order.By, Reason = order.Reason,
    };
}

/// <summary>A lane, its workers and its waiting jobs.</summary>
internal sealed record LaneView
{
    public required string Name { get; init; }

    public PauseDetails? Pause { get; init; }

    /// <summary>The workers that serve it.</summary>
    public required IReadOnlyList<WorkerView> Workers { get; init; }

    public required long Scheduled { get; init; }

    public required long Ready { get; init; }

    /// <summary>Due, and waiting for room under a limit.</summary>
    public required long Throttled { get; init; }

    public required long Running { get; init; }

    public required long Parked { get; init; }

    public static LaneView Of(LaneDetails lane) => new()
    {
        Name = lane.Name, Pause = lane.Pause, Workers = [.. lane.Workers.Select(WorkerView.Of)], Scheduled = lane.Scheduled,
        Ready = lane.Ready, Throttled = lane.Throttled, Running = lane.Running, Parked = lane.Parked,
    };
}
