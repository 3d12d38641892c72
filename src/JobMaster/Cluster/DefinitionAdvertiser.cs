using JobMaster.Execution;
using JobMaster.Scheduling;
using JobMaster.Storage;

namespace JobMaster.Cluster;

/// <summary>
/// Stores this node's definitions on the master: missing ones at start, and about every hour a note that it still has them. A node with
/// upkeep removes definitions that no node has had for long, even if its own cannot be stored.
/// </summary>
internal sealed class DefinitionAdvertiser : INodeRole
{
    private static readonly TimeSpan Between = TimeSpan.FromHours(1);
    private static readonly TimeSpan NodeRetention = TimeSpan.FromDays(1);

    private readonly NodeServices _node;
    private readonly IReadOnlyList<NewDefinition> _definitions;
    private readonly string _name;
    private readonly bool _doesUpkeep;
    private readonly PollingLoop _loop;

    /// <param name="node">The node.</param>
    /// <param name="definitions">The definitions of its code.</param>
    /// <param name="name">The node's name.</param>
    /// <param name="doesUpkeep">Whether it does upkeep.</param>
    public DefinitionAdvertiser(NodeServices node, IReadOnlyList<NewDefinition> definitions, string name, bool doesUpkeep)
    {
        (_node, _definitions, _name, _doesUpkeep) = (node, definitions, name, doesUpkeep);
        NodeId = JobIds.Next(node.Time);
        _loop = node.Loop("Advertise definitions", RunOnceAsync);
    }

    /// <summary>The id under which this node reports its definitions.</summary>
    public Guid NodeId { get; }

    public Task Start(CancellationToken cancellationToken) =>
        _definitions.Count > 0 || _doesUpkeep ? _loop.Start(cancellationToken) : Task.CompletedTask;

    internal async Task<TimeSpan> RunOnceAsync(CancellationToken cancellationToken)
    {
        if (_node.Mode.Mode != ClusterMode.Archive)
        {
            // Pruning comes after the node has noted its own definitions, or has tried to.
            try
            {
                await (_definitions.Count > 0 ? SeeAsync(cancellationToken) : Task.CompletedTask).ConfigureAwait(false);
            }
            finally
            {
                await (_doesUpkeep ? PruneAsync(cancellationToken) : Task.CompletedTask).ConfigureAwait(false);
            }
        }

        return Between * (0.75 + (_node.Random.NextDouble() / 2));
    }

    /// <summary>Keeps definitions for a day at least, because the nodes that have them say so only every hour.</summary>
    private Task<int> PruneAsync(CancellationToken cancellationToken)
    {
        var retention = _node.Options.DataRetentionTtl;
        return _node.Store.Definitions.PruneAsync(
            retention > NodeRetention ? retention : NodeRetention, NodeRetention, cancellationToken);
    }

    private async Task SeeAsync(CancellationToken cancellationToken)
    {
        var stored = (await _node.Store.Definitions.SeeAsync(
            NodeId, _name, [.. _definitions.Select(definition => definition.Hash)], Between / 2, cancellationToken).ConfigureAwait(false))
                .ToHashSet(StringComparer.Ordinal);
        if (_definitions.Where(definition => !stored.Contains(definition.Hash)).ToList() is { Count: > 0 } missing)
        {
            await _node.Store.Definitions.AddAsync(missing, cancellationToken).ConfigureAwait(false);
        }
    }
}
