using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Contracts;

namespace JobMaster.AspNetCore.Endpoints;

/// <summary>The members of a change that cannot be combined, in the names of the body.</summary>
internal static class ChangeRules
{
    /// <exception cref="ApiProblem">400.</exception>
    /// <param name="body">The sent body.</param>
    /// <param name="path">The place in the body.</param>
    /// <param name="now">The time of this host.</param>
    public static void Check(ChangeBody body, string path, DateTimeOffset now)
    {
        if (body with { Reason = null, PayloadRevision = null } == new ChangeBody())
        {
            throw ApiProblem.BadBody(path, "The change is empty. Give what is to be changed, for example 'priority' or 'at'.");
        }

        SubmissionRules.CheckVersion(
            body.PayloadVersion, $"{path}.payloadVersion", body.Payload is not null || body.PayloadPatch is not null);
        SubmissionRules.CheckTime(body.At, $"{path}.at");
        SubmissionRules.CheckTime(body.ExpiresAt, $"{path}.expiresAt");
        if (body is { At: not null, RunNow: true })
        {
            throw ApiProblem.BadBody($"{path}.runNow", "'at' and 'runNow' both say when the job is due. Give one of them.");
        }

        SubmissionRules.CheckNotExpired(body.ExpiresAt, now, path);
        SubmissionRules.CheckExpiry(body.ExpiresAt, body.At, "at", path);
        if (body is { ExpiresAt: not null, RemovesExpiry: true })
        {
            throw ApiProblem.BadBody($"{path}.removesExpiry", "'expiresAt' and 'removesExpiry' do not go together. Give one of them.");
        }
    }

    /// <exception cref="ApiProblem">400.</exception>
    public static void Check(ReplayBody body, string path) => SubmissionRules.CheckVersion(
        body.PayloadVersion, $"{path}.payloadVersion", body.Payload is not null || body.PayloadPatch is not null);
}
