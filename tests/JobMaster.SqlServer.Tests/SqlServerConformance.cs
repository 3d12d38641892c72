using JobMaster.Conformance;
using JobMaster.Conformance.Schedules;
using JobMaster.Conformance.Statements;
using JobMaster.TestServers;

namespace JobMaster.SqlServer.Tests;

[NeedsServer("sqlserver")]
public sealed class SqlServerAdmissionConformance : AdmissionConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerAdmissionTransactionConformance : AdmissionTransactionConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerCancelConformance : CancelConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerClaimConformance : ClaimConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerClaimRaceConformance : ClaimRaceConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerClockConformance : ClockConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerFenceConformance : FenceConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerInsertConformance : InsertConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerKeyConformance : KeyConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerUniqueConformance : UniqueConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerReplaceConformance : ReplaceConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerMemberConformance : MemberConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerMigrationConformance : MigrationConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerModelConformance : ModelConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerMoveConformance : MoveConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerReadConformance : ReadConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerSearchConformance : SearchConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerSearchPartsConformance : SearchPartsConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerMetadataSearchConformance : MetadataSearchConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerRecordConformance : RecordConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerReportConformance : ReportConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerRescueConformance : RescueConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerRetentionConformance : RetentionConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerSessionConformance : SessionConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerSettingConformance : SettingConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerLimitConformance : LimitConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerLimitParkConformance : LimitParkConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerOrderConformance : OrderConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerControlConformance : ControlConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerStandingConformance : StandingConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerDefinitionConformance : DefinitionConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerStatisticConformance : StatisticConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerAlertConformance : AlertConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerGrowingFailureConformance : GrowingFailureConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerTextConformance : TextConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerTimelineConformance : TimelineConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerTransactionConformance : TransactionConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerTransitionConformance : TransitionConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerScheduleConformance : ScheduleConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerScheduleStepConformance : ScheduleStepConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerUniqueStepConformance : UniqueStepConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerLedgerConformance : LedgerConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerEarlyClaimConformance : EarlyClaimConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerErrorConformance : ErrorConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerErrorTransactionConformance : ErrorTransactionConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerOwnerConformance : OwnerConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerHeldReplayConformance : HeldReplayConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerHeldFailureConformance : HeldFailureConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerStatementGateConformance : StatementGateConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerLimitGateConformance : LimitGateConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerLostKeyConformance : LostKeyConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerMeetingConformance : MeetingConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerPartMeetingConformance : PartMeetingConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerPatternConformance : PatternConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerParkConformance : ParkConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerJobStepConformance : JobStepConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerAuditConformance : AuditConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerFailureGroupConformance : FailureGroupConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerFailureMoveConformance : FailureMoveConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerOperationConformance : OperationConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerHeldOperationConformance : HeldOperationConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerFailureOperationConformance : FailureOperationConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerMovedReplayConformance : MovedReplayConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerAuditTransactionConformance : AuditTransactionConformance<SqlServerFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerChangeConformance : ChangeConformance<SqlServerFixture>;
