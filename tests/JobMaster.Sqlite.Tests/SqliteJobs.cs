using JobMaster.Conformance.Jobs;

namespace JobMaster.Sqlite.Tests;

public sealed class SqliteLifeTests : LifeConformance<SqliteFixture>;

public sealed class SqliteDisposalTests : DisposalConformance<SqliteFixture>;

public sealed class SqliteSchedulerTests : SchedulerConformance<SqliteFixture>;

public sealed class SqliteWorkerTests : WorkerConformance<SqliteFixture>;

public sealed class SqliteRecoveryTests : RecoveryConformance<SqliteFixture>;

public sealed class SqliteFaultTests : FaultConformance<SqliteFixture>;

public sealed class SqliteOutcomeFaultTests : OutcomeFaultConformance<SqliteFixture>;

public sealed class SqliteUpkeepFaultTests : UpkeepFaultConformance<SqliteFixture>;

public sealed class SqliteTransactionJobsTests : TransactionJobsConformance<SqliteFixture>;

public sealed class SqliteStarvedPoolTests : StarvedPoolConformance<SqliteFixture>;

public sealed class SqliteRecurringTests : RecurringConformance<SqliteFixture>;

public sealed class SqliteRecurringOverlapTests : RecurringOverlapConformance<SqliteFixture>;

public sealed class SqliteRecurringUniqueTests : RecurringUniqueConformance<SqliteFixture>;

public sealed class SqliteRecurringFaultTests : RecurringFaultConformance<SqliteFixture>;

public sealed class SqliteEarlyJobsTests : EarlyJobsConformance<SqliteFixture>;

public sealed class SqliteOwnerJobsTests : OwnerJobsConformance<SqliteFixture>;

public sealed class SqliteFirstUseTests : SqlFirstUseConformance<SqliteFixture>;

public sealed class SqliteAmbientTransactionTests : AmbientTransactionConformance<SqliteFixture>;

public sealed class SqliteTokenCallbackTests : TokenCallbackConformance<SqliteFixture>;

public sealed class SqliteResultTests : ResultConformance<SqliteFixture>;

public sealed class SqliteLargeJobsTests : LargeJobsConformance<SqliteFixture>;

public sealed class SqliteStopTests : StopConformance<SqliteFixture>;

public sealed class SqliteLostReplyTests : LostReplyConformance<SqliteFixture>;

public sealed class SqliteLogFaultTests : LogFaultConformance<SqliteFixture>;

public sealed class SqliteOrderlyLifeTests : OrderlyLifeConformance<SqliteFixture>;

public sealed class SqliteAgentOrderlyLifeTests : AgentOrderlyLifeConformance<SqliteFixture, SqliteAgentFixture>;

public sealed class SqliteParkedJobsTests : ParkedJobsConformance<SqliteFixture>;

public sealed class SqliteAuditJobsTests : AuditJobsConformance<SqliteFixture>;

public sealed class SqliteStatisticJobsTests : StatisticJobsConformance<SqliteFixture>;

public sealed class SqliteAlertJobsTests : AlertJobsConformance<SqliteFixture>;

public sealed class SqliteHealthTests : HealthConformance<SqliteFixture>;

public sealed class SqliteEventJobsTests : EventJobsConformance<SqliteFixture>;

public sealed class SqliteChangeJobsTests : ChangeJobsConformance<SqliteFixture>;

public sealed class SqliteEvolvingTests : EvolvingConformance<SqliteFixture>;

public sealed class SqliteEncryptionTests : EncryptionConformance<SqliteFixture>;

public sealed class SqliteSchedulingMiddlewareTests : SchedulingMiddlewareConformance<SqliteFixture>;

public sealed class SqliteDefinitionJobsTests : DefinitionJobsConformance<SqliteFixture>;

public sealed class SqliteOperationJobsTests : OperationJobsConformance<SqliteFixture>;

public sealed class SqlitePatternTests : PatternJobsConformance<SqliteFixture>;

public sealed class SqliteFailureCallsTests : FailureCallsConformance<SqliteFixture>;

public sealed class SqlitePauseTests : PauseConformance<SqliteFixture>;

public sealed class SqliteQuietTests : QuietConformance<SqliteFixture>;

public sealed class SqliteExplainTests : ExplainConformance<SqliteFixture>;

public sealed class SqliteLimitJobsTests : LimitJobsConformance<SqliteFixture>;

public sealed class SqliteOrderJobsTests : OrderJobsConformance<SqliteFixture>;

public sealed class SqliteWorkerControlTests : WorkerControlConformance<SqliteFixture>;
