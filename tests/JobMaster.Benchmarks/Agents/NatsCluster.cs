using JobMaster.Benchmarks.Providers;
using JobMaster.Storage;

namespace JobMaster.Benchmarks.Agents;

/// <summary>A Postgres master with an agent on NATS, to which the workers are attached.</summary>
/// <param name="url">The NATS server.</param>
/// <param name="agentName">The agent's name.</param>
/// <param name="master">The master.</param>
/// <param name="agent">The agent, where it was made; null for others.</param>
internal sealed class NatsCluster(string url, string agentName, IBenchmarkPlace master, NatsPlace? agent) : IBenchmarkPlace
{
    public string Name => $"{url} {agentName} {master.Name}";

    private NatsPlace Agent => agent ?? throw new InvalidOperationException($"The agent '{agentName}' was made by another process.");

    /// <param name="name">The name of a cluster that another process made.</param>
    /// <param name="masters">Where its master is.</param>
    public static NatsCluster Attach(string name, PostgresBenchmarkProvider masters)
    {
        string[] parts = name.Split(' ', 3);
        return new NatsCluster(parts[0], parts[1], masters.Attach(parts[2]), agent: null);
    }

    public void Use(JobMasterClusterConfig config)
    {
        master.Use(config.ClusterId(NatsPlace.ClusterId));
        config.AddAgentConnectionConfig(agentName).UseNatsJetStream(url);
    }

    public JobMasterWorkerConfig AddWorker(JobMasterClusterConfig config) => config.AddWorker().AgentConnName(agentName);

    public IMasterStore Open() => master.Open();

    public async Task<IRawLoop> OpenRawAsync() => new NatsRawLoop(Agent, await PostgresRawLoop.OpenAsync(master.Name));

    public Task<IAsyncDisposable> HoldSnapshotAsync() => master.HoldSnapshotAsync();

    public async Task CheckWayAsync(int jobs)
    {
        var (pushed, _) = await Agent.CountAsync();
        if (pushed < jobs)
        {
            throw new InvalidOperationException($"Only {pushed} jobs of {jobs} went through the agent.");
        }
    }

    /// <summary>Throws unless every message was acknowledged.</summary>
    public async Task CheckEmptyAsync()
    {
        var (_, left) = await Agent.CountAsync();
        if (left > 0)
        {
            throw new InvalidOperationException($"{left} messages were left on the agent.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (agent is not null)
        {
            await agent.DisposeAsync();
        }

        await master.DisposeAsync();
    }
}
