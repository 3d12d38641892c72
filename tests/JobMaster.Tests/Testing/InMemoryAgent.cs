using JobMaster.Conformance;
using JobMaster.Conformance.Agents;
using JobMaster.Conformance.Jobs;
using JobMaster.Storage;
using JobMaster.Testing;

namespace JobMaster.Tests.Testing;

/// <summary>Agents in memory, one per cluster, on the system's clock.</summary>
public sealed class InMemoryAgentFixture : IAgentFixture
{
    private readonly Dictionary<string, InMemoryAgentState> _states = new(StringComparer.Ordinal);
    private readonly InMemoryAgentState _shared = new();

    public TimeSpan WakesWithin => TimeSpan.FromMilliseconds(100);

    public bool MovesClock => false;

    public Task PrepareAsync() => Task.CompletedTask;

    public IAgentTransport Open(string clusterId, TimeSpan lease)
    {
        if (!_states.TryGetValue(clusterId, out var state))
        {
            _states[clusterId] = state = new InMemoryAgentState();
        }

        return new InMemoryAgentTransport(AgentContexts.Create(clusterId) with { Lease = lease }, state);
    }

    public IAgentTransport OpenAs(string clusterId, string name, string? formerClusterId = null, string? formerName = null) =>
        new InMemoryAgentTransport(
            AgentContexts.Create(clusterId, name) with { FormerClusterId = formerClusterId, FormerName = formerName }, _shared);

    public Task PassAsync(TimeSpan time) => Task.CompletedTask;

    public Task CleanUpAsync() => Task.CompletedTask;
}

public sealed class InMemoryAgentConformance : AgentTransportConformance<InMemoryAgentFixture>;

public sealed class InMemoryAgentSchedulingTests : AgentSchedulingConformance<InMemoryStoreFixture, InMemoryAgentFixture>;

public sealed class InMemoryAdmissionJobsTests : AdmissionJobsConformance<InMemoryStoreFixture, InMemoryAgentFixture>;

public sealed class InMemoryAgentFeedTests : AgentFeedConformance<InMemoryStoreFixture, InMemoryAgentFixture>;

public sealed class InMemoryAgentDrainTests : AgentDrainConformance<InMemoryStoreFixture, InMemoryAgentFixture>;

public sealed class InMemoryAgentControlTests : AgentControlConformance<InMemoryStoreFixture, InMemoryAgentFixture>;

public sealed class InMemoryAgentMonitorTests : AgentMonitorConformance<InMemoryStoreFixture, InMemoryAgentFixture>;

public sealed class InMemoryAgentOrderlyLifeTests : AgentOrderlyLifeConformance<InMemoryStoreFixture, InMemoryAgentFixture>;
