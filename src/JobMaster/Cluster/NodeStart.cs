using JobMaster.Execution;
using JobMaster.Storage;

namespace JobMaster.Cluster;

/// <summary>Prepares a node before it does any work: the master's schema, the agents, the agreement of the hosts, the settings.</summary>
internal sealed class NodeStart(NodeServices node, StoreErrors errors)
{
    private readonly Provisioning _provisioning = new(node.Store, node.Options, node.Logger);
    private readonly ClusterAgreement _agreement = new(node.Store, node.Options);

    /// <exception cref="JobMasterException">The node cannot start.</exception>
    public async Task RunAsync(NodeAgents? agents, ClusterSettings settings, CancellationToken cancellationToken)
    {
        await _provisioning.RunAsync(cancellationToken).ConfigureAwait(false);
        await (agents?.ProvisionAsync(cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
        await CallAsync(async () =>
        {
            await _agreement.CheckAsync(agents?.Connections ?? [], cancellationToken).ConfigureAwait(false);
            await (node.Limits.Own.Count > 0 ? node.Store.Limits.DefineAsync(node.Limits.Own, cancellationToken) : Task.CompletedTask)
                .ConfigureAwait(false);
            await settings.ReadAsync(cancellationToken).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    /// <summary>Makes calls to the store that the start needs.</summary>
    /// <exception cref="JobMasterStoreException">The store refused one; the message says what to do.</exception>
    public async Task CallAsync(Func<Task> calls)
    {
        try
        {
            await calls().ConfigureAwait(false);
        }
        catch (Exception exception) when (errors.Explain(exception) is { } explained)
        {
            throw explained;
        }
    }

    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    public Task<IReadOnlyList<Migration>> FindPendingAsync(CancellationToken cancellationToken) =>
        _provisioning.FindPendingAsync(cancellationToken);
}
