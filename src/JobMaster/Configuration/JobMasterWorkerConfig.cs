namespace JobMaster;

/// <summary>Configures one worker.</summary>
public sealed class JobMasterWorkerConfig
{
    private readonly JobMasterClusterConfig _cluster;
    private readonly JobMasterWorkerOptions _options;

    internal JobMasterWorkerConfig(JobMasterClusterConfig cluster, JobMasterWorkerOptions options) =>
        (_cluster, _options) = (cluster, options);

    /// <summary>Sets the worker's name in logs and in the list of workers. Default: the host's name and a number.</summary>
    /// <param name="name">At most 200 characters.</param>
    public JobMasterWorkerConfig WorkerName(string name) => With(() => _options.Name = name);

    /// <summary>
    /// Adds lanes that it serves. A star at the end makes a pattern: <c>eu-*</c> serves every lane that begins with <c>eu-</c>, and
    /// <c>*</c> serves all. Agents serve lanes by name only: the worker takes the jobs of its patterns from the master. Default: only
    /// <c>default</c>.
    /// </summary>
    /// <param name="lanes">The lanes and patterns, each at most 100 characters.</param>
    /// <example><code>config.AddWorker().WorkerLane("mail", "tenant-*");</code></example>
    public JobMasterWorkerConfig WorkerLane(params string[] lanes) => With(() =>
    {
        ArgumentNullException.ThrowIfNull(lanes);
        foreach (var lane in lanes)
        {
            _options.Lanes.Add(lane);
        }
    });

    /// <summary>
    /// Sets how many jobs it runs at once, before <see cref="ParallelismFactor"/>. Default: twice the number of processors.
    /// </summary>
    /// <param name="jobs">More than zero.</param>
    public JobMasterWorkerConfig MaxConcurrency(int jobs) => With(() => _options.MaxConcurrency = jobs);

    /// <summary>Multiplies the concurrency. Default: 1.</summary>
    /// <param name="factor">More than zero.</param>
    public JobMasterWorkerConfig ParallelismFactor(double factor) => With(() => _options.ParallelismFactor = factor);

    /// <summary>Sets the most jobs that one claim takes. Default: 1,000.</summary>
    /// <param name="jobs">From 1 to 1,000.</param>
    public JobMasterWorkerConfig WorkerBatchSize(int jobs) => With(() => _options.BatchSize = jobs);

    /// <summary>
    /// Runs its handlers on the worker's own threads instead of the app's thread pool. Use it for handlers that block: synchronous drivers,
    /// files, computations. Code after an <c>await</c> runs there too, except after <c>ConfigureAwait(false)</c>. The worker starts with
    /// two threads for each slot, and adds others one at a time only while all of them block. Default: the pool.
    /// </summary>
    /// <example><code>config.AddWorker().WorkerLane("reports").MaxConcurrency(32).RunOnOwnThreads();</code></example>
    public JobMasterWorkerConfig RunOnOwnThreads() => With(() => _options.OwnThreads = true);

    /// <summary>Sets its duties. Default: Full.</summary>
    /// <param name="mode">The mode.</param>
    public JobMasterWorkerConfig SetWorkerMode(AgentWorkerMode mode) => With(() => _options.Mode = mode);

    /// <summary>Attaches it to an agent connection. Default: none; it claims from the master.</summary>
    /// <param name="agentConnectionName">The connection's name.</param>
    public JobMasterWorkerConfig AgentConnName(string agentConnectionName) =>
        With(() => _options.AgentConnectionName = agentConnectionName);

    /// <summary>Adds another worker.</summary>
    public JobMasterWorkerConfig AddWorker() => _cluster.AddWorker();

    /// <summary>Makes the worker's cluster the default one.</summary>
    public JobMasterClusterConfig SetAsDefault() => _cluster.SetAsDefault();

    private JobMasterWorkerConfig With(Action change)
    {
        change();
        return this;
    }
}
