using JobMaster.Diagnostics;
using JobMaster.Storage;
using Microsoft.Extensions.Logging;

namespace JobMaster.Cluster;

/// <summary>
/// Ensures that the master's tables belong to this cluster: takes tables without an owner, and refuses those of another cluster.
/// </summary>
internal sealed class ClusterOwnership(IMasterStore store, JobMasterClusterOptions options, ILogger logger)
{
    /// <exception cref="JobMasterConfigurationException">The tables belong to another cluster.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        string owner = await OwnAsync(former: null, cancellationToken).ConfigureAwait(false);
        if (owner != options.ClusterId && owner == options.FormerClusterId)
        {
            await ThrowIfItLivesAsync(owner, cancellationToken).ConfigureAwait(false);
            string renamed = await OwnAsync(owner, cancellationToken).ConfigureAwait(false);
            Log.ClusterRenamed(logger, owner, renamed, store.Description);
            owner = renamed;
        }

        if (owner != options.ClusterId)
        {
            throw new JobMasterConfigurationException(
                $"The tables {store.Schema.Place} of {store.Description} belong to cluster '{owner}', and this host is of cluster " +
                $"'{options.ClusterId}'. " +
                "Give this cluster a prefix of its own with UseSqlTablePrefixForMaster, or a schema or database of its own, or correct " +
                "its ClusterId. " +
                $"If cluster '{owner}' is now called '{options.ClusterId}', call RenamesCluster(\"{owner}\").");
        }
    }

    /// <summary>
    /// A faster host may have renamed the cluster and started its sessions meanwhile, so the owner is read again before live sessions
    /// cause a refusal.
    /// </summary>
    private async Task ThrowIfItLivesAsync(string former, CancellationToken cancellationToken)
    {
        var settings = await store.Settings.ReadAsync(cancellationToken).ConfigureAwait(false);
        var live = (
            await ClusterAgreement.LiveAsync(store, options, settings.Values, cancellationToken).ConfigureAwait(false)).FirstOrDefault();
        if (live is not null && await OwnAsync(former: null, cancellationToken).ConfigureAwait(false) == former)
        {
            throw new JobMasterConfigurationException(
                $"Cluster '{former}' cannot be renamed to '{options.ClusterId}' while its hosts run, such as {live.NodeName}. " +
                "Stop them first; a host that crashed counts for one HeartbeatTimeout longer.");
        }
    }

    private Task<string> OwnAsync(string? former, CancellationToken cancellationToken) =>
        store.Schema.OwnAsync(options.ClusterId, former, cancellationToken);
}
