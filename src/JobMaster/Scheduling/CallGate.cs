using JobMaster.Execution;

namespace JobMaster.Scheduling;

/// <summary>The checks before every call of the app that changes jobs or schedules.</summary>
internal sealed class CallGate(NodeServices node)
{
    /// <summary>Runs before a change to jobs or schedules on the master.</summary>
    /// <exception cref="JobMasterException">The call is refused, or the cluster cannot be used.</exception>
    public async ValueTask EnterAsync(CancellationToken cancellationToken)
    {
        AmbientTransaction.ThrowIfOpen(node.Options.AmbientTransactions);
        await node.FirstUse.ReadyAsync(cancellationToken).ConfigureAwait(false);
        ThrowIfReadOnly();
    }

    /// <summary>Runs before a call that an agent handles, which does not need the master.</summary>
    public void EnterAgent()
    {
        AmbientTransaction.ThrowIfOpen(node.Options.AmbientTransactions);
        ThrowIfReadOnly();
    }

    /// <summary>
    /// Runs before a call inside the app's own transaction, which is intentional, so a surrounding scope does not matter.
    /// </summary>
    public async ValueTask EnterTransactionAsync(CancellationToken cancellationToken)
    {
        try
        {
            await node.FirstUse.ReadyAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (JobMasterStoreException exception)
        {
            // The first use migrates on another connection, which the caller's transaction may block.
            throw new JobMasterStoreException(
                $"{exception.Message} This was the first use of cluster '{node.Options.ClusterId}', inside an open transaction, which " +
                "may hold the locks that creating the tables needs: " +
                "call await app.Services.StartJobMasterRuntimeAsync() before you begin it.",
                exception);
        }

        ThrowIfReadOnly();
    }

    /// <exception cref="JobRejectedException">The cluster can be read only.</exception>
    public void ThrowIfReadOnly()
    {
        if (node.Mode.Mode == ClusterMode.Archive)
        {
            throw new JobRejectedException(
                $"Cluster '{node.Options.ClusterId}' is in mode Archive: it can be read, not changed. Set another mode through " +
                "IJobMasterCluster.SetModeAsync.");
        }
    }
}
