using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;
using JobMaster.Conformance.Surroundings;
using JobMaster.Tests.Testing;

namespace JobMaster.Tests.Storage;

[Collection(StarvedPoolTests.Name)]
public sealed class InMemoryHostileLifeTests : LifeConformance<Hostile<InMemoryStoreFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class InMemoryHostileSchedulerTests : SchedulerConformance<Hostile<InMemoryStoreFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class InMemoryHostileWorkerTests : WorkerConformance<Hostile<InMemoryStoreFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class InMemoryHostileRecoveryTests : RecoveryConformance<Hostile<InMemoryStoreFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class InMemoryHostileFaultTests : FaultConformance<Hostile<InMemoryStoreFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class InMemoryHostileOutcomeFaultTests : OutcomeFaultConformance<Hostile<InMemoryStoreFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class InMemoryHostileUpkeepFaultTests : UpkeepFaultConformance<Hostile<InMemoryStoreFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class InMemoryHostileRecurringTests : RecurringConformance<Hostile<InMemoryStoreFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class InMemoryHostileRecurringOverlapTests : RecurringOverlapConformance<Hostile<InMemoryStoreFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class InMemoryHostileRecurringUniqueTests : RecurringUniqueConformance<Hostile<InMemoryStoreFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class InMemoryHostileRecurringFaultTests : RecurringFaultConformance<Hostile<InMemoryStoreFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class InMemoryHostileEarlyJobsTests : EarlyJobsConformance<Hostile<InMemoryStoreFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class InMemoryHostileStopTests : StopConformance<Hostile<InMemoryStoreFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class InMemoryHostileAgentSchedulingTests : AgentSchedulingConformance<Hostile<InMemoryStoreFixture>, InMemoryAgentFixture>;

[Collection(StarvedPoolTests.Name)]
public sealed class InMemoryHostileAdmissionJobsTests : AdmissionJobsConformance<Hostile<InMemoryStoreFixture>, InMemoryAgentFixture>;

[Collection(StarvedPoolTests.Name)]
public sealed class InMemoryHostileOwnerJobsTests : OwnerJobsConformance<Hostile<InMemoryStoreFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class InMemoryHostileAmbientTransactionTests : AmbientTransactionConformance<Hostile<InMemoryStoreFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class InMemoryHostileTokenCallbackTests : TokenCallbackConformance<Hostile<InMemoryStoreFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class InMemoryHostileFirstUseTests : FirstUseConformance<Hostile<InMemoryStoreFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class InMemoryHostileAgentDrainTests : AgentDrainConformance<Hostile<InMemoryStoreFixture>, InMemoryAgentFixture>;

[Collection(StarvedPoolTests.Name)]
public sealed class InMemoryHostileAgentControlTests : AgentControlConformance<Hostile<InMemoryStoreFixture>, InMemoryAgentFixture>;

[Collection(StarvedPoolTests.Name)]
public sealed class InMemoryHostilePatternTests : PatternJobsConformance<Hostile<InMemoryStoreFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class InMemoryHostilePauseTests : PauseConformance<Hostile<InMemoryStoreFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class InMemoryHostileExplainTests : ExplainConformance<Hostile<InMemoryStoreFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class InMemoryHostileWorkerControlTests : WorkerControlConformance<Hostile<InMemoryStoreFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class InMemoryHostileAgentFeedTests : AgentFeedConformance<Hostile<InMemoryStoreFixture>, InMemoryAgentFixture>;

[Collection(StarvedPoolTests.Name)]
public sealed class InMemoryHostileAuditJobsTests : AuditJobsConformance<Hostile<InMemoryStoreFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class InMemoryHostileStatisticJobsTests : StatisticJobsConformance<Hostile<InMemoryStoreFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class InMemoryHostileAlertJobsTests : AlertJobsConformance<Hostile<InMemoryStoreFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class InMemoryHostileEventJobsTests : EventJobsConformance<Hostile<InMemoryStoreFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class InMemoryHostileChangeJobsTests : ChangeJobsConformance<Hostile<InMemoryStoreFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class InMemoryHostileOperationJobsTests : OperationJobsConformance<Hostile<InMemoryStoreFixture>>;
