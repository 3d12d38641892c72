using JobMaster.Execution;

namespace JobMaster.Scheduling;

/// <summary>What every call of the app passes that changes jobs or schedules.</summary>
internal sealed class CallGate(NodeServices node)
{
    /// <summary>Before a change to jobs or schedules on the master.</summary>
    /// <exception cref="JobMasterException">The call is refused, or the cluster cannot be used.</exception>
    public async ValueTask EnterAsync(CancellationToken cancellationToken)
    {
        AmbientTransaction.ThrowIfOpen(node.Options.AmbientTransactions);
        await node.FirstUse.ReadyAsync(cancellationToken).ConfigureAwait(false);
        ThrowIfReadOnly();
    }

    /// <summary>Before a call that an agent takes: it does not ask for the master.</summary>
    public void EnterAgent()
    {
        AmbientTransaction.ThrowIfOpen(node.Options.AmbientTransactions);
        ThrowIfReadOnly();
    }

    /// <summary>Before a call inside a transaction of the app's own, which is no accident, whatever is open around it.</summary>
    public async ValueTask EnterTransactionAsync(CancellationToken cancellationToken)
    {
        try
        {
            await node.FirstUse.ReadyAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (JobMasterStoreException exception)
        {
            // The first use migrates on a connection of its own, which the caller's transaction may keep waiting.
            throw new JobMasterStoreException(
                $"{exception.Message} This was the first use of cluster '{node.Options.ClusterId}', inside an open transaction, which " +
                "may hold the locks that creating the tables needs: " +
                "call await app.Services.StartJobMasterRuntimeAsync() before you begin it.",
                exception);
        }

        ThrowIfReadOnly();
    }

    private void ThrowIfReadOnly()
    {
        if (node.Mode.Mode == ClusterMode.Archive)
        {
            throw new JobRejectedException(
                $"Cluster '{node.Options.ClusterId}' is in mode Archive: it can be read, not changed. Set another mode through " +
                "IJobMasterCluster.SetModeAsync.");
        }
    }
}
