using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Contracts;

namespace JobMaster.AspNetCore.Endpoints;

/// <summary>Which members about the keys of a job do not go together, in the names of the body.</summary>
internal static class KeyRules
{
    /// <exception cref="ApiProblem">400.</exception>
    /// <param name="body">What was sent.</param>
    /// <param name="path">Where in the body.</param>
    /// <param name="header">The key of the header, if any.</param>
    public static void Check(SubmitBody body, string path, string? header)
    {
        bool hasKey = body.IdempotencyKey is not null || header is not null;
        if (!hasKey && (body.IdempotencyScope is not null || body.IdempotencyWindowSeconds is not null))
        {
            string name = body.IdempotencyScope is not null ? "idempotencyScope" : "idempotencyWindowSeconds";
            throw ApiProblem.BadBody(
                $"{path}.{name}", $"'{name}' is given without an 'idempotencyKey'. Give the key, or leave '{name}' out.");
        }

        if (body.IdempotencyWindowSeconds is 0)
        {
            throw ApiProblem.BadBody(
                $"{path}.idempotencyWindowSeconds",
                "'idempotencyWindowSeconds' is 0; it must be more. Leave it out to keep the key as long as its job.");
        }

        if (body.Unique is { } unique)
        {
            Check(unique, $"{path}.unique");
        }
    }

    private static void Check(UniqueBody unique, string path)
    {
        bool replaces = unique.OnConflict == UniqueConflict.ReplaceWaiting;
        if (replaces && unique.While == UniqueWhile.WaitingOrRunning)
        {
            throw ApiProblem.BadBody(
                $"{path}.onConflict",
                "'onConflict' is 'ReplaceWaiting' and 'while' is 'WaitingOrRunning', but a job that runs cannot be replaced. Give 'while' "
                + "'Waiting', or another 'onConflict'.");
        }

        if (!replaces && unique.LongestWaitSeconds is not null)
        {
            throw ApiProblem.BadBody(
                $"{path}.longestWaitSeconds", "'longestWaitSeconds' is for 'onConflict' 'ReplaceWaiting' only. Leave it out.");
        }

        if (unique.LongestWaitSeconds is 0)
        {
            throw ApiProblem.BadBody(
                $"{path}.longestWaitSeconds", "'longestWaitSeconds' is 0; it must be more. Leave it out for no limit.");
        }
    }
}
