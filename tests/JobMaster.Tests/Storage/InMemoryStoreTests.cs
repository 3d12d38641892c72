using JobMaster.Conformance;
using JobMaster.Conformance.Schedules;

namespace JobMaster.Tests.Storage;

public sealed class InMemoryAdmissionTests : AdmissionConformance<InMemoryStoreFixture>;

public sealed class InMemoryClaimTests : ClaimConformance<InMemoryStoreFixture>;

public sealed class InMemoryFenceTests : FenceConformance<InMemoryStoreFixture>;

public sealed class InMemoryInsertTests : InsertConformance<InMemoryStoreFixture>;

public sealed class InMemoryKeyTests : KeyConformance<InMemoryStoreFixture>;

public sealed class InMemoryUniqueTests : UniqueConformance<InMemoryStoreFixture>;

public sealed class InMemoryReplaceTests : ReplaceConformance<InMemoryStoreFixture>;

public sealed class InMemoryMemberTests : MemberConformance<InMemoryStoreFixture>;

public sealed class InMemoryRecordTests : RecordConformance<InMemoryStoreFixture>;

public sealed class InMemoryCancelTests : CancelConformance<InMemoryStoreFixture>;

public sealed class InMemoryMoveTests : MoveConformance<InMemoryStoreFixture>;

public sealed class InMemoryRescueTests : RescueConformance<InMemoryStoreFixture>;

public sealed class InMemorySessionTests : SessionConformance<InMemoryStoreFixture>;

public sealed class InMemoryReadTests : ReadConformance<InMemoryStoreFixture>;

public sealed class InMemorySearchTests : SearchConformance<InMemoryStoreFixture>;

public sealed class InMemorySearchPartsTests : SearchPartsConformance<InMemoryStoreFixture>;

public sealed class InMemoryMetadataSearchTests : MetadataSearchConformance<InMemoryStoreFixture>;

public sealed class InMemoryReportTests : ReportConformance<InMemoryStoreFixture>;

public sealed class InMemoryTextTests : TextConformance<InMemoryStoreFixture>;

public sealed class InMemoryTimelineTests : TimelineConformance<InMemoryStoreFixture>;

public sealed class InMemoryClockTests : ClockConformance<InMemoryStoreFixture>;

public sealed class InMemoryClaimRaceTests : ClaimRaceConformance<InMemoryStoreFixture>;

public sealed class InMemoryMigrationTests : MigrationConformance<InMemoryStoreFixture>;

public sealed class InMemorySettingTests : SettingConformance<InMemoryStoreFixture>;

public sealed class InMemoryLimitTests : LimitConformance<InMemoryStoreFixture>;

public sealed class InMemoryLimitParkTests : LimitParkConformance<InMemoryStoreFixture>;

public sealed class InMemoryOrderTests : OrderConformance<InMemoryStoreFixture>;

public sealed class InMemoryControlTests : ControlConformance<InMemoryStoreFixture>;

public sealed class InMemoryStandingTests : StandingConformance<InMemoryStoreFixture>;

public sealed class InMemoryDefinitionTests : DefinitionConformance<InMemoryStoreFixture>;

public sealed class InMemoryStatisticTests : StatisticConformance<InMemoryStoreFixture>;

public sealed class InMemoryAlertTests : AlertConformance<InMemoryStoreFixture>;

public sealed class InMemoryGrowingFailureTests : GrowingFailureConformance<InMemoryStoreFixture>;

public sealed class InMemoryRetentionTests : RetentionConformance<InMemoryStoreFixture>;

public sealed class InMemoryTransitionTests : TransitionConformance<InMemoryStoreFixture>;

public sealed class InMemoryModelTests : ModelConformance<InMemoryStoreFixture>;

public sealed class InMemoryScheduleTests : ScheduleConformance<InMemoryStoreFixture>;

public sealed class InMemoryScheduleStepTests : ScheduleStepConformance<InMemoryStoreFixture>;

public sealed class InMemoryUniqueStepTests : UniqueStepConformance<InMemoryStoreFixture>;

public sealed class InMemoryLedgerTests : LedgerConformance<InMemoryStoreFixture>;

public sealed class InMemoryEarlyClaimTests : EarlyClaimConformance<InMemoryStoreFixture>;

public sealed class InMemoryErrorTests : ErrorConformance<InMemoryStoreFixture>;

public sealed class InMemoryOwnerTests : OwnerConformance<InMemoryStoreFixture>;

public sealed class InMemoryPatternStoreTests : PatternConformance<InMemoryStoreFixture>;

public sealed class InMemoryParkTests : ParkConformance<InMemoryStoreFixture>;

public sealed class InMemoryAuditTests : AuditConformance<InMemoryStoreFixture>;

public sealed class InMemoryChangeTests : ChangeConformance<InMemoryStoreFixture>;

public sealed class InMemoryOperationTests : OperationConformance<InMemoryStoreFixture>;

public sealed class InMemoryFailureGroupTests : FailureGroupConformance<InMemoryStoreFixture>;

public sealed class InMemoryFailureMoveTests : FailureMoveConformance<InMemoryStoreFixture>;

public sealed class InMemoryFailureOperationTests : FailureOperationConformance<InMemoryStoreFixture>;

public sealed class InMemoryMovedReplayTests : MovedReplayConformance<InMemoryStoreFixture>;
