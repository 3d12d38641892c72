using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Contracts;

namespace JobMaster.AspNetCore.Endpoints;

/// <summary>
/// The members of a schedule that cannot be combined, in the names of the body. The core checks again with its own names.
/// </summary>
internal static class ScheduleRules
{
    /// <exception cref="ApiProblem">400.</exception>
    /// <param name="call">The call.</param>
    /// <param name="body">The change.</param>
    /// <param name="schedule">The current schedule.</param>
    public static async Task CheckAsync(ApiCall call, ScheduleChangeBody body, RecurringScheduleContext schedule)
    {
        if (body with { Reason = null } == new ScheduleChangeBody())
        {
            throw ApiProblem.BadBody("$", "The change is empty. Give what is to be changed, for example 'cron' or 'priority'.");
        }

        NullMembers.Check(call, ("endBefore", "'removesEnd': true"), ("startAfter", null), ("timeZone", null));
        if (body is { EndBefore: not null, RemovesEnd: true })
        {
            throw ApiProblem.BadBody("$.removesEnd", "'endBefore' and 'removesEnd' do not go together. Give one of them.");
        }

        SubmissionRules.CheckVersion(body.PayloadVersion, "$.payloadVersion", body.Payload is not null);
        SubmissionRules.CheckTimeout(body.TimeoutSeconds, "$.timeoutSeconds");
        SubmissionRules.CheckRetries(body.MaxRetries, "$.maxRetries");
        SubmissionRules.CheckTime(body.StartAfter, "$.startAfter");
        SubmissionRules.CheckTime(body.EndBefore, "$.endBefore");
        var (start, end) = (body.StartAfter ?? schedule.StartAfter, body.RemovesEnd ? null : body.EndBefore ?? schedule.EndBefore);
        if (end <= start && (body.StartAfter ?? body.EndBefore) is not null)
        {
            string member = body.EndBefore is null ? "startAfter" : "endBefore";
            throw ApiProblem.BadBody(
                $"$.{member}",
                FormattableString.Invariant($"'endBefore' {end:u} is not after 'startAfter' {start:u}: the schedule would never fire. ")
                + $"Give another '{member}'.");
        }

        if (body.EndBefore is { } last && last <= call.Now)
        {
            throw ApiProblem.BadBody(
                "$.endBefore",
                FormattableString.Invariant($"'endBefore' is {last:u}, which has passed. Give a later time, or end the schedule now by ")
                + $"POST …/schedules/{schedule.Id}/cancel.");
        }

        if (end is null || end == DateTimeOffset.MaxValue)
        {
            await CheckRecursAsync(call, (body.Cron, body.Natural), body.TimeZone ?? schedule.TimeZoneId, start);
        }
    }

    /// <summary>Refuses an expression without a future occurrence.</summary>
    /// <exception cref="ApiProblem">400.</exception>
    /// <param name="call">The call.</param>
    /// <param name="given">The given expression, in one of the two languages; without one there is nothing to check.</param>
    /// <param name="timeZone">Its zone; null for that of the cluster.</param>
    /// <param name="startAfter">When the schedule begins; null for now.</param>
    public static async Task CheckRecursAsync(
        ApiCall call, (string? Cron, string? Natural) given, string? timeZone, DateTimeOffset? startAfter)
    {
        if (Expressions.Of(given.Cron, given.Natural, Expressions.InBody) is not { } recurrence)
        {
            return;
        }

        var now = call.Now;
        var from = startAfter > now ? startAfter.Value : now;
        var times = await call.Monitor.Schedules.PreviewAsync(
            recurrence.TypeId, recurrence.Expression, timeZone, from, 1, call.Aborted);
        if (times.Count == 0)
        {
            string member = given.Cron is null ? "natural" : "cron";
            throw ApiProblem.BadBody(
                $"$.{member}",
                FormattableString.Invariant($"'{member}' is '{recurrence.Expression}', which has no occurrence after {from:u}: the ")
                + "schedule would never fire. Correct it.");
        }
    }
}
