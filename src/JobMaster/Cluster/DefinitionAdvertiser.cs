using JobMaster.Execution;
using JobMaster.Scheduling;
using JobMaster.Storage;

namespace JobMaster.Cluster;

/// <summary>
/// Stores this node's definitions on the master: missing ones at start, and about every hour a note that it still has them. A node with
/// upkeep removes definitions that no node has had for long, whether or not its own can be stored.
/// </summary>
internal sealed class DefinitionAdvertiser
{
    private static readonly TimeSpan Between = TimeSpan.FromHours(1);
    private static readonly TimeSpan NodeRetention = TimeSpan.FromDays(1);

    private readonly NodeServices _node;
    private readonly IReadOnlyList<NewDefinition> _definitions;
    private readonly string _name;
    private readonly Guid _id;
    private readonly List<PollingLoop> _loops = [];

    /// <param name="node">The node.</param>
    /// <param name="definitions">The definitions of its code.</param>
    /// <param name="name">The node's name.</param>
    /// <param name="doesUpkeep">Whether it does upkeep.</param>
    public DefinitionAdvertiser(NodeServices node, IReadOnlyList<NewDefinition> definitions, string name, bool doesUpkeep)
    {
        (_node, _definitions, _name, _id) = (node, definitions, name, JobIds.Next(node.Time));
        if (definitions.Count > 0)
        {
            _loops.Add(Loop("Advertise definitions", SeeAsync));
        }

        if (doesUpkeep)
        {
            _loops.Add(Loop(
                "Prune definitions", token => node.Store.Definitions.PruneAsync(node.Options.DataRetentionTtl, NodeRetention, token)));
        }
    }

    public Task Start(CancellationToken cancellationToken) => Task.WhenAll(_loops.Select(loop => loop.Start(cancellationToken)));

    private PollingLoop Loop(string role, Func<CancellationToken, Task> step) => _node.Loop(role, async cancellationToken =>
    {
        if (_node.Mode.Mode != ClusterMode.Archive)
        {
            await step(cancellationToken).ConfigureAwait(false);
        }

        return Between * (0.75 + (_node.Random.NextDouble() / 2));
    });

    private async Task SeeAsync(CancellationToken cancellationToken)
    {
        var stored = (await _node.Store.Definitions.SeeAsync(
            _id, _name, [.. _definitions.Select(definition => definition.Hash)], Between / 2, cancellationToken).ConfigureAwait(false))
                .ToHashSet(StringComparer.Ordinal);
        if (_definitions.Where(definition => !stored.Contains(definition.Hash)).ToList() is { Count: > 0 } missing)
        {
            await _node.Store.Definitions.AddAsync(missing, cancellationToken).ConfigureAwait(false);
        }
    }
}
