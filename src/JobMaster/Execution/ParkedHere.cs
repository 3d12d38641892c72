using System.Collections.Concurrent;

namespace JobMaster.Execution;

/// <summary>Definitions this node met and has no handler of. Its claims leave them out, so that it does not meet them again after another node made them wait.</summary>
internal sealed class ParkedHere
{
    private readonly ConcurrentDictionary<string, byte> _definitions = new(StringComparer.Ordinal);

    public void Add(string definitionId) => _definitions.TryAdd(definitionId, 0);

    public IReadOnlyList<string> Definitions => _definitions.IsEmpty ? [] : [.. _definitions.Keys];
}
