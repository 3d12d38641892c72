using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;

namespace JobMaster.MySql.Tests;

public sealed class MySqlTokenCallbackTests : TokenCallbackConformance<MySqlFixture>;

public sealed class MySqlLifeTests : LifeConformance<MySqlFixture>;

public sealed class MySqlDisposalTests : DisposalConformance<MySqlFixture>;

public sealed class MySqlSchedulerTests : SchedulerConformance<MySqlFixture>;

public sealed class MySqlWorkerTests : WorkerConformance<MySqlFixture>;

public sealed class MySqlRecoveryTests : RecoveryConformance<MySqlFixture>;

public sealed class MySqlFaultTests : FaultConformance<MySqlFixture>;

public sealed class MySqlOutcomeFaultTests : OutcomeFaultConformance<MySqlFixture>;

public sealed class MySqlUpkeepFaultTests : UpkeepFaultConformance<MySqlFixture>;

public sealed class MySqlTransactionJobsTests : TransactionJobsConformance<MySqlFixture>;

public sealed class MySqlStarvedPoolTests : StarvedPoolConformance<MySqlFixture>;

public sealed class MySqlRecurringTests : RecurringConformance<MySqlFixture>;

public sealed class MySqlRecurringOverlapTests : RecurringOverlapConformance<MySqlFixture>;

public sealed class MySqlRecurringUniqueTests : RecurringUniqueConformance<MySqlFixture>;

public sealed class MySqlRecurringFaultTests : RecurringFaultConformance<MySqlFixture>;

public sealed class MySqlEarlyJobsTests : EarlyJobsConformance<MySqlFixture>;

public sealed class MySqlOwnerJobsTests : OwnerJobsConformance<MySqlFixture>;

public sealed class MySqlFirstUseTests : SqlFirstUseConformance<MySqlFixture>;

public sealed class MySqlAmbientTransactionTests : AmbientTransactionConformance<MySqlFixture>;

public sealed class MySqlHeldKeyTests : HeldKeyConformance<MySqlFixture>;

public sealed class MySqlResultTests : ResultConformance<MySqlFixture>;

public sealed class MySqlLargeJobsTests : LargeJobsConformance<MySqlFixture>;

public sealed class MySqlStopTests : StopConformance<MySqlFixture>;

public sealed class MySqlLostReplyTests : ServerLostReplyConformance<MySqlFixture>;

public sealed class MySqlLogFaultTests : LogFaultConformance<MySqlFixture>;

public sealed class MySqlOrderlyLifeTests : OrderlyLifeConformance<MySqlFixture>;

public sealed class MySqlAgentOrderlyLifeTests : AgentOrderlyLifeConformance<MySqlFixture, MySqlAgentFixture>;

public sealed class MySqlParkedJobsTests : ParkedJobsConformance<MySqlFixture>;

public sealed class MySqlAuditJobsTests : AuditJobsConformance<MySqlFixture>;

public sealed class MySqlStatisticJobsTests : StatisticJobsConformance<MySqlFixture>;

public sealed class MySqlAlertJobsTests : AlertJobsConformance<MySqlFixture>;

public sealed class MySqlHealthTests : HealthConformance<MySqlFixture>;

public sealed class MySqlEventJobsTests : EventJobsConformance<MySqlFixture>;

public sealed class MySqlChangeJobsTests : ChangeJobsConformance<MySqlFixture>;

public sealed class MySqlEvolvingTests : EvolvingConformance<MySqlFixture>;

public sealed class MySqlEncryptionTests : EncryptionConformance<MySqlFixture>;

public sealed class MySqlSchedulingMiddlewareTests : SchedulingMiddlewareConformance<MySqlFixture>;

public sealed class MySqlDefinitionJobsTests : DefinitionJobsConformance<MySqlFixture>;

public sealed class MySqlOperationJobsTests : OperationJobsConformance<MySqlFixture>;

public sealed class MySqlPatternTests : PatternJobsConformance<MySqlFixture>;

public sealed class MySqlFailureCallsTests : FailureCallsConformance<MySqlFixture>;

public sealed class MySqlPauseTests : PauseConformance<MySqlFixture>;

public sealed class MySqlQuietTests : QuietConformance<MySqlFixture>;

public sealed class MySqlExplainTests : ExplainConformance<MySqlFixture>;

public sealed class MySqlLimitJobsTests : LimitJobsConformance<MySqlFixture>;

public sealed class MySqlOrderJobsTests : OrderJobsConformance<MySqlFixture>;

public sealed class MySqlWorkerControlTests : WorkerControlConformance<MySqlFixture>;
