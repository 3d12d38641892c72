using JobMaster.Conformance.Jobs;
using JobMaster.Conformance.Surroundings;
using JobMaster.TestServers;

namespace JobMaster.Postgres.Tests;

[Collection(StarvedPoolTests.Name)]
public sealed class PostgresHostileLifeTests : LifeConformance<Hostile<PostgresFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class PostgresHostileSchedulerTests : SchedulerConformance<Hostile<PostgresFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class PostgresHostileWorkerTests : WorkerConformance<Hostile<PostgresFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class PostgresHostileRecoveryTests : RecoveryConformance<Hostile<PostgresFixture>>;

[OnlyLong]
[Collection(StarvedPoolTests.Name)]
public sealed class PostgresHostileFaultTests : FaultConformance<Hostile<PostgresFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class PostgresHostileOutcomeFaultTests : OutcomeFaultConformance<Hostile<PostgresFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class PostgresHostileUpkeepFaultTests : UpkeepFaultConformance<Hostile<PostgresFixture>>;

[OnlyLong]
[Collection(StarvedPoolTests.Name)]
public sealed class PostgresHostileRecurringTests : RecurringConformance<Hostile<PostgresFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class PostgresHostileRecurringOverlapTests : RecurringOverlapConformance<Hostile<PostgresFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class PostgresHostileRecurringUniqueTests : RecurringUniqueConformance<Hostile<PostgresFixture>>;

[OnlyLong]
[Collection(StarvedPoolTests.Name)]
public sealed class PostgresHostileRecurringFaultTests : RecurringFaultConformance<Hostile<PostgresFixture>>;

[OnlyLong]
[Collection(StarvedPoolTests.Name)]
public sealed class PostgresHostileEarlyJobsTests : EarlyJobsConformance<Hostile<PostgresFixture>>;

[OnlyLong]
[Collection(StarvedPoolTests.Name)]
public sealed class PostgresHostileStopTests : StopConformance<Hostile<PostgresFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class PostgresHostileTransactionJobsTests : TransactionJobsConformance<HostileTransactional<PostgresFixture>>;

[OnlyLong]
[Collection(StarvedPoolTests.Name)]
public sealed class PostgresHostileAgentSchedulingTests : AgentSchedulingConformance<Hostile<PostgresFixture>, PostgresAgentFixture>;

[Collection(StarvedPoolTests.Name)]
public sealed class PostgresHostileAdmissionJobsTests : AdmissionJobsConformance<Hostile<PostgresFixture>, PostgresAgentFixture>;

[Collection(StarvedPoolTests.Name)]
public sealed class PostgresHostileOwnerJobsTests : OwnerJobsConformance<Hostile<PostgresFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class PostgresHostileAmbientTransactionTests : AmbientTransactionConformance<Hostile<PostgresFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class PostgresHostileTokenCallbackTests : TokenCallbackConformance<Hostile<PostgresFixture>>;

[OnlyLong]
[Collection(StarvedPoolTests.Name)]
public sealed class PostgresHostileFirstUseTests : SqlFirstUseConformance<HostileTransactional<PostgresFixture>>;

[OnlyLong]
[Collection(StarvedPoolTests.Name)]
public sealed class PostgresHostileAgentDrainTests : AgentDrainConformance<Hostile<PostgresFixture>, PostgresAgentFixture>;

[Collection(StarvedPoolTests.Name)]
public sealed class PostgresHostileAgentFeedTests : AgentFeedConformance<Hostile<PostgresFixture>, PostgresAgentFixture>;

[Collection(StarvedPoolTests.Name)]
public sealed class PostgresHostileAuditJobsTests : AuditJobsConformance<Hostile<PostgresFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class PostgresHostileStatisticJobsTests : StatisticJobsConformance<Hostile<PostgresFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class PostgresHostileAlertJobsTests : AlertJobsConformance<Hostile<PostgresFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class PostgresHostileEventJobsTests : EventJobsConformance<Hostile<PostgresFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class PostgresHostileChangeJobsTests : ChangeJobsConformance<Hostile<PostgresFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class PostgresHostileOperationJobsTests : OperationJobsConformance<Hostile<PostgresFixture>>;

[OnlyLong]
[Collection(StarvedPoolTests.Name)]
public sealed class PostgresHostilePatternTests : PatternJobsConformance<Hostile<PostgresFixture>>;

[OnlyLong]
[Collection(StarvedPoolTests.Name)]
public sealed class PostgresHostilePauseTests : PauseConformance<Hostile<PostgresFixture>>;

[OnlyLong]
[Collection(StarvedPoolTests.Name)]
public sealed class PostgresHostileExplainTests : ExplainConformance<Hostile<PostgresFixture>>;

[OnlyLong]
[Collection(StarvedPoolTests.Name)]
public sealed class PostgresHostileWorkerControlTests : WorkerControlConformance<Hostile<PostgresFixture>>;

[OnlyLong]
[Collection(StarvedPoolTests.Name)]
public sealed class PostgresHostileAgentControlTests : AgentControlConformance<Hostile<PostgresFixture>, PostgresAgentFixture>;
