using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Contracts;

namespace JobMaster.AspNetCore.Endpoints;

/// <summary>The rules for overrides of limits, and for the limits that a call may name.</summary>
internal static class LimitRules
{
    private const int MostNamed = 10;

    /// <exception cref="ApiProblem">400.</exception>
    public static LimitOverride Read(LimitOverrideBody body, DateTimeOffset now)
    {
        SubmissionRules.CheckTime(body.Until, "$.until");
        if (body is { MaxConcurrent: null, Starts: null, PerSeconds: null, Burst: null })
        {
            throw ApiProblem.BadBody(
                "$", "The override changes nothing. Give 'maxConcurrent', or 'starts' with 'perSeconds', or all three.");
        }

        AtLeast(0, body.MaxConcurrent, "maxConcurrent");
        AtLeast(1, body.Starts, "starts");
        AtLeast(1, body.Burst, "burst");
        if (body.Starts is null != body.PerSeconds is null)
        {
            string missing = body.Starts is null ? "starts" : "perSeconds";
            throw ApiProblem.BadBody(
                $"$.{missing}", $"'{missing}' is missing: a rate is a number of 'starts' and the seconds they are in, 'perSeconds'.");
        }

        if (body is { Burst: not null, Starts: null })
        {
            throw ApiProblem.BadBody("$.burst", "'burst' belongs to a rate. Give 'starts' and 'perSeconds' too, or leave 'burst' out.");
        }

        if (body.Until <= now)
        {
            throw ApiProblem.BadBody(
                "$.until",
                FormattableString.Invariant($"'until' is {body.Until:u}, which has passed. Give a later time, or leave it out for an ")
                + "override that holds until it is lifted.");
        }

        return new LimitOverride
        {
            Key = body.Key, MaxConcurrent = body.MaxConcurrent, Starts = body.Starts, Burst = body.Burst, Until = body.Until,
            Per = Submission.Seconds(body.PerSeconds, "$.perSeconds"),
        };
    }

    /// <summary>A hint for a caller who lifts an override that does not exist.</summary>
    public static string NoOverride(LimitDetails limit, string? key)
    {
        string what = key is null ? $"Limit '{limit.Name}' as a whole" : $"The key '{key}' of limit '{limit.Name}'";
        var others = limit.Overrides.Select(own => own.Key is null ? "the whole limit" : $"'{own.Key}'").ToList();
        return $"{what} is not overridden; " + (others.Count == 0 ? "nothing of the limit is." : $"overridden is {Named(others)}");
    }

    /// <summary>
    /// The limits that a submission names. A limited caller may name only limits made for it: with the key of another tenant or definition,
    /// its jobs would take that one's permits.
    /// </summary>
    /// <exception cref="ApiProblem">400.</exception>
    public static async Task<IReadOnlyList<string>> KeysAsync(ApiCall call, IReadOnlyList<string?>? keys, string path)
    {
        for (int place = 0; place < (keys?.Count ?? 0); place++)
        {
            if (string.IsNullOrEmpty(keys![place]))
            {
                throw ApiProblem.BadBody(
                    $"{path}[{place}]", "A limit key is empty. Give the name of a limit, or a name, a colon and a key, as 'smtp:eu'.");
            }
        }

        if (keys is not { Count: > 0 } || !call.Caller.IsLimited)
        {
            return keys is null ? [] : [.. keys.Select(key => key!)];
        }

        var named = (await call.Monitor.Limits.ListAsync(call.Aborted)).Where(limit => limit.Kind == LimitKind.Named)
            .Select(limit => limit.Name).ToHashSet(StringComparer.Ordinal);
        for (int place = 0; place < keys.Count; place++)
        {
            string name = keys[place]!.Split(':')[0];
            if (!named.Contains(name))
            {
                throw ApiProblem.BadBody(
                    $"{path}[{place}]",
                    $"The cluster has no limit '{name}' that '{call.Caller.Name}' may name, who is limited to some tenants or definitions. "
                    + "Correct the name, or leave it out.");
            }
        }

        return [.. keys.Select(key => key!)];
    }

    public static string Named(IEnumerable<string> names)
    {
        var all = names.ToList();
        return string.Join(", ", all.Take(MostNamed)) + (all.Count > MostNamed ? " and others." : ".");
    }

    private static void AtLeast(int least, int? value, string member)
    {
        if (value < least)
        {
            throw ApiProblem.BadBody(
                $"$.{member}", FormattableString.Invariant($"'{member}' is {value}; it must be {least} or more, or be left out."));
        }
    }
}
