using JobMaster.Conformance;
using JobMaster.Conformance.Schedules;
using JobMaster.Conformance.Statements;
using JobMaster.TestServers;

namespace JobMaster.MySql.Tests;

public sealed class MySqlAdmissionConformance : AdmissionConformance<MySqlFixture>;

public sealed class MySqlAdmissionTransactionConformance : AdmissionTransactionConformance<MySqlFixture>;

public sealed class MySqlCancelConformance : CancelConformance<MySqlFixture>;

public sealed class MySqlClaimConformance : ClaimConformance<MySqlFixture>;

public sealed class MySqlClaimRaceConformance : ClaimRaceConformance<MySqlFixture>;

public sealed class MySqlClockConformance : ClockConformance<MySqlFixture>;

public sealed class MySqlFenceConformance : FenceConformance<MySqlFixture>;

public sealed class MySqlInsertConformance : InsertConformance<MySqlFixture>;

public sealed class MySqlKeyConformance : KeyConformance<MySqlFixture>;

public sealed class MySqlUniqueConformance : UniqueConformance<MySqlFixture>;

public sealed class MySqlReplaceConformance : ReplaceConformance<MySqlFixture>;

public sealed class MySqlMemberConformance : MemberConformance<MySqlFixture>;

public sealed class MySqlMigrationConformance : MigrationConformance<MySqlFixture>;

public sealed class MySqlModelConformance : ModelConformance<MySqlFixture>;

public sealed class MySqlMoveConformance : MoveConformance<MySqlFixture>;

public sealed class MySqlReadConformance : ReadConformance<MySqlFixture>;

public sealed class MySqlSearchConformance : SearchConformance<MySqlFixture>;

public sealed class MySqlSearchPartsConformance : SearchPartsConformance<MySqlFixture>;

public sealed class MySqlMetadataSearchConformance : MetadataSearchConformance<MySqlFixture>;

public sealed class MySqlRecordConformance : RecordConformance<MySqlFixture>;

public sealed class MySqlReportConformance : ReportConformance<MySqlFixture>;

public sealed class MySqlRescueConformance : RescueConformance<MySqlFixture>;

public sealed class MySqlRetentionConformance : RetentionConformance<MySqlFixture>;

public sealed class MySqlHeldPruneConformance : HeldPruneConformance<MySqlFixture>;

public sealed class MySqlSessionConformance : SessionConformance<MySqlFixture>;

public sealed class MySqlSettingConformance : SettingConformance<MySqlFixture>;

public sealed class MySqlLimitConformance : LimitConformance<MySqlFixture>;

public sealed class MySqlLimitParkConformance : LimitParkConformance<MySqlFixture>;

public sealed class MySqlOrderConformance : OrderConformance<MySqlFixture>;

public sealed class MySqlControlConformance : ControlConformance<MySqlFixture>;

public sealed class MySqlStandingConformance : StandingConformance<MySqlFixture>;

public sealed class MySqlDefinitionConformance : DefinitionConformance<MySqlFixture>;

public sealed class MySqlStatisticConformance : StatisticConformance<MySqlFixture>;

public sealed class MySqlAlertConformance : AlertConformance<MySqlFixture>;

public sealed class MySqlGrowingFailureConformance : GrowingFailureConformance<MySqlFixture>;

public sealed class MySqlTextConformance : TextConformance<MySqlFixture>;

public sealed class MySqlTimelineConformance : TimelineConformance<MySqlFixture>;

public sealed class MySqlTransactionConformance : TransactionConformance<MySqlFixture>;

public sealed class MySqlTransitionConformance : TransitionConformance<MySqlFixture>;

public sealed class MySqlScheduleConformance : ScheduleConformance<MySqlFixture>;

public sealed class MySqlScheduleStepConformance : ScheduleStepConformance<MySqlFixture>;

public sealed class MySqlUniqueStepConformance : UniqueStepConformance<MySqlFixture>;

public sealed class MySqlLedgerConformance : LedgerConformance<MySqlFixture>;

public sealed class MySqlEarlyClaimConformance : EarlyClaimConformance<MySqlFixture>;

public sealed class MySqlErrorConformance : ErrorConformance<MySqlFixture>;

public sealed class MySqlErrorTransactionConformance : ErrorTransactionConformance<MySqlFixture>;

public sealed class MySqlOwnerConformance : OwnerConformance<MySqlFixture>;

public sealed class MySqlHeldReplayConformance : HeldReplayConformance<MySqlFixture>
{
    protected override bool MayFailForAMoment => true;
}

public sealed class MySqlHeldFailureConformance : HeldFailureConformance<MySqlFixture>;

public sealed class MySqlStatementGateConformance : StatementGateConformance<MySqlFixture>;

public sealed class MySqlLimitGateConformance : LimitGateConformance<MySqlFixture>;

public sealed class MySqlLostKeyConformance : LostKeyConformance<MySqlFixture>;

[OnlyLong]
public sealed class MySqlMeetingConformance : MeetingConformance<MySqlFixture>;

[OnlyLong]
public sealed class MySqlPartMeetingConformance : PartMeetingConformance<MySqlFixture>;

public sealed class MySqlPatternConformance : PatternConformance<MySqlFixture>;

public sealed class MySqlParkConformance : ParkConformance<MySqlFixture>;

public sealed class MySqlJobStepConformance : JobStepConformance<MySqlFixture>;

public sealed class MySqlAuditConformance : AuditConformance<MySqlFixture>;

public sealed class MySqlFailureGroupConformance : FailureGroupConformance<MySqlFixture>;

public sealed class MySqlFailureMoveConformance : FailureMoveConformance<MySqlFixture>;

public sealed class MySqlOperationConformance : OperationConformance<MySqlFixture>;

public sealed class MySqlHeldOperationConformance : HeldOperationConformance<MySqlFixture>;

public sealed class MySqlFailureOperationConformance : FailureOperationConformance<MySqlFixture>;

public sealed class MySqlMovedReplayConformance : MovedReplayConformance<MySqlFixture>;

public sealed class MySqlAuditTransactionConformance : AuditTransactionConformance<MySqlFixture>;

public sealed class MySqlChangeConformance : ChangeConformance<MySqlFixture>;
