using JobMaster.Conformance.Agents;

namespace JobMaster.Conformance.Jobs;

/// <summary>
/// The same with an agent between: what a node had received and not admitted when it stopped must not wait for its lease.
/// </summary>
public abstract class AgentOrderlyLifeConformance<TFixture, TAgent> : OrderlyLifeConformance<TFixture>, IAsyncLifetime
    where TFixture : IStoreFixture, new()
    where TAgent : IAgentFixture, new()
{
    private const string AgentName = "Agent-1";

    private readonly TAgent _agent = new();

    protected override int Lives => IsLong ? 200 : 20;

    async Task IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        await _agent.PrepareAsync();
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync();
        await _agent.CleanUpAsync();
    }

    protected override void Configure(JobMasterClusterConfig config)
    {
        config.AddAgentConnectionConfig(AgentName).UseTransport("suite", context => _agent.Open(context.ClusterId, context.Lease));
        config.AddWorker().AgentConnName(AgentName).MaxConcurrency(8);
    }
}
