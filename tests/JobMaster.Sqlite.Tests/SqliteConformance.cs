using JobMaster.Conformance;
using JobMaster.Conformance.Schedules;
using JobMaster.Conformance.Statements;

namespace JobMaster.Sqlite.Tests;

public sealed class SqliteAdmissionConformance : AdmissionConformance<SqliteFixture>;

public sealed class SqliteAdmissionTransactionConformance : AdmissionTransactionConformance<SqliteFixture>;

public sealed class SqliteCancelConformance : CancelConformance<SqliteFixture>;

public sealed class SqliteClaimConformance : ClaimConformance<SqliteFixture>;

public sealed class SqliteClaimRaceConformance : ClaimRaceConformance<SqliteFixture>;

public sealed class SqliteClockConformance : ClockConformance<SqliteFixture>;

public sealed class SqliteFenceConformance : FenceConformance<SqliteFixture>;

public sealed class SqliteInsertConformance : InsertConformance<SqliteFixture>;

public sealed class SqliteKeyConformance : KeyConformance<SqliteFixture>;

public sealed class SqliteUniqueConformance : UniqueConformance<SqliteFixture>;

public sealed class SqliteReplaceConformance : ReplaceConformance<SqliteFixture>;

public sealed class SqliteMemberConformance : MemberConformance<SqliteFixture>;

public sealed class SqliteMigrationConformance : MigrationConformance<SqliteFixture>;

public sealed class SqliteModelConformance : ModelConformance<SqliteFixture>;

public sealed class SqliteMoveConformance : MoveConformance<SqliteFixture>;

public sealed class SqliteReadConformance : ReadConformance<SqliteFixture>;

public sealed class SqliteSearchConformance : SearchConformance<SqliteFixture>;

public sealed class SqliteSearchPartsConformance : SearchPartsConformance<SqliteFixture>;

public sealed class SqliteMetadataSearchConformance : MetadataSearchConformance<SqliteFixture>;

public sealed class SqliteRecordConformance : RecordConformance<SqliteFixture>;

public sealed class SqliteReportConformance : ReportConformance<SqliteFixture>;

public sealed class SqliteRescueConformance : RescueConformance<SqliteFixture>;

public sealed class SqliteRetentionConformance : RetentionConformance<SqliteFixture>;

public sealed class SqliteSessionConformance : SessionConformance<SqliteFixture>;

public sealed class SqliteSettingConformance : SettingConformance<SqliteFixture>;

public sealed class SqliteLimitConformance : LimitConformance<SqliteFixture>;

public sealed class SqliteLimitParkConformance : LimitParkConformance<SqliteFixture>;

public sealed class SqliteOrderConformance : OrderConformance<SqliteFixture>;

public sealed class SqliteControlConformance : ControlConformance<SqliteFixture>;

public sealed class SqliteStandingConformance : StandingConformance<SqliteFixture>;

public sealed class SqliteDefinitionConformance : DefinitionConformance<SqliteFixture>;

public sealed class SqliteStatisticConformance : StatisticConformance<SqliteFixture>;

public sealed class SqliteAlertConformance : AlertConformance<SqliteFixture>;

public sealed class SqliteGrowingFailureConformance : GrowingFailureConformance<SqliteFixture>;

public sealed class SqliteTextConformance : TextConformance<SqliteFixture>;

public sealed class SqliteTimelineConformance : TimelineConformance<SqliteFixture>;

public sealed class SqliteTransactionConformance : TransactionConformance<SqliteFixture>;

public sealed class SqliteTransitionConformance : TransitionConformance<SqliteFixture>;

public sealed class SqliteScheduleConformance : ScheduleConformance<SqliteFixture>;

public sealed class SqliteScheduleStepConformance : ScheduleStepConformance<SqliteFixture>;

public sealed class SqliteUniqueStepConformance : UniqueStepConformance<SqliteFixture>;

public sealed class SqliteLedgerConformance : LedgerConformance<SqliteFixture>;

public sealed class SqliteEarlyClaimConformance : EarlyClaimConformance<SqliteFixture>;

public sealed class SqliteErrorConformance : ErrorConformance<SqliteFixture>;

public sealed class SqliteErrorTransactionConformance : ErrorTransactionConformance<SqliteFixture>;

public sealed class SqliteOwnerConformance : OwnerConformance<SqliteFixture>;

public sealed class SqliteStatementGateConformance : StatementGateConformance<SqliteFixture>;

public sealed class SqliteLimitGateConformance : LimitGateConformance<SqliteFixture>;

public sealed class SqliteLostKeyConformance : LostKeyConformance<SqliteFixture>;

public sealed class SqliteMeetingConformance : MeetingConformance<SqliteFixture>;

public sealed class SqlitePartMeetingConformance : PartMeetingConformance<SqliteFixture>;

public sealed class SqlitePatternConformance : PatternConformance<SqliteFixture>;

public sealed class SqliteParkConformance : ParkConformance<SqliteFixture>;

public sealed class SqliteJobStepConformance : JobStepConformance<SqliteFixture>;

public sealed class SqliteAuditConformance : AuditConformance<SqliteFixture>;

public sealed class SqliteAuditTransactionConformance : AuditTransactionConformance<SqliteFixture>;

public sealed class SqliteChangeConformance : ChangeConformance<SqliteFixture>;

public sealed class SqliteOperationConformance : OperationConformance<SqliteFixture>;

public sealed class SqliteFailureGroupConformance : FailureGroupConformance<SqliteFixture>;

public sealed class SqliteFailureMoveConformance : FailureMoveConformance<SqliteFixture>;

public sealed class SqliteFailureOperationConformance : FailureOperationConformance<SqliteFixture>;

public sealed class SqliteMovedReplayConformance : MovedReplayConformance<SqliteFixture>;
