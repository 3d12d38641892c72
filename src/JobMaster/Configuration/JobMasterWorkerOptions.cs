namespace JobMaster;

/// <summary>Every option of one worker.</summary>
public sealed class JobMasterWorkerOptions
{
    /// <summary>The lane that jobs go to, and workers serve, when none is named.</summary>
    public const string DefaultLane = "default";

    /// <summary>A name for logs and the list of workers. <value>The default is the host's name and a number.</value></summary>
    public string? Name { get; set; }

    /// <summary>The lanes it serves. <value>The default is <c>default</c> alone.</value></summary>
    public IList<string> Lanes { get; } = [];

    /// <summary>
    /// How many jobs it runs at once, before <see cref="ParallelismFactor"/>. <value>The default is twice the number of processors.</value>
    /// </summary>
    public int? MaxConcurrency { get; set; }

    /// <summary>Multiplies the concurrency; raise it for handlers that mostly wait. <value>The default is 1.</value></summary>
    public double ParallelismFactor { get; set; } = 1;

    /// <summary>The most jobs taken by one claim. <value>The default is 1,000.</value></summary>
    public int BatchSize { get; set; } = 1000;

    /// <summary>
    /// Whether its handlers run on threads of the worker's own, for handlers that block: they then take none from the app's thread pool.
    /// <value>The default is false.</value>
    /// </summary>
    public bool OwnThreads { get; set; }

    /// <summary>Which duties it performs. <value>The default is Full.</value></summary>
    public AgentWorkerMode Mode { get; set; } = AgentWorkerMode.Full;

    /// <summary>The agent connection it is attached to; null for the master. <value>The default is null.</value></summary>
    public string? AgentConnectionName { get; set; }

    internal IReadOnlyList<string> EffectiveLanes => Lanes.Count == 0 ? [DefaultLane] : [.. Lanes.Distinct(StringComparer.Ordinal)];

    internal int EffectiveConcurrency =>
        Math.Max(1, (int)Math.Round((MaxConcurrency ?? (2 * Environment.ProcessorCount)) * ParallelismFactor));
}
