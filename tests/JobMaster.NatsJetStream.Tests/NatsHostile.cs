using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;
using JobMaster.Conformance.Surroundings;
using JobMaster.TestServers;

namespace JobMaster.NatsJetStream.Tests;

[NeedsServer("nats")]
[Collection(StarvedPoolTests.Name)]
public sealed class NatsHostileAgentSchedulingTests : AgentSchedulingConformance<Hostile<InMemoryStoreFixture>, NatsFixture>;

[NeedsServer("nats")]
[Collection(StarvedPoolTests.Name)]
public sealed class NatsHostileAdmissionJobsTests : AdmissionJobsConformance<Hostile<InMemoryStoreFixture>, NatsFixture>;

[NeedsServer("nats")]
[Collection(StarvedPoolTests.Name)]
public sealed class NatsHostileAgentFeedTests : AgentFeedConformance<Hostile<InMemoryStoreFixture>, NatsFixture>;

[NeedsServer("nats")]
[Collection(StarvedPoolTests.Name)]
public sealed class NatsHostileAgentDrainTests : AgentDrainConformance<Hostile<InMemoryStoreFixture>, NatsFixture>;

[NeedsServer("nats")]
[Collection(StarvedPoolTests.Name)]
public sealed class NatsHostileAgentControlTests : AgentControlConformance<Hostile<InMemoryStoreFixture>, NatsFixture>;
