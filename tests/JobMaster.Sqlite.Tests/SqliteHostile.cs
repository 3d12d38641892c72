using JobMaster.Conformance.Jobs;
using JobMaster.Conformance.Surroundings;

namespace JobMaster.Sqlite.Tests;

[Collection(StarvedPoolTests.Name)]
public sealed class SqliteHostileLifeTests : LifeConformance<Hostile<SqliteFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class SqliteHostileSchedulerTests : SchedulerConformance<Hostile<SqliteFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class SqliteHostileWorkerTests : WorkerConformance<Hostile<SqliteFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class SqliteHostileRecoveryTests : RecoveryConformance<Hostile<SqliteFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class SqliteHostileFaultTests : FaultConformance<Hostile<SqliteFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class SqliteHostileOutcomeFaultTests : OutcomeFaultConformance<Hostile<SqliteFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class SqliteHostileUpkeepFaultTests : UpkeepFaultConformance<Hostile<SqliteFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class SqliteHostileRecurringTests : RecurringConformance<Hostile<SqliteFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class SqliteHostileRecurringOverlapTests : RecurringOverlapConformance<Hostile<SqliteFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class SqliteHostileRecurringUniqueTests : RecurringUniqueConformance<Hostile<SqliteFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class SqliteHostileRecurringFaultTests : RecurringFaultConformance<Hostile<SqliteFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class SqliteHostileEarlyJobsTests : EarlyJobsConformance<Hostile<SqliteFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class SqliteHostileStopTests : StopConformance<Hostile<SqliteFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class SqliteHostileTransactionJobsTests : TransactionJobsConformance<HostileTransactional<SqliteFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class SqliteHostileAgentSchedulingTests : AgentSchedulingConformance<Hostile<SqliteFixture>, SqliteAgentFixture>;

[Collection(StarvedPoolTests.Name)]
public sealed class SqliteHostileAdmissionJobsTests : AdmissionJobsConformance<Hostile<SqliteFixture>, SqliteAgentFixture>;

[Collection(StarvedPoolTests.Name)]
public sealed class SqliteHostileOwnerJobsTests : OwnerJobsConformance<Hostile<SqliteFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class SqliteHostileAmbientTransactionTests : AmbientTransactionConformance<Hostile<SqliteFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class SqliteHostileTokenCallbackTests : TokenCallbackConformance<Hostile<SqliteFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class SqliteHostileFirstUseTests : SqlFirstUseConformance<HostileTransactional<SqliteFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class SqliteHostileAgentDrainTests : AgentDrainConformance<Hostile<SqliteFixture>, SqliteAgentFixture>;

[Collection(StarvedPoolTests.Name)]
public sealed class SqliteHostileAgentFeedTests : AgentFeedConformance<Hostile<SqliteFixture>, SqliteAgentFixture>;

[Collection(StarvedPoolTests.Name)]
public sealed class SqliteHostileAuditJobsTests : AuditJobsConformance<Hostile<SqliteFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class SqliteHostileStatisticJobsTests : StatisticJobsConformance<Hostile<SqliteFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class SqliteHostileAlertJobsTests : AlertJobsConformance<Hostile<SqliteFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class SqliteHostileEventJobsTests : EventJobsConformance<Hostile<SqliteFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class SqliteHostileChangeJobsTests : ChangeJobsConformance<Hostile<SqliteFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class SqliteHostileOperationJobsTests : OperationJobsConformance<Hostile<SqliteFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class SqliteHostilePatternTests : PatternJobsConformance<Hostile<SqliteFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class SqliteHostilePauseTests : PauseConformance<Hostile<SqliteFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class SqliteHostileExplainTests : ExplainConformance<Hostile<SqliteFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class SqliteHostileWorkerControlTests : WorkerControlConformance<Hostile<SqliteFixture>>;

[Collection(StarvedPoolTests.Name)]
public sealed class SqliteHostileAgentControlTests : AgentControlConformance<Hostile<SqliteFixture>, SqliteAgentFixture>;
