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

    /// <summary>
    /// The definitions as <see cref="Of(StoredDefinitions)"/>, but only with the nodes that have one of these sessions. A node is found
    /// by its id, because two processes may have one name. If a session has not reported an id (before its first report, or in an older
    /// version), its node is found by name.
    /// </summary>
    public static IReadOnlyList<DefinitionDetails> Of(StoredDefinitions stored, IEnumerable<SessionInfo> sessions)
    {
        var nodes = sessions.ToLookup(info => info.Report?.NodeId, info => info.Session.NodeName);
        var unreported = nodes[null].ToHashSet(StringComparer.Ordinal);
        return Of(stored with { Nodes = [.. stored.Nodes.Where(node => nodes.Contains(node.Id) || unreported.Contains(node.Name))] });
    }

    /// <summary>
    /// All builds that have the name as their id or as an alias. After a rename, the old build has it as its id and the new build as an
    /// alias.
    /// </summary>
    public static IReadOnlyList<DefinitionDetails> Named(IReadOnlyList<DefinitionDetails> definitions, string name) =>
        [.. definitions.SelectMany(one => one.Others.Prepend(one))
            .Where(build => build.Aliases.Prepend(build.Id).Contains(name, StringComparer.Ordinal))];

    /// <summary>All names of the builds that have the name and that a node has; if no node has one, of all builds that have it.</summary>
    public static IEnumerable<string> NamesOnNodes(IReadOnlyList<DefinitionDetails> definitions, string name)
    {
        var named = Named(definitions, name);
        var onNodes = named.Where(build => build.Nodes.Count > 0).ToList();
        return (onNodes.Count > 0 ? onNodes : named).SelectMany(build => build.Aliases.Prepend(build.Id));
    }

    /// <summary>Finds a definition by id, else by alias; null if there is none.</summary>
    public static DefinitionDetails? Find(IReadOnlyList<DefinitionDetails> definitions, string id) =>
        definitions.FirstOrDefault(one => string.Equals(one.Id, id, StringComparison.Ordinal))
        ?? definitions.FirstOrDefault(one => one.Others.Prepend(one).Any(build => build.Aliases.Contains(id, StringComparer.Ordinal)));
}
