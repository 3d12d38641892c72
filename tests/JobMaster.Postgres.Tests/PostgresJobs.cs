using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;

namespace JobMaster.Postgres.Tests;

public sealed class PostgresTokenCallbackTests : TokenCallbackConformance<PostgresFixture>;

public sealed class PostgresLifeTests : LifeConformance<PostgresFixture>;

public sealed class PostgresDisposalTests : DisposalConformance<PostgresFixture>;

public sealed class PostgresSchedulerTests : SchedulerConformance<PostgresFixture>;

public sealed class PostgresWorkerTests : WorkerConformance<PostgresFixture>;

public sealed class PostgresRecoveryTests : RecoveryConformance<PostgresFixture>;

public sealed class PostgresFaultTests : FaultConformance<PostgresFixture>;

public sealed class PostgresOutcomeFaultTests : OutcomeFaultConformance<PostgresFixture>;

public sealed class PostgresUpkeepFaultTests : UpkeepFaultConformance<PostgresFixture>;

public sealed class PostgresTransactionJobsTests : TransactionJobsConformance<PostgresFixture>;

public sealed class PostgresStarvedPoolTests : StarvedPoolConformance<PostgresFixture>;

public sealed class PostgresRecurringTests : RecurringConformance<PostgresFixture>;

public sealed class PostgresRecurringOverlapTests : RecurringOverlapConformance<PostgresFixture>;

public sealed class PostgresRecurringUniqueTests : RecurringUniqueConformance<PostgresFixture>;

public sealed class PostgresRecurringFaultTests : RecurringFaultConformance<PostgresFixture>;

public sealed class PostgresEarlyJobsTests : EarlyJobsConformance<PostgresFixture>;

public sealed class PostgresOwnerJobsTests : OwnerJobsConformance<PostgresFixture>;

public sealed class PostgresFirstUseTests : SqlFirstUseConformance<PostgresFixture>;

public sealed class PostgresAmbientTransactionTests : AmbientTransactionConformance<PostgresFixture>;

public sealed class PostgresHeldKeyTests : HeldKeyConformance<PostgresFixture>;

public sealed class PostgresResultTests : ResultConformance<PostgresFixture>;

public sealed class PostgresLargeJobsTests : LargeJobsConformance<PostgresFixture>;

public sealed class PostgresStopTests : StopConformance<PostgresFixture>;

public sealed class PostgresLostReplyTests : ServerLostReplyConformance<PostgresFixture>;

public sealed class PostgresLogFaultTests : LogFaultConformance<PostgresFixture>;

public sealed class PostgresOrderlyLifeTests : OrderlyLifeConformance<OwnPoolsFixture>;

public sealed class PostgresAgentOrderlyLifeTests : AgentOrderlyLifeConformance<OwnPoolsFixture, PostgresAgentFixture>;

public sealed class PostgresParkedJobsTests : ParkedJobsConformance<PostgresFixture>;

public sealed class PostgresAuditJobsTests : AuditJobsConformance<PostgresFixture>;

public sealed class PostgresStatisticJobsTests : StatisticJobsConformance<PostgresFixture>;

public sealed class PostgresAlertJobsTests : AlertJobsConformance<PostgresFixture>;

public sealed class PostgresHealthTests : HealthConformance<PostgresFixture>;

public sealed class PostgresEventJobsTests : EventJobsConformance<PostgresFixture>;

public sealed class PostgresChangeJobsTests : ChangeJobsConformance<PostgresFixture>;

public sealed class PostgresEvolvingTests : EvolvingConformance<PostgresFixture>;

public sealed class PostgresEncryptionTests : EncryptionConformance<PostgresFixture>;

public sealed class PostgresSchedulingMiddlewareTests : SchedulingMiddlewareConformance<PostgresFixture>;

public sealed class PostgresDefinitionJobsTests : DefinitionJobsConformance<PostgresFixture>;

public sealed class PostgresOperationJobsTests : OperationJobsConformance<PostgresFixture>;

public sealed class PostgresPatternTests : PatternJobsConformance<PostgresFixture>;

public sealed class PostgresFailureCallsTests : FailureCallsConformance<PostgresFixture>;

public sealed class PostgresPauseTests : PauseConformance<PostgresFixture>;

public sealed class PostgresQuietTests : QuietConformance<PostgresFixture>;

public sealed class PostgresExplainTests : ExplainConformance<PostgresFixture>;

public sealed class PostgresLimitJobsTests : LimitJobsConformance<PostgresFixture>;

public sealed class PostgresOrderJobsTests : OrderJobsConformance<PostgresFixture>;

public sealed class PostgresWorkerControlTests : WorkerControlConformance<PostgresFixture>;
