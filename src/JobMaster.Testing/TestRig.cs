using System.Collections.Concurrent;
using JobMaster.Agents;
using JobMaster.Cluster;
using JobMaster.Configuration;
using JobMaster.Execution;
using JobMaster.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Testing;

/// <summary>Holds the parts of the clusters of one test host: their stores in memory, their clock, their faults.</summary>
internal sealed class TestRig(
    IServiceProvider services, TimeProvider clock,
    JobMasterTestOptions options) : ITestRig, IMasterStoreReplacement, IAgentTransportReplacement, IDisposable
{
    private readonly ConcurrentDictionary<string, JobMasterTestCluster> _clusters = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, InMemoryState> _states = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Cluster, string Agent), InMemoryAgentState> _agents = new();
    private readonly ConcurrentDictionary<string, TestFaults> _faults = new(StringComparer.Ordinal);

    public JobMasterTestOptions Options => options;

    public Random Random { get; } = new SeededRandom(options.Seed);

    public TimeProvider Time => clock;

    /// <summary>Null with real time.</summary>
    public TestClock? Clock => clock as TestClock;

    public ClusterRegistry Clusters => services.GetRequiredService<ClusterRegistry>();

    public WorkCount Work => clock is WatchedRealClock real ? real.Work : ((TestClock)clock).Work;

    public TestPace Pace => field ??= new TestPace(this);

    public IMasterStore Replace(MasterStoreContext context) =>
        InMemoryMasterStore.Create(context with { StoreClock = clock }, StateOf(context.ClusterId));

    public IAgentTransport Replace(AgentTransportContext context) =>
        new InMemoryAgentTransport(
            context with { Time = clock }, _agents.GetOrAdd((context.ClusterId, context.Name), _ => new InMemoryAgentState()));

    /// <summary>The jobs that the agents of a cluster hold.</summary>
    public IEnumerable<StoredJob> JobsOnAgents(string clusterId) =>
        from agent in _agents
        where agent.Key.Cluster == clusterId
        from message in agent.Value.All(clock.GetUtcNow())
        let job = AgentMessageFormat.Read(message)!.Value.Job
        select InsertJobs.RowOf(job, message.PushedAt) with { State = JobState.Ready };

    public InMemoryAccess AccessTo(string clusterId) => new(StateOf(clusterId), clock);

    public JobMasterTestCluster ClusterOf(ClusterNode node) =>
        _clusters.GetOrAdd(node.ClusterId, _ => new JobMasterTestCluster(this, node));

    public TestFaults FaultsOf(string clusterId) => _faults.GetOrAdd(clusterId, _ => new TestFaults(this, clusterId));

    public bool LosesWakeUp(string clusterId, JobQueue queue) => FaultsOf(clusterId).LosesWakeUp(queue);

    public async Task<AttemptOutcome?> RunAttemptAsync(
        string clusterId, RunningAttempt attempt, Func<RunningAttempt, Task<AttemptOutcome?>> execute)
    {
        using var watch = AttemptWatch.Start(Work, attempt);
        var faults = FaultsOf(clusterId);
        faults.BeforeAttempt(attempt.Job);
        var outcome = await execute(attempt).ConfigureAwait(false);
        return faults.LosesOutcome(attempt.Job) ? null : outcome;
    }

    public void LetTimePass() => Pace.LetTimePass();

    public void Dispose() => Pace.Dispose();

    private InMemoryState StateOf(string clusterId) => _states.GetOrAdd(clusterId, _ => new InMemoryState());
}
