using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;

namespace JobMaster.Tests.Storage;

public sealed class InMemoryLifeTests : LifeConformance<InMemoryStoreFixture>;

public sealed class InMemoryDisposalTests : DisposalConformance<InMemoryStoreFixture>;

public sealed class InMemorySchedulerTests : SchedulerConformance<InMemoryStoreFixture>;

public sealed class InMemoryWorkerTests : WorkerConformance<InMemoryStoreFixture>;

public sealed class InMemoryRecoveryTests : RecoveryConformance<InMemoryStoreFixture>;

public sealed class InMemoryFaultTests : FaultConformance<InMemoryStoreFixture>;

public sealed class InMemoryOutcomeFaultTests : OutcomeFaultConformance<InMemoryStoreFixture>;

public sealed class InMemoryUpkeepFaultTests : UpkeepFaultConformance<InMemoryStoreFixture>;

public sealed class InMemoryStarvedPoolTests : StarvedPoolConformance<InMemoryStoreFixture>;

public sealed class InMemoryRecurringTests : RecurringConformance<InMemoryStoreFixture>;

public sealed class InMemoryRecurringOverlapTests : RecurringOverlapConformance<InMemoryStoreFixture>;

public sealed class InMemoryRecurringUniqueTests : RecurringUniqueConformance<InMemoryStoreFixture>;

public sealed class InMemoryRecurringFaultTests : RecurringFaultConformance<InMemoryStoreFixture>;

public sealed class InMemoryEarlyJobsTests : EarlyJobsConformance<InMemoryStoreFixture>;

public sealed class InMemoryOwnerJobsTests : OwnerJobsConformance<InMemoryStoreFixture>;

public sealed class InMemoryFirstUseTests : FirstUseConformance<InMemoryStoreFixture>;

public sealed class InMemoryAmbientTransactionTests : AmbientTransactionConformance<InMemoryStoreFixture>;

public sealed class InMemoryTokenCallbackTests : TokenCallbackConformance<InMemoryStoreFixture>;

public sealed class InMemoryResultTests : ResultConformance<InMemoryStoreFixture>;

public sealed class InMemoryLargeJobsTests : LargeJobsConformance<InMemoryStoreFixture>;

public sealed class InMemoryStopTests : StopConformance<InMemoryStoreFixture>;

public sealed class InMemoryLostReplyTests : LostReplyConformance<InMemoryStoreFixture>;

public sealed class InMemoryLogFaultTests : LogFaultConformance<InMemoryStoreFixture>;

public sealed class InMemoryOrderlyLifeTests : OrderlyLifeConformance<InMemoryStoreFixture>;

public sealed class InMemoryParkedJobsTests : ParkedJobsConformance<InMemoryStoreFixture>;

public sealed class InMemoryAuditJobsTests : AuditJobsConformance<InMemoryStoreFixture>;

public sealed class InMemoryStatisticJobsTests : StatisticJobsConformance<InMemoryStoreFixture>;

public sealed class InMemoryAlertJobsTests : AlertJobsConformance<InMemoryStoreFixture>;

public sealed class InMemoryHealthTests : HealthConformance<InMemoryStoreFixture>;

public sealed class InMemoryEventJobsTests : EventJobsConformance<InMemoryStoreFixture>;

public sealed class InMemoryChangeJobsTests : ChangeJobsConformance<InMemoryStoreFixture>;

public sealed class InMemoryEvolvingTests : EvolvingConformance<InMemoryStoreFixture>;

public sealed class InMemoryEncryptionTests : EncryptionConformance<InMemoryStoreFixture>;

public sealed class InMemorySchedulingMiddlewareTests : SchedulingMiddlewareConformance<InMemoryStoreFixture>;

public sealed class InMemoryDefinitionJobsTests : DefinitionJobsConformance<InMemoryStoreFixture>;

public sealed class InMemoryOperationJobsTests : OperationJobsConformance<InMemoryStoreFixture>;

public sealed class InMemoryPatternTests : PatternJobsConformance<InMemoryStoreFixture>;

public sealed class InMemoryFailureCallsTests : FailureCallsConformance<InMemoryStoreFixture>;

public sealed class InMemoryPauseTests : PauseConformance<InMemoryStoreFixture>;

public sealed class InMemoryQuietTests : QuietConformance<InMemoryStoreFixture>;

public sealed class InMemoryExplainTests : ExplainConformance<InMemoryStoreFixture>;

public sealed class InMemoryLimitJobsTests : LimitJobsConformance<InMemoryStoreFixture>;

public sealed class InMemoryOrderJobsTests : OrderJobsConformance<InMemoryStoreFixture>;

public sealed class InMemoryWorkerControlTests : WorkerControlConformance<InMemoryStoreFixture>;
