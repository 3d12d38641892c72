using JobMaster.Conformance.Agents;
using JobMaster.Conformance.Faults;

namespace JobMaster.Conformance.Jobs;

/// <summary>The base of the suites for whole apps on one master and an agent, with faults before both.</summary>
public abstract class AgentJobsConformance<TFixture, TAgent> : JobsConformance<TFixture>, IAsyncLifetime
    where TFixture : IStoreFixture, new()
    where TAgent : IAgentFixture, new()
{
    protected const string AgentName = "Agent-1";
    protected const string Cluster = "default";

    private readonly List<IAgentTransport> _opened = [];

    /// <summary>What goes wrong with the master.</summary>
    protected StoreFaults Master { get; } = new();

    /// <summary>What goes wrong with the agent.</summary>
    protected StoreFaults AgentFaults { get; } = new();

    protected TAgent Agent { get; } = new();

    protected override IMasterStore OpenStore() => new FaultyStore(base.OpenStore(), Master);

    async Task IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        await Agent.PrepareAsync();
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync();
        foreach (var transport in _opened)
        {
            await transport.DisposeAsync();
        }

        await Agent.CleanUpAsync();
    }

    /// <summary>A configuration with the agent and a worker on it.</summary>
    protected void WithWorker(JobMasterClusterConfig config)
    {
        WithAgent(config);
        config.AddWorker().AgentConnName(AgentName);
    }

    /// <summary>A producer's configuration.</summary>
    protected void WithAgent(JobMasterClusterConfig config) =>
        config.AddAgentConnectionConfig(AgentName).UseTransport(
            "suite", context => new FaultyTransport(Agent.Open(context.ClusterId, context.Lease), AgentFaults));

    /// <summary>
    /// A session that serves lanes of the agent, by default one, and receives nothing, so that producers started from now on push there and
    /// the messages stay.
    /// </summary>
    protected async Task<Guid> StartFarWorkerAsync(params string[] lanes)
    {
        await using var store = Fixture.Open(null);
        await store.Schema.MigrateAsync(default);
        var session = new NewSession
        {
            Id = Guid.CreateVersion7(), WorkerName = "far", NodeName = "far", Lanes = lanes is [] ? ["default"] : lanes,
            AgentName = AgentName, Concurrency = 1, Version = "0"
        };
        await store.Sessions.StartAsync(session, default);
        return session.Id;
    }

    /// <summary>The agent, to look at from beside.</summary>
    protected async Task<IAgentTransport> OpenAgentAsync(string clusterId = Cluster, TimeSpan? lease = null)
    {
        var transport = Agent.Open(clusterId, lease ?? TimeSpan.FromSeconds(2));
        _opened.Add(transport);
        await transport.ProvisionAsync(default);
        return transport;
    }

    protected static async Task<long> HeldAsync(IAgentTransport agent) =>
        (await agent.ReadDepthsAsync(default)).Sum(depth => depth.Waiting + depth.Leased);

    /// <summary>Waits until the agent holds no more than so many messages: acknowledging them goes on in the background.</summary>
    protected static Task WaitUntilEmptyAsync(IAgentTransport agent, int but = 0) =>
        Eventually.BecomesAsync($"The agent holds at most {but} message(s)", async () => await HeldAsync(agent) <= but, TestTime.Patience);

    protected static ReceiveRequest ReceiveAll { get; } = new()
    {
        Queues = [.. Enum.GetValues<JobMasterPriority>().Select(priority => new QueueShare(new JobQueue("default", priority), 1000))],
        Limit = 1000,
        Wait = TestTime.Patience,
    };
}
