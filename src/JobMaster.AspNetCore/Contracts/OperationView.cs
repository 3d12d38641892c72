namespace JobMaster.AspNetCore.Contracts;

/// <summary>A bulk operation on jobs as the API shows it.</summary>
internal sealed record OperationView
{
    public required Guid Id { get; init; }

    public required JobOperationKind Kind { get; init; }

    public required JobOperationState State { get; init; }

    public required string Who { get; init; }

    public string? Reason { get; init; }

    public OperationFilterBody? Filter { get; init; }

    /// <summary>What it changes; absent for other kinds.</summary>
    public OperationChangeView? Change { get; init; }

    /// <summary>What the replayed jobs have instead of their own values; absent for other kinds, and if they keep all.</summary>
    public OperationReplayView? Replay { get; init; }

    /// <summary>How many jobs it replays first; absent for all at once.</summary>
    public int? TryFirst { get; init; }

    /// <summary>The most jobs per second; absent for no limit.</summary>
    public int? MaxPerSecond { get; init; }

    /// <summary>It stops after this many jobs; absent if it does not stop.</summary>
    public long? Max { get; init; }

    /// <summary>
    /// Why it was stopped; absent if it was not. In the answer to its start, a hint about a possible mistake of the caller.
    /// </summary>
    public string? Note { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public required long Matched { get; init; }

    public required bool IsCapped { get; init; }

    public required long Changed { get; init; }

    public required long Unchanged { get; init; }

    public required long Running { get; init; }

    public required long OnAgent { get; init; }

    public required long Gone { get; init; }

    public required long KeyHeld { get; init; }

    public required long Unreadable { get; init; }

    public required long Waiting { get; init; }

    public required double JobsPerSecond { get; init; }

    public static OperationView Of(JobOperationDetails operation) => new()
    {
        Id = operation.Id, Kind = operation.Kind, State = operation.State, Who = operation.Who, Reason = operation.Reason,
        Note = operation.Note,
        Filter = operation.Filter is { } filter ? OperationFilterBody.Of(filter) : null,
        Change = operation.Change is { } change ? OperationChangeView.Of(change, operation.ChangesData) : null,
        Replay = operation.Replay is { } replay ? OperationReplayView.Of(replay, operation.ChangesData) : null,
        TryFirst = operation.TryFirst, MaxPerSecond = operation.MaxPerSecond, Max = operation.MaxJobs,
        CreatedAt = operation.CreatedAt, EndedAt = operation.EndedAt, Matched = operation.Matched, IsCapped = operation.IsCapped,
        Changed = operation.Changed, Unchanged = operation.Unchanged, Running = operation.Running, OnAgent = operation.OnAgent,
        Gone = operation.Gone, KeyHeld = operation.KeyHeld, Unreadable = operation.Unreadable, Waiting = operation.Waiting,
        JobsPerSecond = Math.Round(operation.Rate, 1),
    };
}

/// <summary>What an operation changes in each job. Absent members keep their values.</summary>
internal sealed record OperationChangeView
{
    public JobMasterPriority? Priority { get; init; }

    public string? WorkerLane { get; init; }

    public DateTimeOffset? At { get; init; }

    public required bool RunNow { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public required bool RemovesExpiry { get; init; }

    /// <summary>Whether the jobs get another payload, which is not shown.</summary>
    public required bool ChangesPayload { get; init; }

    public static OperationChangeView Of(JobChange change, bool changesPayload) => new()
    {
        Priority = change.Priority, WorkerLane = change.WorkerLane, At = change.At, RunNow = change.RunNow, ExpiresAt = change.ExpiresAt,
        RemovesExpiry = change.RemovesExpiry, ChangesPayload = changesPayload,
    };
}

/// <summary>What the jobs of a replay have instead of their own values. Absent members keep their values.</summary>
internal sealed record OperationReplayView
{
    public string? WorkerLane { get; init; }

    public JobMasterPriority? Priority { get; init; }

    public string? DefinitionId { get; init; }

    /// <summary>Whether the jobs get another payload, which is not shown.</summary>
    public required bool ChangesPayload { get; init; }

    public static OperationReplayView Of(JobReplay replay, bool changesPayload) => new()
    {
        WorkerLane = replay.WorkerLane, Priority = replay.Priority, DefinitionId = replay.JobDefinitionId, ChangesPayload = changesPayload,
    };
}
