namespace JobMaster.Execution;

/// <summary>How one worker is set up.</summary>
internal sealed record WorkerSetup
{
    public required string Name { get; init; }

    public required IReadOnlyList<string> Lanes { get; init; }

    /// <summary>How many jobs it runs at once.</summary>
    public required int Concurrency { get; init; }

    /// <summary>How many jobs one claim takes at most.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Whether handlers run on threads of the worker's own and not on those of the pool.</summary>
    public bool OwnThreads { get; init; }

    public required string NodeName { get; init; }

    /// <summary>The version of the library.</summary>
    public required string Version { get; init; }
}
