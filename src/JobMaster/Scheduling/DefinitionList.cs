using JobMaster.Storage;

namespace JobMaster.Scheduling;

/// <summary>Merges the stored definitions: one for each id, from the newest build, with the others attached.</summary>
internal static class DefinitionList
{
    public static IReadOnlyList<DefinitionDetails> Of(StoredDefinitions stored)
    {
        var nodes = stored.Nodes.SelectMany(node => node.Hashes.Distinct(StringComparer.Ordinal).Select(hash => (hash, node)))
            .ToLookup(
                pair => pair.hash, pair => new DefinitionNodeDetails(pair.node.Name, pair.node.FirstSeenAt, pair.node.LastSeenAt),
                StringComparer.Ordinal);
        return [.. stored.Definitions
            .Select(one => DefinitionContent.Read(one.Definition.Content) is { } read
                ? read with { FirstSeenAt = one.FirstSeenAt, LastSeenAt = one.LastSeenAt, Nodes = [.. nodes[one.Definition.Hash]] }
                : null)
            .OfType<DefinitionDetails>()
            .GroupBy(one => one.Id, StringComparer.Ordinal)
            .Select(builds => builds.OrderByDescending(one => one.PayloadVersion).ThenByDescending(one => one.FirstSeenAt).ToList())
            .Select(builds => builds[0] with { Others = builds[1..] })
            .OrderBy(one => one.Id, StringComparer.Ordinal)];
    }

    /// <summary>Finds a definition by id, else by alias; null if there is none.</summary>
    public static DefinitionDetails? Find(IReadOnlyList<DefinitionDetails> definitions, string id) =>
        definitions.FirstOrDefault(one => string.Equals(one.Id, id, StringComparison.Ordinal))
        ?? definitions.FirstOrDefault(one => one.Others.Prepend(one).Any(build => build.Aliases.Contains(id, StringComparer.Ordinal)));
}
