using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>The definitions that nodes report.</summary>
internal sealed class InMemoryDefinitionStore(InMemoryAccess access) : IDefinitionStore
{
    public Task<IReadOnlyList<string>> SeeAsync(
        Guid nodeId, string nodeName, IReadOnlyList<string> hashes, TimeSpan interval, CancellationToken cancellationToken) =>
        access.RunAsync<IReadOnlyList<string>>(
            (state, now) =>
            {
                var first = state.DefinitionNodes.TryGetValue(nodeId, out var known) ? known.FirstSeenAt : now;
                state.DefinitionNodes[nodeId] = new DefinitionNode(
                    nodeId, known?.Name ?? StoredText.Clean(nodeName), [.. hashes], first, now);
                foreach (var hash in hashes)
                {
                    if (state.Definitions.TryGetValue(hash, out var stored) && stored.LastSeenAt < StoreTime.Earlier(now, interval))
                    {
                        state.Definitions[hash] = stored with { LastSeenAt = now };
                    }
                }

                return [.. state.Definitions.Keys.Order(StringComparer.Ordinal)];
            },
            cancellationToken);

    public Task AddAsync(IReadOnlyList<NewDefinition> definitions, CancellationToken cancellationToken) => access.RunAsync(
        (state, now) =>
        {
            foreach (var definition in definitions)
            {
                state.Definitions.TryAdd(
                    definition.Hash,
                    new StoredDefinition(
                        definition with
                        {
                            DefinitionId = StoredText.Clean(definition.DefinitionId),
                            Content = StoredText.Clean(definition.Content),
                        },
                        now, now));
            }

            return true;
        },
        cancellationToken);

    public Task<StoredDefinitions> ListAsync(CancellationToken cancellationToken) => access.RunAsync(
        (state, _) => new StoredDefinitions(
            [
                .. state.Definitions.Values.OrderBy(one => one.Definition.DefinitionId, StringComparer.Ordinal)
                    .ThenBy(one => one.FirstSeenAt)
                    .ThenBy(one => one.Definition.Hash, StringComparer.Ordinal)],
            [.. state.DefinitionNodes.Values.OrderBy(node => node.Name, StringComparer.Ordinal).ThenBy(node => node.FirstSeenAt)]),
        cancellationToken);

    public Task<int> PruneAsync(TimeSpan definitionRetention, TimeSpan nodeRetention, CancellationToken cancellationToken) =>
        access.RunAsync(
        (state, now) =>
        {
            var definitions = state.Definitions.Where(one => one.Value.LastSeenAt < StoreTime.Earlier(now, definitionRetention))
                .Select(one => one.Key)
                .ToList();
            var nodes = state.DefinitionNodes.Where(one => one.Value.LastSeenAt < StoreTime.Earlier(now, nodeRetention))
                .Select(one => one.Key)
                .ToList();
            definitions.ForEach(hash => state.Definitions.Remove(hash));
            nodes.ForEach(id => state.DefinitionNodes.Remove(id));
            return definitions.Count + nodes.Count;
        },
        cancellationToken);
}
