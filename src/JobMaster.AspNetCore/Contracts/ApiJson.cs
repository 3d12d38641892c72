using System.Text.Json;
using System.Text.Json.Serialization;
using JobMaster.AspNetCore.Live;

namespace JobMaster.AspNetCore.Contracts;

/// <summary>How the API's bodies are written and read.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    NumberHandling = JsonNumberHandling.Strict,
    PropertyNameCaseInsensitive = false,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    UseStringEnumConverter = true,
    Converters =
    [
        typeof(OffsetTimes), typeof(ExactNames<JobMasterPriority>), typeof(ExactNames<JobKeyScope>), typeof(ExactNames<UniqueWhile>),
        typeof(ExactNames<UniqueConflict>), typeof(ExactNames<JobOperationKind>), typeof(ExactNames<JobState>),
        typeof(ExactNames<ClusterMode>), typeof(ExactNames<MisfirePolicy>), typeof(ExactNames<OverlapPolicy>),
    ],
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProblemBody))]
[JsonSerializable(typeof(ReasonBody))]
[JsonSerializable(typeof(LoginBody))]
[JsonSerializable(typeof(SubmitBody))]
[JsonSerializable(typeof(SubmitManyBody))]
[JsonSerializable(typeof(RescheduleBody))]
[JsonSerializable(typeof(ChangeBody))]
[JsonSerializable(typeof(OperationBody))]
[JsonSerializable(typeof(ModeBody))]
[JsonSerializable(typeof(PauseBody))]
[JsonSerializable(typeof(ValidateBody))]
[JsonSerializable(typeof(CallerView))]
[JsonSerializable(typeof(ClusterList))]
[JsonSerializable(typeof(ClusterView))]
[JsonSerializable(typeof(JobView))]
[JsonSerializable(typeof(SubmittedJob))]
[JsonSerializable(typeof(SubmittedJobs))]
[JsonSerializable(typeof(JobList))]
[JsonSerializable(typeof(AttemptList))]
[JsonSerializable(typeof(LogList))]
[JsonSerializable(typeof(ChangeAnswer))]
[JsonSerializable(typeof(JobCounts))]
[JsonSerializable(typeof(AlertList))]
[JsonSerializable(typeof(OperationList))]
[JsonSerializable(typeof(OperationView))]
[JsonSerializable(typeof(OperationPreviewView))]
[JsonSerializable(typeof(ScheduleList))]
[JsonSerializable(typeof(ScheduleView))]
[JsonSerializable(typeof(OccurrenceList))]
[JsonSerializable(typeof(TimeList))]
[JsonSerializable(typeof(DefinitionList))]
[JsonSerializable(typeof(DefinitionView))]
[JsonSerializable(typeof(ValidationView))]
[JsonSerializable(typeof(AuditList))]
[JsonSerializable(typeof(JobCountView))]
[JsonSerializable(typeof(TimelineView))]
[JsonSerializable(typeof(JobExplanation))]
[JsonSerializable(typeof(FailureGroupList))]
[JsonSerializable(typeof(FailureGroup))]
[JsonSerializable(typeof(CopiedJob))]
[JsonSerializable(typeof(ReplayBody))]
[JsonSerializable(typeof(MuteBody))]
[JsonSerializable(typeof(ScheduleChangeBody))]
[JsonSerializable(typeof(LaneListView))]
[JsonSerializable(typeof(WorkerListView))]
[JsonSerializable(typeof(AgentListView))]
[JsonSerializable(typeof(AgentView))]
[JsonSerializable(typeof(OrderList))]
[JsonSerializable(typeof(SettingsView))]
[JsonSerializable(typeof(WorkerBody))]
[JsonSerializable(typeof(StopBody))]
[JsonSerializable(typeof(ConcurrencyBody))]
[JsonSerializable(typeof(LimitList))]
[JsonSerializable(typeof(LimitKeyList))]
[JsonSerializable(typeof(LimitOverrideBody))]
[JsonSerializable(typeof(LimitLiftBody))]
[JsonSerializable(typeof(StatisticSeriesView))]
[JsonSerializable(typeof(StatisticGroupList))]
[JsonSerializable(typeof(LiveOverview))]
[JsonSerializable(typeof(LiveJob))]
[JsonSerializable(typeof(LiveGone))]
[JsonSerializable(typeof(LiveStore))]
[JsonSerializable(typeof(LiveClosed))]
internal sealed partial class ApiJson : JsonSerializerContext;
