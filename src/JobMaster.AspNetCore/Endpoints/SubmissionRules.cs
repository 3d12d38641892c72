using System.Buffers.Binary;
using System.Diagnostics;
using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Contracts;

namespace JobMaster.AspNetCore.Endpoints;

/// <summary>The members of a submission that cannot be combined. A member that would be ignored is refused.</summary>
internal static class SubmissionRules
{
    /// <summary>The longest timeout, in seconds: 49 days, like in the core.</summary>
    private const double LongestTimeout = 49 * 24 * 60 * 60;

    /// <summary>How far the time in an id may be ahead, like in the core.</summary>
    private static readonly TimeSpan MostAhead = TimeSpan.FromHours(12);

    /// <summary>Whether it is a recurring schedule.</summary>
    public static bool IsRecurring(SubmitBody body) => body.Cron is not null || body.Natural is not null;

    /// <exception cref="ApiProblem">400.</exception>
    /// <param name="body">The sent body.</param>
    /// <param name="path">The place in the body.</param>
    /// <param name="now">The time of this host.</param>
    public static void Check(SubmitBody body, string path, DateTimeOffset now)
    {
        CheckTimeout(body.TimeoutSeconds, $"{path}.timeoutSeconds");
        CheckTime(body.At, $"{path}.at");
        CheckTime(body.RunAt, $"{path}.runAt");
        CheckTime(body.ExpiresAt, $"{path}.expiresAt");
        CheckVersion(body.PayloadVersion, $"{path}.payloadVersion");
        CheckVersion(body.SchemaVersion, $"{path}.schemaVersion");
        bool hasTime = body.At is not null || body.RunAt is not null;
        if (hasTime && body.AfterSeconds is not null)
        {
            throw ApiProblem.BadBody(
                $"{path}.afterSeconds", "'at' and 'afterSeconds' both say when the job is due. Give one of them.");
        }

        var due = body.At ?? body.RunAt ?? (body.AfterSeconds is >= 0 and <= 1e9 ? now.AddSeconds(body.AfterSeconds.Value) : null);
        CheckExpiry(body.ExpiresAt, due, body.At is null && body.RunAt is not null ? "runAt" : hasTime ? "at" : "afterSeconds", path);

        if (body.MaxAttempts is < 1)
        {
            throw ApiProblem.BadBody(
                $"{path}.maxAttempts", FormattableString.Invariant($"'maxAttempts' is {body.MaxAttempts}; it must be 1 or more."));
        }

        CheckRetries(body.MaxRetries, $"{path}.maxRetries");

        if (body.Id == Guid.Empty)
        {
            throw ApiProblem.BadBody(
                $"{path}.id", "'id' is the empty id, under which only one job could ever be stored. Leave it out for a new one.");
        }

        if (body.Id is { Version: 7 } id && TimeOf(id) > now + MostAhead)
        {
            throw ApiProblem.BadBody(
                $"{path}.id",
                FormattableString.Invariant($"'id' is {id}, an id of version 7 whose time, {TimeOf(id):u}, is more than ")
                + FormattableString.Invariant($"{MostAhead.TotalHours} hours ahead of the clock here, which is at {now:u}. Correct the ")
                + "clock that made it, or leave 'id' out for a new one.");
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

    /// <exception cref="ApiProblem">400, for a timeout that the core would refuse.</exception>
    public static void CheckTimeout(double? seconds, string path)
    {
        if (seconds is <= 0 or > LongestTimeout)
        {
            throw ApiProblem.BadBody(
                path,
                FormattableString.Invariant($"'timeoutSeconds' is {seconds}; it must be more than 0 and at most {LongestTimeout:N0}, ")
                + "which is 49 days. Leave it out for that of the definition.");
        }
    }

    /// <exception cref="ApiProblem">400.</exception>
    public static void CheckRetries(int? retries, string path)
    {
        if (retries is < 0)
        {
            throw ApiProblem.BadBody(path, FormattableString.Invariant($"'maxRetries' is {retries}; it must be 0 or more."));
        }
    }

    /// <exception cref="ApiProblem">400, for a time with its default value, which a program never set.</exception>
    public static void CheckTime(DateTimeOffset? at, string path)
    {
        if (at == default(DateTimeOffset))
        {
            throw ApiProblem.BadBody(
                path, $"'{path.Split('.')[^1]}' is 0001-01-01T00:00:00Z, the value of a time that was never set. Set it, or "
                + "leave it out.");
        }
    }

    /// <summary>Whether the job would never run, because it expires at or before its due time.</summary>
    /// <exception cref="ApiProblem">400.</exception>
    /// <param name="expiresAt">When it expires.</param>
    /// <param name="due">When it is due, if given.</param>
    /// <param name="member">The member with the due time.</param>
    /// <param name="path">The place in the body.</param>
    public static void CheckExpiry(DateTimeOffset? expiresAt, DateTimeOffset? due, string member, string path)
    {
        if (expiresAt <= due)
        {
            throw ApiProblem.BadBody(
                $"{path}.expiresAt",
                FormattableString.Invariant($"'expiresAt' is {expiresAt:u}, not after the time of '{member}', {due:u}: the job would ")
                + "never run. Give a later 'expiresAt', or leave it out.");
        }
    }

    /// <exception cref="ApiProblem">400.</exception>
    public static void CheckNotExpired(DateTimeOffset? expiresAt, DateTimeOffset now, string path)
    {
        if (expiresAt <= now)
        {
            throw ApiProblem.BadBody(
                $"{path}.expiresAt",
                FormattableString.Invariant($"'expiresAt' is {expiresAt:u}, which has passed: the job would never run. Give a later time, ")
                + "or leave it out.");
        }
    }

    /// <exception cref="ApiProblem">400, for a version that no payload has, or one without a payload.</exception>
    /// <param name="version">The version, if given.</param>
    /// <param name="path">Its place in the body.</param>
    /// <param name="hasPayload">Whether a payload is given that could have it.</param>
    public static void CheckVersion(int? version, string path, bool hasPayload = true)
    {
        if (version is not null && !hasPayload)
        {
            throw ApiProblem.BadBody(
                path, $"'{path.Split('.')[^1]}' is given without a payload. Give the payload that has it, or leave it out.");
        }

        if (version is < 1)
        {
            throw ApiProblem.BadBody(
                path,
                FormattableString.Invariant($"'{path.Split('.')[^1]}' is {version}; it must be 1 or more. Leave it out for the newest."));
        }
    }

    /// <summary>The time in an id of version 7.</summary>
    private static DateTimeOffset TimeOf(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        long milliseconds = (long)(BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 16);
        return DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(milliseconds, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));
    }

    /// <summary>Members that belong to one job only are refused for a schedule.</summary>
    /// <exception cref="ApiProblem">400.</exception>
    public static void CheckRecurring(SubmitBody body, string member)
    {
        var own = new (string Name, bool IsGiven)[]
        {
            ("at", body.At is not null), ("runAt", body.RunAt is not null), ("afterSeconds", body.AfterSeconds is not null),
            ("id", body.Id is not null), ("idempotencyKey", body.IdempotencyKey is not null),
            ("idempotencyScope", body.IdempotencyScope is not null),
            ("idempotencyWindowSeconds", body.IdempotencyWindowSeconds is not null), ("expiresAt", body.ExpiresAt is not null),
            ("traceParent", body.TraceParent is not null), ("limitKeys", body.LimitKeys is { Count: > 0 }),
        };
        if (own.FirstOrDefault(one => one.IsGiven).Name is { } name)
        {
            throw ApiProblem.BadBody(
                $"$.{name}", $"'{name}' belongs to a single job, and '{member}' makes a recurring schedule. Leave one of them out.");
        }
    }
}
