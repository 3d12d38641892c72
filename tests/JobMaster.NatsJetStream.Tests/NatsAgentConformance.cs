using JobMaster.Conformance;
using JobMaster.Conformance.Agents;
using JobMaster.Conformance.Jobs;
using JobMaster.TestServers;

namespace JobMaster.NatsJetStream.Tests;

[NeedsServer("nats")]
public sealed class NatsAgentConformance : AgentTransportConformance<NatsFixture>;

[NeedsServer("nats")]
public sealed class NatsAgentSchedulingTests : AgentSchedulingConformance<InMemoryStoreFixture, NatsFixture>;

[NeedsServer("nats")]
public sealed class NatsAdmissionJobsTests : AdmissionJobsConformance<InMemoryStoreFixture, NatsFixture>;

[NeedsServer("nats")]
public sealed class NatsAgentFeedTests : AgentFeedConformance<InMemoryStoreFixture, NatsFixture>;

[NeedsServer("nats")]
public sealed class NatsAgentDrainTests : AgentDrainConformance<InMemoryStoreFixture, NatsFixture>;

[NeedsServer("nats")]
public sealed class NatsAgentControlTests : AgentControlConformance<InMemoryStoreFixture, NatsFixture>;

[NeedsServer("nats")]
public sealed class NatsAgentMonitorTests : AgentMonitorConformance<InMemoryStoreFixture, NatsFixture>;

[NeedsServer("nats")]
public sealed class NatsAgentOrderlyLifeTests : AgentOrderlyLifeConformance<InMemoryStoreFixture, NatsFixture>;
