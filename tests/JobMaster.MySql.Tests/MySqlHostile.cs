using JobMaster.Conformance.Jobs;
using JobMaster.Conformance.Surroundings;
using JobMaster.TestServers;

namespace JobMaster.MySql.Tests;

[OnlyLong]
[Collection(StarvedPoolTests.Name)]
public sealed class MySqlHostileLifeTests : LifeConformance<Hostile<MySqlFixture>>;

[OnlyLong]
[Collection(StarvedPoolTests.Name)]
public sealed class MySqlHostileSchedulerTests : SchedulerConformance<Hostile<MySqlFixture>>;

[OnlyLong]
[Collection(StarvedPoolTests.Name)]
public sealed class MySqlHostileWorkerTests : WorkerConformance<Hostile<MySqlFixture>>;

[OnlyLong]
[Collection(StarvedPoolTests.Name)]
public sealed class MySqlHostileRecoveryTests : RecoveryConformance<Hostile<MySqlFixture>>;

[OnlyLong]
[Collection(StarvedPoolTests.Name)]
public sealed class MySqlHostileFaultTests : FaultConformance<Hostile<MySqlFixture>>;

[OnlyLong]
[Collection(StarvedPoolTests.Name)]
public sealed class MySqlHostileOutcomeFaultTests : OutcomeFaultConformance<Hostile<MySqlFixture>>;

[OnlyLong]
[Collection(StarvedPoolTests.Name)]
public sealed class MySqlHostileUpkeepFaultTests : UpkeepFaultConformance<Hostile<MySqlFixture>>;

[OnlyLong]
[Collection(StarvedPoolTests.Name)]
public sealed class MySqlHostileRecurringTests : RecurringConformance<Hostile<MySqlFixture>>;

[OnlyLong]
[Collection(StarvedPoolTests.Name)]
public sealed class MySqlHostileRecurringOverlapTests : RecurringOverlapConformance<Hostile<MySqlFixture>>;

[OnlyLong]
[Collection(StarvedPoolTests.Name)]
public sealed class MySqlHostileRecurringUniqueTests : RecurringUniqueConformance<Hostile<MySqlFixture>>;

[OnlyLong]
[Collection(StarvedPoolTests.Name)]
public sealed class MySqlHostileRecurringFaultTests : RecurringFaultConformance<Hostile<MySqlFixture>>;

[OnlyLong]
[Collection(StarvedPoolTests.Name)]
public sealed class MySqlHostileEarlyJobsTests : EarlyJobsConformance<Hostile<MySqlFixture>>;

[OnlyLong]
[Collection(StarvedPoolTests.Name)]
public sealed class MySqlHostileStopTests : StopConformance<Hostile<MySqlFixture>>;

[OnlyLong]
[Collection(StarvedPoolTests.Name)]
public sealed class MySqlHostileTransactionJobsTests : TransactionJobsConformance<HostileTransactional<MySqlFixture>>;

[OnlyLong]
[Collection(StarvedPoolTests.Name)]
public sealed class MySqlHostileAgentSchedulingTests : AgentSchedulingConformance<Hostile<MySqlFixture>, MySqlAgentFixture>;

[OnlyLong]
[Collection(StarvedPoolTests.Name)]
public sealed class MySqlHostileAdmissionJobsTests : AdmissionJobsConformance<Hostile<MySqlFixture>, MySqlAgentFixture>;

[OnlyLong]
[Collection(StarvedPoolTests.Name)]
public sealed class MySqlHostileOwnerJobsTests : OwnerJobsConformance<Hostile<MySqlFixture>>;

[OnlyLong]
[Collection(StarvedPoolTests.Name)]
public sealed class MySqlHostileAmbientTransactionTests : AmbientTransactionConformance<Hostile<MySqlFixture>>;

[OnlyLong]
[Collection(StarvedPoolTests.Name)]
public sealed class MySqlHostileTokenCallbackTests : TokenCallbackConformance<Hostile<MySqlFixture>>;

[OnlyLong]
[Collection(StarvedPoolTests.Name)]
public sealed class MySqlHostileFirstUseTests : SqlFirstUseConformance<HostileTransactional<MySqlFixture>>;

[OnlyLong]
[Collection(StarvedPoolTests.Name)]
public sealed class MySqlHostileAgentDrainTests : AgentDrainConformance<Hostile<MySqlFixture>, MySqlAgentFixture>;

[OnlyLong]
[Collection(StarvedPoolTests.Name)]
public sealed class MySqlHostileAgentFeedTests : AgentFeedConformance<Hostile<MySqlFixture>, MySqlAgentFixture>;

[OnlyLong]
[Collection(StarvedPoolTests.Name)]
public sealed class MySqlHostileAuditJobsTests : AuditJobsConformance<Hostile<MySqlFixture>>;

[OnlyLong]
[Collection(StarvedPoolTests.Name)]
public sealed class MySqlHostileStatisticJobsTests : StatisticJobsConformance<Hostile<MySqlFixture>>;

[OnlyLong]
[Collection(StarvedPoolTests.Name)]
public sealed class MySqlHostileAlertJobsTests : AlertJobsConformance<Hostile<MySqlFixture>>;

[OnlyLong]
[Collection(StarvedPoolTests.Name)]
public sealed class MySqlHostileEventJobsTests : EventJobsConformance<Hostile<MySqlFixture>>;

[OnlyLong]
[Collection(StarvedPoolTests.Name)]
public sealed class MySqlHostileChangeJobsTests : ChangeJobsConformance<Hostile<MySqlFixture>>;

[OnlyLong]
[Collection(StarvedPoolTests.Name)]
public sealed class MySqlHostileOperationJobsTests : OperationJobsConformance<Hostile<MySqlFixture>>;

[OnlyLong]
[Collection(StarvedPoolTests.Name)]
public sealed class MySqlHostilePatternTests : PatternJobsConformance<Hostile<MySqlFixture>>;

[OnlyLong]
[Collection(StarvedPoolTests.Name)]
public sealed class MySqlHostilePauseTests : PauseConformance<Hostile<MySqlFixture>>;

[OnlyLong]
[Collection(StarvedPoolTests.Name)]
public sealed class MySqlHostileExplainTests : ExplainConformance<Hostile<MySqlFixture>>;

[OnlyLong]
[Collection(StarvedPoolTests.Name)]
public sealed class MySqlHostileWorkerControlTests : WorkerControlConformance<Hostile<MySqlFixture>>;

[OnlyLong]
[Collection(StarvedPoolTests.Name)]
public sealed class MySqlHostileAgentControlTests : AgentControlConformance<Hostile<MySqlFixture>, MySqlAgentFixture>;
