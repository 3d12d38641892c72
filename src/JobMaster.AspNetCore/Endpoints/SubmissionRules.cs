using System.Diagnostics;
using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Contracts;

namespace JobMaster.AspNetCore.Endpoints;

/// <summary>Which members of a submission do not go together. One that would be ignored is refused.</summary>
internal static class SubmissionRules
{
    /// <summary>Whether it is a recurring schedule.</summary>
    public static bool IsRecurring(SubmitBody body) => body.Cron is not null || body.Natural is not null;

    /// <exception cref="ApiProblem">400.</exception>
    public static void Check(SubmitBody body, string path)
    {
        bool hasTime = body.At is not null || body.RunAt is not null;
        if (hasTime && body.AfterSeconds is not null)
        {
            throw ApiProblem.BadBody(
                $"{path}.afterSeconds", "'at' and 'afterSeconds' both say when the job is due. Give one of them.");
        }

        if (body.MaxAttempts is < 1)
        {
            throw ApiProblem.BadBody(
                $"{path}.maxAttempts", FormattableString.Invariant($"'maxAttempts' is {body.MaxAttempts}; it must be 1 or more."));
        }

        if (body.MaxRetries is < 0)
        {
            throw ApiProblem.BadBody(
                $"{path}.maxRetries", FormattableString.Invariant($"'maxRetries' is {body.MaxRetries}; it must be 0 or more."));
        }

        if (body.Id == Guid.Empty)
        {
            throw ApiProblem.BadBody(
                $"{path}.id", "'id' is the empty id, under which only one job could ever be stored. Leave it out for a new one.");
        }

        if (body.TraceParent is { } trace && !ActivityContext.TryParse(trace, null, out _))
        {
            throw ApiProblem.BadBody(
                $"{path}.traceParent",
                "'traceParent' is no W3C trace parent such as 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01. Leave it out to "
                + "take that of the call.");
        }

        if (!IsRecurring(body) && (body.ScheduleKey is not null || body.TimeZone is not null))
        {
            string member = body.ScheduleKey is not null ? "scheduleKey" : "timeZone";
            throw ApiProblem.BadBody(
                $"{path}.{member}", $"'{member}' belongs to a recurring schedule. Give its 'cron' or 'natural', or leave '{member}' out.");
        }
    }

    /// <summary>What belongs to one job only, a schedule does not take.</summary>
    /// <exception cref="ApiProblem">400.</exception>
    public static void CheckRecurring(SubmitBody body, string member)
    {
        var own = new (string Name, bool IsGiven)[]
        {
            ("at", body.At is not null), ("runAt", body.RunAt is not null), ("afterSeconds", body.AfterSeconds is not null),
            ("id", body.Id is not null), ("idempotencyKey", body.IdempotencyKey is not null),
            ("idempotencyScope", body.IdempotencyScope is not null),
            ("idempotencyWindowSeconds", body.IdempotencyWindowSeconds is not null), ("expiresAt", body.ExpiresAt is not null),
            ("traceParent", body.TraceParent is not null),
        };
        if (own.FirstOrDefault(one => one.IsGiven).Name is { } name)
        {
            throw ApiProblem.BadBody(
                $"$.{name}", $"'{name}' belongs to a single job, and '{member}' makes a recurring schedule. Leave one of them out.");
        }
    }
}
