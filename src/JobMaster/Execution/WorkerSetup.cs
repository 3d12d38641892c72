using JobMaster.Storage;

namespace JobMaster.Execution;

/// <summary>The setup of one worker.</summary>
internal sealed record WorkerSetup
{
    public required string Name { get; init; }

    /// <summary>The lanes and patterns it serves.</summary>
    public required IReadOnlyList<string> Lanes { get; init; }

    /// <summary>The patterns of lanes it serves; each lane matches only one. Usually there are none.</summary>
    public IReadOnlyList<string> Patterns => LanePattern.Patterns(Lanes);

    /// <summary>The queues of the lanes it names.</summary>
    public IEnumerable<JobQueue> NamedQueues => LanePattern.Named(Lanes)
        .SelectMany(lane => Enum.GetValues<JobMasterPriority>().Select(priority => new JobQueue(lane, priority)));

    /// <summary>How many jobs the worker runs at the same time.</summary>
    public required int Concurrency { get; init; }

    /// <summary>The most jobs that one claim takes.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Whether handlers run on the worker's own threads instead of the pool's.</summary>
    public bool OwnThreads { get; init; }

    public required string NodeName { get; init; }

    /// <summary>The version of the library.</summary>
    public required string Version { get; init; }

    public bool Serves(string lane) => LanePattern.Serves(Lanes, lane);
}
