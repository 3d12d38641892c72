using JobMaster.AspNetCore.Access;
using JobMaster.AspNetCore.Calls;

namespace JobMaster.AspNetCore.Endpoints;

/// <summary>The definitions that calls name; a name may be an alias, another id, or a mistake.</summary>
internal static class NamedDefinitions
{
    private const int MostNear = 3;
    private const int LongestName = 200;

    /// <summary>The caller with all names of its definitions, so that an alias and its id give the same access.</summary>
    public static ApiCaller WithAliases(this ApiCaller caller, IReadOnlyList<DefinitionDetails> definitions) =>
        caller.Definitions is not { } named ? caller : caller with
        {
            Definitions =
            [
                .. named.Concat(named.SelectMany(name => Find(definitions, name) is { } one ? one.Aliases.Prepend(one.Id) : []))
                    .Distinct(StringComparer.Ordinal),
            ],
        };

    /// <summary>The stored definition id of the jobs of a caller limited to one definition, under any of its names.</summary>
    public static async Task<string?> SoleIdAsync(ApiCall call)
    {
        if (call.Caller.Definitions is not { } names)
        {
            return null;
        }

        var definitions = await call.DefinitionsAsync();
        var ids = names.Select(name => Find(definitions, name)?.Id ?? name).Distinct(StringComparer.Ordinal).ToList();
        return ids is [var only] ? only : null;
    }

    /// <summary>Refuses an id that no node has or had, because its job would wait for a handler that may never come.</summary>
    /// <exception cref="ApiProblem">400.</exception>
    public static async Task CheckAsync(ApiCall call, string definitionId, string path)
    {
        if (call.Options.AcceptsUnknownDefinitions)
        {
            return;
        }

        var definitions = await call.DefinitionsAsync();
        if (Find(definitions, definitionId) is null && !await IsHereAsync(call, definitionId))
        {
            var near = Near(definitions.Where(one => call.Caller.SeesDefinition(one.Id)).Select(one => one.Id), definitionId);
            string shown = definitionId.Length > LongestName ? $"{definitionId[..LongestName]}…" : definitionId;
            throw ApiProblem.BadBody(
                path,
                $"No node has, or had, the definition '{shown}'."
                + (near.Count > 0 ? $" Is '{string.Join("' or '", near)}' meant?" : "")
                + " GET …/definitions lists the known ones. Correct the name, or start a host that has the definition. An app takes jobs "
                + "before such a host runs if its setting AcceptsUnknownDefinitions is true.");
        }
    }

    /// <summary>Whether two names belong to the same definition.</summary>
    public static async Task<bool> IsSameAsync(ApiCall call, string one, string? other)
    {
        var definitions = await call.DefinitionsAsync();
        return one == other || (other is not null && Find(definitions, one) is { } known && known == Find(definitions, other));
    }

    /// <summary>Refuses a replay or a copy that names an unknown definition.</summary>
    /// <exception cref="ApiProblem">400, or 404 when it is hidden from the caller.</exception>
    public static async Task CheckReplayAsync(ApiCall call, string? definitionId, string path)
    {
        if (definitionId is null)
        {
            return;
        }

        if (!call.Caller.SeesDefinition(definitionId))
        {
            throw ApiProblem.NotFound("definition", definitionId).At(path);
        }

        await CheckAsync(call, definitionId, path);
    }

    /// <summary>The definition with that name in any of its builds, as the scheduler finds it.</summary>
    public static DefinitionDetails? FindBuild(IReadOnlyList<DefinitionDetails> definitions, string name) =>
        definitions.FirstOrDefault(one => one.Id == name)
        ?? definitions.FirstOrDefault(
            one => one.Others.Prepend(one).Any(build => build.Aliases.Contains(name, StringComparer.Ordinal)));

    private static DefinitionDetails? Find(IReadOnlyList<DefinitionDetails> definitions, string name) =>
        definitions.FirstOrDefault(one => one.Id == name)
        ?? definitions.FirstOrDefault(one => one.Aliases.Contains(name, StringComparer.Ordinal));

    /// <summary>Whether this process has its handler and has not reported it to the store yet.</summary>
    private static async Task<bool> IsHereAsync(ApiCall call, string definitionId)
    {
        try
        {
            await call.Monitor.Definitions.ValidateAsync(definitionId, null, cancellationToken: call.Aborted);
            return true;
        }
        catch (JobRejectedException)
        {
            return false;
        }
    }

    /// <summary>The known names that differ from the given one by a few typing mistakes, the nearest first.</summary>
    internal static IReadOnlyList<string> Near(IEnumerable<string> names, string given) => given.Length > LongestName ? [] :
    [
        .. names.Select(name => (Name: name, Distance: Distance(name.ToUpperInvariant(), given.ToUpperInvariant())))
            .Where(one => one.Distance <= Math.Max(2, given.Length / 3) && one.Distance < given.Length)
            .OrderBy(one => one.Distance).ThenBy(one => one.Name, StringComparer.Ordinal).Take(MostNear).Select(one => one.Name),
    ];

    /// <summary>The Levenshtein distance.</summary>
    private static int Distance(string one, string other)
    {
        int[] before = [.. Enumerable.Range(0, other.Length + 1)];
        for (int row = 1; row <= one.Length; row++)
        {
            int[] now = new int[other.Length + 1];
            now[0] = row;
            for (int column = 1; column <= other.Length; column++)
            {
                int changed = before[column - 1] + (one[row - 1] == other[column - 1] ? 0 : 1);
                now[column] = Math.Min(changed, 1 + Math.Min(before[column], now[column - 1]));
            }

            before = now;
        }

        return before[^1];
    }
}
