using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Contracts;

namespace JobMaster.AspNetCore.Endpoints;

/// <summary>The members for the keys of a job that cannot be combined, in the names of the body.</summary>
internal static class KeyRules
{
    /// <summary>The longest window and the longest wait, in seconds: 3,650 days, like in the core.</summary>
    private const double Longest = 3650d * 24 * 60 * 60;

    /// <exception cref="ApiProblem">400.</exception>
    /// <param name="body">The sent body.</param>
    /// <param name="path">The place in the body.</param>
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

        CheckSpan(body.IdempotencyWindowSeconds, $"{path}.idempotencyWindowSeconds", "to keep the key as long as its job");
        if (body.Unique is { } unique)
        {
            Check(unique, $"{path}.unique");
            if (unique.LongestWaitSeconds < body.AfterSeconds)
            {
                throw ApiProblem.BadBody(
                    $"{path}.unique.longestWaitSeconds",
                    FormattableString.Invariant($"'longestWaitSeconds' is {unique.LongestWaitSeconds}, shorter than 'afterSeconds', ")
                    + FormattableString.Invariant($"which is {body.AfterSeconds}. Give a longer wait or a shorter delay."));
            }
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

        CheckSpan(unique.LongestWaitSeconds, $"{path}.longestWaitSeconds", "for no limit");
    }

    private static void CheckSpan(double? seconds, string path, string without)
    {
        if (seconds is <= 0 or > Longest)
        {
            throw ApiProblem.BadBody(
                path,
                FormattableString.Invariant($"'{path.Split('.')[^1]}' is {seconds}; it must be more than 0 and at most {Longest:N0}, ")
                + $"which is 3,650 days. Leave it out {without}.");
        }
    }
}
