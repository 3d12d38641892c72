using JobMaster.Conformance;
using JobMaster.Conformance.Schedules;
using JobMaster.Conformance.Statements;

namespace JobMaster.Postgres.Tests;

public sealed class PostgresAdmissionConformance : AdmissionConformance<PostgresFixture>;

public sealed class PostgresAdmissionTransactionConformance : AdmissionTransactionConformance<PostgresFixture>;

public sealed class PostgresCancelConformance : CancelConformance<PostgresFixture>;

public sealed class PostgresClaimConformance : ClaimConformance<PostgresFixture>;

public sealed class PostgresClaimRaceConformance : ClaimRaceConformance<PostgresFixture>;

public sealed class PostgresClockConformance : ClockConformance<PostgresFixture>;

public sealed class PostgresFenceConformance : FenceConformance<PostgresFixture>;

public sealed class PostgresInsertConformance : InsertConformance<PostgresFixture>;

public sealed class PostgresKeyConformance : KeyConformance<PostgresFixture>;

public sealed class PostgresUniqueConformance : UniqueConformance<PostgresFixture>;

public sealed class PostgresReplaceConformance : ReplaceConformance<PostgresFixture>;

public sealed class PostgresMemberConformance : MemberConformance<PostgresFixture>;

public sealed class PostgresMigrationConformance : MigrationConformance<PostgresFixture>;

public sealed class PostgresModelConformance : ModelConformance<PostgresFixture>;

public sealed class PostgresMoveConformance : MoveConformance<PostgresFixture>;

public sealed class PostgresReadConformance : ReadConformance<PostgresFixture>;

public sealed class PostgresSearchConformance : SearchConformance<PostgresFixture>;

public sealed class PostgresSearchPartsConformance : SearchPartsConformance<PostgresFixture>;

public sealed class PostgresMetadataSearchConformance : MetadataSearchConformance<PostgresFixture>;

public sealed class PostgresRecordConformance : RecordConformance<PostgresFixture>;

public sealed class PostgresReportConformance : ReportConformance<PostgresFixture>;

public sealed class PostgresRescueConformance : RescueConformance<PostgresFixture>;

public sealed class PostgresRetentionConformance : RetentionConformance<PostgresFixture>;

public sealed class PostgresHeldPruneConformance : HeldPruneConformance<PostgresFixture>;

public sealed class PostgresSessionConformance : SessionConformance<PostgresFixture>;

public sealed class PostgresSettingConformance : SettingConformance<PostgresFixture>;

public sealed class PostgresLimitConformance : LimitConformance<PostgresFixture>;

public sealed class PostgresLimitParkConformance : LimitParkConformance<PostgresFixture>;

public sealed class PostgresOrderConformance : OrderConformance<PostgresFixture>;

public sealed class PostgresControlConformance : ControlConformance<PostgresFixture>;

public sealed class PostgresStandingConformance : StandingConformance<PostgresFixture>;

public sealed class PostgresDefinitionConformance : DefinitionConformance<PostgresFixture>;

public sealed class PostgresStatisticConformance : StatisticConformance<PostgresFixture>;

public sealed class PostgresAlertConformance : AlertConformance<PostgresFixture>;

public sealed class PostgresGrowingFailureConformance : GrowingFailureConformance<PostgresFixture>;

public sealed class PostgresTextConformance : TextConformance<PostgresFixture>;

public sealed class PostgresTimelineConformance : TimelineConformance<PostgresFixture>;

public sealed class PostgresTransactionConformance : TransactionConformance<PostgresFixture>;

public sealed class PostgresTransitionConformance : TransitionConformance<PostgresFixture>;

public sealed class PostgresScheduleConformance : ScheduleConformance<PostgresFixture>;

public sealed class PostgresScheduleStepConformance : ScheduleStepConformance<PostgresFixture>;

public sealed class PostgresUniqueStepConformance : UniqueStepConformance<PostgresFixture>;

public sealed class PostgresLedgerConformance : LedgerConformance<PostgresFixture>;

public sealed class PostgresEarlyClaimConformance : EarlyClaimConformance<PostgresFixture>;

public sealed class PostgresErrorConformance : ErrorConformance<PostgresFixture>;

public sealed class PostgresErrorTransactionConformance : ErrorTransactionConformance<PostgresFixture>;

public sealed class PostgresOwnerConformance : OwnerConformance<PostgresFixture>;

public sealed class PostgresHeldReplayConformance : HeldReplayConformance<PostgresFixture>;

public sealed class PostgresHeldFailureConformance : HeldFailureConformance<PostgresFixture>;

public sealed class PostgresStatementGateConformance : StatementGateConformance<PostgresFixture>;

public sealed class PostgresLimitGateConformance : LimitGateConformance<PostgresFixture>;

public sealed class PostgresLostKeyConformance : LostKeyConformance<PostgresFixture>;

public sealed class PostgresMeetingConformance : MeetingConformance<PostgresFixture>;

public sealed class PostgresPartMeetingConformance : PartMeetingConformance<PostgresFixture>;

public sealed class PostgresPatternConformance : PatternConformance<PostgresFixture>;

public sealed class PostgresParkConformance : ParkConformance<PostgresFixture>;

public sealed class PostgresJobStepConformance : JobStepConformance<PostgresFixture>;

public sealed class PostgresAuditConformance : AuditConformance<PostgresFixture>;

public sealed class PostgresFailureGroupConformance : FailureGroupConformance<PostgresFixture>;

public sealed class PostgresFailureMoveConformance : FailureMoveConformance<PostgresFixture>;

public sealed class PostgresOperationConformance : OperationConformance<PostgresFixture>;

public sealed class PostgresFailureOperationConformance : FailureOperationConformance<PostgresFixture>;

public sealed class PostgresMovedReplayConformance : MovedReplayConformance<PostgresFixture>;

public sealed class PostgresAuditTransactionConformance : AuditTransactionConformance<PostgresFixture>;

public sealed class PostgresChangeConformance : ChangeConformance<PostgresFixture>;
