using JobMaster.Conformance.Agents;
using JobMaster.TestServers;

namespace JobMaster.NatsJetStream.Tests;

[NeedsServer("nats")]
public sealed class NatsAgentConformance : AgentTransportConformance<NatsFixture>;
