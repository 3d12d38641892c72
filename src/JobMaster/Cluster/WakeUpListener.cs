using JobMaster.Execution;
using JobMaster.Storage;

namespace JobMaster.Cluster;

/// <summary>Listens for jobs of other processes as long as the node runs.</summary>
internal sealed class WakeUpListener(NodeServices node, IWakeUps wakeUps) : INodeRole
{
    public Task Start(CancellationToken cancellationToken)
    {
        using var flow = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        return Task.Run(() => wakeUps.ListenAsync(Wake, cancellationToken), CancellationToken.None);
    }

    private void Wake(JobQueue? queue)
    {
        if (queue is { } known)
        {
            node.Arrivals.Received(known);
        }
        else
        {
            node.Polls.Request();
        }
    }
}
