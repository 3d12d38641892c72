using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Contracts;

namespace JobMaster.AspNetCore.Endpoints;

/// <summary>Which members of a submission do not go together. One that would be ignored is refused.</summary>
internal static class SubmissionRules
{
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

        if (body.Cron is null && (body.ScheduleKey is not null || body.TimeZone is not null))
        {
            string member = body.ScheduleKey is not null ? "scheduleKey" : "timeZone";
            throw ApiProblem.BadBody(
                $"{path}.{member}", $"'{member}' belongs to a recurring schedule. Give its 'cron', or leave '{member}' out.");
        }
    }
}
