namespace JobMaster;

/// <summary>All options of one worker.</summary>
public sealed class JobMasterWorkerOptions
{
    /// <summary>The lane of jobs and workers that name none.</summary>
    public const string DefaultLane = "default";

    /// <summary>The worker's name in logs and in the list of workers. <value>The default is the host's name and a number.</value></summary>
    public string? Name { get; set; }

    /// <summary>
    /// The lanes it serves, and patterns of lanes such as <c>eu-*</c>. <value>The default is only <c>default</c>.</value>
    /// </summary>
    public IList<string> Lanes { get; } = [];

    /// <summary>
    /// How many jobs it runs at once, before <see cref="ParallelismFactor"/>. <value>The default is twice the number of processors.</value>
    /// </summary>
    public int? MaxConcurrency { get; set; }

    /// <summary>Multiplies the concurrency; raise it for handlers that mostly wait. <value>The default is 1.</value></summary>
    public double ParallelismFactor { get; set; } = 1;

    /// <summary>The most jobs that one claim takes. <value>The default is 1,000.</value></summary>
    public int BatchSize { get; set; } = 1000;

    /// <summary>
    /// Whether its handlers run on the worker's own threads. Use it for handlers that block, so that they take no threads from the app's
    /// thread pool. <value>The default is false.</value>
    /// </summary>
    public bool OwnThreads { get; set; }

    /// <summary>Its duties. <value>The default is Full.</value></summary>
    public AgentWorkerMode Mode { get; set; } = AgentWorkerMode.Full;

    /// <summary>The agent connection it is attached to; null for only the master. <value>The default is null.</value></summary>
    public string? AgentConnectionName { get; set; }

    internal IReadOnlyList<string> EffectiveLanes => Lanes.Count == 0 ? [DefaultLane] : [.. Lanes.Distinct(StringComparer.Ordinal)];

    internal int EffectiveConcurrency =>
        Math.Max(1, (int)Math.Round((MaxConcurrency ?? (2 * Environment.ProcessorCount)) * ParallelismFactor));
}
