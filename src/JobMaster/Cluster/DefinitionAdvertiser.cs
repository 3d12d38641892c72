using JobMaster.Execution;
using JobMaster.Scheduling;
using JobMaster.Storage;

namespace JobMaster.Cluster;

/// <summary>
/// Says on the master which definitions this node has: what is not stored yet when it starts, and about every hour that it still runs. A
/// node with upkeep removes what nobody has had for long.
/// </summary>
internal sealed class DefinitionAdvertiser
{
    private static readonly TimeSpan Between = TimeSpan.FromHours(1);
    private static readonly TimeSpan NodeRetention = TimeSpan.FromDays(1);

    private readonly NodeServices _node;
    private readonly IReadOnlyList<NewDefinition> _definitions;
    private readonly string _name;
    private readonly bool _doesUpkeep;
    private readonly Guid _id;
    private readonly PollingLoop _loop;

    /// <param name="node">The node.</param>
    /// <param name="definitions">What its code says.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="doesUpkeep">Whether it does its share of the upkeep.</param>
    public DefinitionAdvertiser(NodeServices node, IReadOnlyList<NewDefinition> definitions, string name, bool doesUpkeep)
    {
        (_node, _definitions, _name, _doesUpkeep, _id) = (node, definitions, name, doesUpkeep, JobIds.Next(node.Time));
        _loop = node.Loop("Advertise definitions", RunOnceAsync);
    }

    public Task Start(CancellationToken cancellationToken) =>
        _definitions.Count > 0 || _doesUpkeep ? _loop.Start(cancellationToken) : Task.CompletedTask;

    internal async Task<TimeSpan> RunOnceAsync(CancellationToken cancellationToken)
    {
        if (_node.Mode.Mode != ClusterMode.Archive)
        {
            if (_definitions.Count > 0)
            {
                await SeeAsync(cancellationToken).ConfigureAwait(false);
            }

            if (_doesUpkeep)
            {
                await _node.Store.Definitions.PruneAsync(
                    _node.Options.DataRetentionTtl, NodeRetention, cancellationToken).ConfigureAwait(false);
            }
        }

        return Between * (0.75 + (_node.Random.NextDouble() / 2));
    }

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
