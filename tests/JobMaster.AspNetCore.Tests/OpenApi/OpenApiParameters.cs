using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Endpoints;

namespace JobMaster.AspNetCore.Tests.OpenApi;

/// <summary>What the parameters of the routes are. The type is that of the value's text.</summary>
internal static class OpenApiParameters
{
    private static readonly Dictionary<string, (Type Type, string Description)> Paths = new(StringComparer.Ordinal)
    {
        ["clusterId"] = (typeof(string), "The cluster."),
        ["id"] = (typeof(Guid), "The id of what the path names."),
        ["fingerprint"] = (typeof(string), "What the jobs of a failure group have in common."),
        ["definitionId"] = (typeof(string), "The definition."),
        ["lane"] = (typeof(string), "The lane."),
        ["worker"] = (typeof(string), "The worker's name."),
        ["agent"] = (typeof(string), "The agent's name."),
        ["limit"] = (typeof(string), "The limit's name."),
    };

    private static readonly Dictionary<string, (Type Type, string Description)> Queries = new(StringComparer.Ordinal)
    {
        ["action"] = (typeof(string), "Only entries of this action."),
        ["alerts/state"] = (typeof(JobAlertState), "Only those that stand so."),
        ["stats/by"] = (typeof(StatisticScope), "What to sum by. Default: Lane."),
        ["before"] = (typeof(DateTimeOffset), "Only what is earlier."),
        ["createdBefore"] = (typeof(DateTimeOffset), "Only jobs that were created earlier."),
        ["createdFrom"] = (typeof(DateTimeOffset), "Only jobs that were created then or later."),
        ["cron"] = (typeof(string), "The expression of cron. Give this or `natural`."),
        ["natural"] = (typeof(string), "The expression in English, as `every monday at 09:00`."),
        ["cursor"] = (typeof(string), "The `next` of the page before, with the same filter."),
        ["definitionId"] = (typeof(string), "Only those of this definition."),
        ["dueBefore"] = (typeof(DateTimeOffset), "Only jobs that are due earlier."),
        ["dueFrom"] = (typeof(DateTimeOffset), "Only jobs that are due then or later."),
        ["errorText"] = (typeof(string), "Only jobs whose error has this text. Needs Reveal."),
        ["finalizedBefore"] = (typeof(DateTimeOffset), "Only jobs that ended earlier."),
        ["finalizedFrom"] = (typeof(DateTimeOffset), "Only jobs that ended then or later."),
        ["fingerprint"] = (typeof(string), "Only jobs of this failure group."),
        ["from"] = (typeof(DateTimeOffset), "Only what is of then or later."),
        ["idempotencyKey"] = (typeof(string), "Only jobs with this key."),
        ["limit"] = (typeof(int), "How many at most."),
        ["metadata"] = (typeof(string), "Only jobs with this metadata, as `OrderId=7`. Needs Reveal."),
        ["muted"] = (typeof(MutedGroups), "Whether muted groups are listed. Default: Show."),
        ["stats/points"] = (typeof(int), "How many points at most, 1 to 2,000. Default: 300."),
        ["stats/from"] = (typeof(DateTimeOffset), "The beginning of the span. Default: a day before its end."),
        ["stats/before"] = (typeof(DateTimeOffset), "The end of the span. Default: now."),
        ["stats/workerLane"] = (typeof(string), "Only this lane. Give at most one of lane, definition and tenant."),
        ["limits/name"] = (typeof(string), "Only keys of this limit."),
        ["order"] = (typeof(ListOrder), "Default: NewestFirst."),
        ["payloadText"] = (typeof(string), "Only jobs whose payload has this text. Needs Reveal."),
        ["scheduleId"] = (typeof(Guid), "Only jobs of this recurring schedule."),
        ["sessionId"] = (typeof(Guid), "Only jobs of this session."),
        ["scheduleKey"] = (typeof(string), "Only the one with this key."),
        ["state"] = (typeof(JobState[]), "Only those in one of these states."),
        ["startAfter"] = (typeof(DateTimeOffset), "When the schedule would begin. Default: now."),
        ["endBefore"] = (typeof(DateTimeOffset), "When the schedule would end. Default: never."),
        ["schedules/workerLane"] = (typeof(string), "The lane that its jobs would have; a note says when no live worker serves it."),
        ["schedules/state"] = (typeof(RecurringScheduleState), "Only those in this state."),
        ["operations/state"] = (typeof(JobOperationState), "Only those in this state."),
        ["targetId"] = (typeof(string), "Only entries about what has this id."),
        ["targetKind"] = (typeof(string), "Only entries about this kind of thing."),
        ["tenant"] = (typeof(string), "Only those of this tenant."),
        ["timeZone"] = (typeof(string), "The IANA zone of the expression. Default: the cluster's."),
        ["token"] = (typeof(string), "The token of the link."),
        ["topics"] = (
            typeof(string),
            "Some of `overview`, `lanes`, `operations`, `failures`, and last `jobs:` with at most 200 ids, separated by commas."),
        ["who"] = (typeof(string), "Only entries of this caller."),
        ["workerLane"] = (typeof(string), "Only jobs of this lane."),
    };

    private static readonly Dictionary<string, string> Headers = new(StringComparer.Ordinal)
    {
        ["If-Match"] = "The `ETag` of the job or schedule as the caller has read it; 412 when an operator or a claim has changed it since.",
        ["If-None-Match"] = "The `ETag` the caller has; 304 when it is still that.",
        ["Last-Event-ID"] = "The id of the last event the listener has; on another node it is told to `reload`.",
        ["Idempotency-Key"] = "The same call with the same key is answered as the first time; another body is 422.",
    };

    public static (Type Type, string Description) Path(string name) => Known(Paths, name, "path");

    /// <summary>A route may have a parameter of its own under the first word of its path.</summary>
    public static (Type Type, string Description) Query(ApiRoute route, string name) =>
        Queries.TryGetValue($"{route.Pattern.Split('/')[0]}/{name}", out var own) ? own : Known(Queries, name, "query");

    public static string Header(string name) => Known(Headers, name, "header");

    private static T Known<T>(Dictionary<string, T> known, string name, string kind) => known.TryGetValue(name, out var found)
        ? found
        : throw new InvalidOperationException($"The {kind} parameter '{name}' has no line in {nameof(OpenApiParameters)}. Add one.");
}
