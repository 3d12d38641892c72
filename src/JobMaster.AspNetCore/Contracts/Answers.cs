using System.Text.Json;
using JobMaster.AspNetCore.Access;

namespace JobMaster.AspNetCore.Contracts;

/// <summary>RFC 9457.</summary>
internal sealed record ProblemBody(string Type, string Title, int Status, string Detail)
{
    /// <summary>The place in the body, as a JSON path.</summary>
    public string? Path { get; init; }

    /// <summary>The place in the expression of a schedule, as an index of its characters.</summary>
    public int? Position { get; init; }

    public string? TraceId { get; init; }
}

internal sealed record ClusterList(IReadOnlyList<ClusterView> Clusters);

internal sealed record ClusterView(string Id, ClusterMode Mode);

/// <summary>A page of jobs. An incomplete page was searched back to a time, and continues with the cursor.</summary>
internal sealed record JobList(IReadOnlyList<JobRow> Jobs, bool IsComplete, DateTimeOffset? SearchedTo, string? Next);

internal sealed record JobCountView(long Count, bool IsExact);

internal sealed record TimelineView(IReadOnlyList<TimelineEntryView> Entries, bool IsComplete);

/// <summary>The largest groups, and whether there are no others.</summary>
internal sealed record FailureGroupList(IReadOnlyList<FailureGroup> Groups, bool IsComplete);

internal sealed record CopiedJob(Guid Id)
{
    /// <summary>A hint about a possible mistake of the caller; absent if there is none.</summary>
    public string? Note { get; init; }
}

internal sealed record SubmittedJob(Guid Id, string DefinitionId, DateTimeOffset CreatedAt, DateTimeOffset ScheduledAt, bool IsNew)
{
    /// <summary>A hint about a possible mistake of the caller; absent if there is none.</summary>
    public string? Note { get; init; }
}

internal sealed record SubmittedJobs(IReadOnlyList<SubmittedJob> Jobs)
{
    /// <summary>A hint about a possible mistake of the caller; absent if there is none.</summary>
    public string? Note { get; init; }
}

internal sealed record AttemptList(IReadOnlyList<AttemptView> Attempts);

internal sealed record LogList(IReadOnlyList<LogLineView> Lines, string? Next);

/// <summary>The result of a change.</summary>
internal sealed record ChangeAnswer(string Result)
{
    /// <summary>A hint about a possible mistake of the caller; absent if there is none.</summary>
    public string? Note { get; init; }
}

internal sealed record OperationList(IReadOnlyList<OperationView> Operations, string? Next);

internal sealed record OperationPreviewView(
    long Count, bool IsCapped, long Running, long OnAgent, IReadOnlyList<JobView> Samples)
{
    /// <summary>A hint about a possible mistake of the caller; absent if there is none.</summary>
    public string? Note { get; init; }
}

internal sealed record ScheduleList(IReadOnlyList<ScheduleView> Schedules, string? Next);

internal sealed record TimeList(IReadOnlyList<DateTimeOffset> Times)
{
    /// <summary>Why there are none, and what a caller may not expect of the expression or the lane; absent if there is nothing.</summary>
    public string? Note { get; init; }
}

internal sealed record OccurrenceList(IReadOnlyList<RecurringOccurrence> Occurrences);

internal sealed record DefinitionList(IReadOnlyList<DefinitionView> Definitions);

internal sealed record ValidationView(bool IsValid, IReadOnlyList<PayloadProblem> Problems);

internal sealed record AuditList(IReadOnlyList<AuditEntry> Entries, string? Next);

internal sealed record LaneListView(IReadOnlyList<LaneView> Lanes, bool IsCapped)
{
    public static LaneListView Of(LaneList list) => new([.. list.Lanes.Select(LaneView.Of)], list.IsCapped);
}

internal sealed record WorkerListView(IReadOnlyList<WorkerView> Workers);

internal sealed record DefinitionView
{
    public required string Id { get; init; }

    public IReadOnlyList<string> Aliases { get; init; } = [];

    public PauseDetails? Pause { get; init; }

    /// <summary>The version of the payload that the newest build writes.</summary>
    public required int PayloadVersion { get; init; }

    /// <summary>The oldest version that it reads.</summary>
    public required int OldestPayloadVersion { get; init; }

    public JsonElement? PayloadSchema { get; init; }

    public required string WorkerLane { get; init; }

    public required JobMasterPriority Priority { get; init; }

    public required double TimeoutSeconds { get; init; }

    public required int MaxRetries { get; init; }

    /// <summary>The address of instructions for failed jobs.</summary>
    public string? RunbookUrl { get; init; }

    public required DateTimeOffset FirstSeenAt { get; init; }

    public required DateTimeOffset LastSeenAt { get; init; }

    /// <summary>The nodes that reported this build within the last day; absent for a caller who does not see the whole cluster.</summary>
    public IReadOnlyList<DefinitionNodeDetails>? Nodes { get; init; }

    /// <summary>The same id in other builds, the newest first.</summary>
    public IReadOnlyList<DefinitionBuildView> Others { get; init; } = [];

    public static DefinitionView Of(DefinitionDetails definition, ApiCaller caller) => new()
    {
        Id = definition.Id, Aliases = definition.Aliases, Pause = definition.Pause, PayloadVersion = definition.PayloadVersion,
        OldestPayloadVersion = definition.OldestPayloadVersion, PayloadSchema = JobView.Element(definition.PayloadSchema),
        WorkerLane = definition.WorkerLane, Priority = definition.Priority, TimeoutSeconds = definition.Timeout.TotalSeconds,
        MaxRetries = definition.MaxNumberOfRetries,
        RunbookUrl = definition.RunbookUrl, FirstSeenAt = definition.FirstSeenAt, LastSeenAt = definition.LastSeenAt,
        Nodes = caller.IsLimited ? null : definition.Nodes,
        Others = [.. definition.Others.Select(other => DefinitionBuildView.Of(other, caller))],
    };
}

/// <summary>A definition as another build of the app has it.</summary>
internal sealed record DefinitionBuildView
{
    public required int PayloadVersion { get; init; }

    public required int OldestPayloadVersion { get; init; }

    public required DateTimeOffset FirstSeenAt { get; init; }

    public required DateTimeOffset LastSeenAt { get; init; }

    /// <summary>The nodes that reported this build within the last day; absent for a caller who does not see the whole cluster.</summary>
    public IReadOnlyList<DefinitionNodeDetails>? Nodes { get; init; }

    public static DefinitionBuildView Of(DefinitionDetails definition, ApiCaller caller) => new()
    {
        PayloadVersion = definition.PayloadVersion, OldestPayloadVersion = definition.OldestPayloadVersion,
        FirstSeenAt = definition.FirstSeenAt, LastSeenAt = definition.LastSeenAt, Nodes = caller.IsLimited ? null : definition.Nodes,
    };
}
