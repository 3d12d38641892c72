using System.Text.Json;
using JobMaster.AspNetCore.Access;
using Microsoft.Extensions.Logging;

namespace JobMaster.AspNetCore.Contracts;

/// <summary>One attempt of a job.</summary>
internal sealed record AttemptView
{
    /// <summary>The number of the attempt; every claim raises it.</summary>
    public required int Attempt { get; init; }

    /// <summary>The session of the worker that ran it.</summary>
    public Guid? SessionId { get; init; }

    public required DateTimeOffset AttemptedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How long the handler ran, if known.</summary>
    public double? DurationSeconds { get; init; }

    public required AttemptResult Result { get; init; }

    public string? Error { get; init; }

    public double? Progress { get; init; }

    public string? ProgressText { get; init; }

    /// <summary>The payload it had, if a replay replaced it; absent if it is encrypted.</summary>
    public JsonElement? ReplacedPayload { get; init; }

    /// <summary>Whether a replay replaced the payload after this attempt.</summary>
    public bool IsPayloadReplaced { get; init; }

    /// <summary>
    /// Redacts the payloads before the errors, because the error of an attempt may contain hidden values of its replaced payload.
    /// </summary>
    public static IReadOnlyList<AttemptView> Of(IReadOnlyList<JobAttemptDetails> attempts, Redactor redactor)
    {
        var payloads = attempts.Select(one => JobView.Element(redactor.Json(one.ReplacedMsgDataJson))).ToList();
        return
        [
            .. attempts.Zip(payloads, (one, payload) => new AttemptView
            {
                Attempt = one.Number, SessionId = one.SessionId, AttemptedAt = one.AttemptedAt, EndedAt = one.EndedAt,
                DurationSeconds = one.Duration?.TotalSeconds, Result = one.Result, Error = redactor.Text(one.Error),
                Progress = one.Progress, ProgressText = redactor.Text(one.ProgressText), ReplacedPayload = payload,
                IsPayloadReplaced = one.IsMsgDataReplaced,
            }),
        ];
    }
}

/// <summary>A line that a handler wrote.</summary>
/// <param name="Attempt">The attempt that wrote it.</param>
/// <param name="At">When, by the writing node's clock.</param>
/// <param name="Level">Its level.</param>
/// <param name="Text">Its text.</param>
internal sealed record LogLineView(int Attempt, DateTimeOffset At, LogLevel Level, string Text);

/// <summary>One thing that happened to a job.</summary>
internal sealed record TimelineEntryView
{
    public required DateTimeOffset At { get; init; }

    public required JobTimelineKind Kind { get; init; }

    /// <summary>The attempt, if it is about one.</summary>
    public int? Attempt { get; init; }

    public Guid? SessionId { get; init; }

    /// <summary>The worker that ran the attempt, as long as its name is kept.</summary>
    public string? Worker { get; init; }

    /// <summary>The host of that worker, or the one that scheduled the job, as `machine:process id`.</summary>
    public string? Node { get; init; }

    /// <summary>How the attempt ended.</summary>
    public AttemptResult? Result { get; init; }

    /// <summary>How long the handler ran, if known.</summary>
    public double? DurationSeconds { get; init; }

    /// <summary>The error, or the reason.</summary>
    public string? Text { get; init; }

    public ParkedReason? ParkedReason { get; init; }

    /// <summary>The final state.</summary>
    public JobState? State { get; init; }

    public TriggerSourceType? TriggerSource { get; init; }

    public Guid? ScheduleId { get; init; }

    public string? TraceParent { get; init; }

    /// <summary>An action of an operator. The value that a change replaced may be a payload.</summary>
    public AuditEntry? Change { get; init; }

    /// <param name="entry">The entry.</param>
    /// <param name="redactor">Hides values of payloads.</param>
    /// <param name="caller">Who reads it. A caller with limits sees no workers and no other operators.</param>
    public static TimelineEntryView Of(JobTimelineEntry entry, Redactor redactor, ApiCaller caller) => new()
    {
        At = entry.At, Kind = entry.Kind, Attempt = entry.Attempt, SessionId = entry.SessionId,
        Worker = caller.IsLimited ? null : entry.WorkerName, Node = caller.IsLimited ? null : entry.NodeName,
        Result = entry.Result, DurationSeconds = entry.Duration?.TotalSeconds, Text = redactor.Text(entry.Text),
        ParkedReason = entry.ParkedReason, State = entry.State, TriggerSource = entry.TriggerSourceType,
        ScheduleId = entry.RecurringScheduleId, TraceParent = entry.TraceParent,
        Change = entry.Change is { } change
            ? Shown(change, caller) with { Before = redactor.Text(change.Before), After = redactor.Text(change.After) }
            : null,
    };

    private static AuditEntry Shown(AuditEntry change, ApiCaller caller) => caller.IsLimited
        ? change with { Who = change.Who == caller.Name ? change.Who : Redactor.Hidden, Host = Redactor.Hidden }
        : change;
}
