namespace JobMaster.Execution;

/// <summary>How one worker is set up.</summary>
internal sealed record WorkerSetup
{
    public required string Name { get; init; }

    public required IReadOnlyList<string> Lanes { get; init; }

    /// <summary>How many jobs the worker runs at the same time.</summary>
    public required int Concurrency { get; init; }

    /// <summary>The most jobs that one claim takes.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Whether handlers run on the worker's own threads instead of the pool's.</summary>
    public bool OwnThreads { get; init; }

    public required string NodeName { get; init; }

    /// <summary>The version of the library.</summary>
    public required string Version { get; init; }
}
