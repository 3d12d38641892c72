using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;
using JobMaster.TestServers;

namespace JobMaster.SqlServer.Tests;

[NeedsServer("sqlserver")]
public sealed class SqlServerTokenCallbackTests : TokenCallbackConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerLifeTests : LifeConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerDisposalTests : DisposalConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerSchedulerTests : SchedulerConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerWorkerTests : WorkerConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerRecoveryTests : RecoveryConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerFaultTests : FaultConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerOutcomeFaultTests : OutcomeFaultConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerUpkeepFaultTests : UpkeepFaultConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerTransactionJobsTests : TransactionJobsConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerStarvedPoolTests : StarvedPoolConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerRecurringTests : RecurringConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerRecurringOverlapTests : RecurringOverlapConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerRecurringUniqueTests : RecurringUniqueConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerRecurringFaultTests : RecurringFaultConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerEarlyJobsTests : EarlyJobsConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerOwnerJobsTests : OwnerJobsConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerFirstUseTests : SqlFirstUseConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerAmbientTransactionTests : AmbientTransactionConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerHeldKeyTests : HeldKeyConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerResultTests : ResultConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerLargeJobsTests : LargeJobsConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerStopTests : StopConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerLostReplyTests : ServerLostReplyConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerLogFaultTests : LogFaultConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerOrderlyLifeTests : OrderlyLifeConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerAgentOrderlyLifeTests : AgentOrderlyLifeConformance<SqlServerFixture, SqlServerAgentFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerParkedJobsTests : ParkedJobsConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerAuditJobsTests : AuditJobsConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerStatisticJobsTests : StatisticJobsConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerAlertJobsTests : AlertJobsConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerHealthTests : HealthConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerEventJobsTests : EventJobsConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerChangeJobsTests : ChangeJobsConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerEvolvingTests : EvolvingConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerEncryptionTests : EncryptionConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerSchedulingMiddlewareTests : SchedulingMiddlewareConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerDefinitionJobsTests : DefinitionJobsConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerOperationJobsTests : OperationJobsConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerPatternTests : PatternJobsConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerFailureCallsTests : FailureCallsConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerPauseTests : PauseConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerQuietTests : QuietConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerExplainTests : ExplainConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerLimitJobsTests : LimitJobsConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerOrderJobsTests : OrderJobsConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerWorkerControlTests : WorkerControlConformance<SqlServerFixture>;
