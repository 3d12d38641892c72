using JobMaster.Diagnostics;
using JobMaster.Execution;
using JobMaster.Storage;

namespace JobMaster.Cluster;

/// <summary>The periodic roles of one node: all start together and stop together.</summary>
/// <param name="node">The node.</param>
/// <param name="starts">Starts one role each; the task ends when the role has stopped.</param>
internal sealed class NodeRoles(NodeServices node, IReadOnlyList<Func<CancellationToken, Task>> starts) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private List<Task> _running = [];

    public void Start() => _running = [.. starts.Select(start => start(_stop.Token))];

    /// <param name="patience">How long to wait. A role that still hangs in the store then ends by itself.</param>
    public async Task StopAsync(Patience patience)
    {
        try
        {
            await patience.WaitAsync(EndAsync()).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // A failed role must not keep the sessions from ending.
            Log.StopStepFailed(node.Logger, exception, "Stop");
        }
    }

    public void Dispose() => _stop.Dispose();

    private async Task EndAsync()
    {
        // On another thread, because a driver's callback on the token may block.
        await Task.Run(_stop.Cancel).ConfigureAwait(false);
        await Task.WhenAll(_running).ConfigureAwait(false);
    }

    /// <summary>A role that listens for jobs of other processes while the node runs.</summary>
    public static Func<CancellationToken, Task> Listening(NodeServices node, IWakeUps wakeUps) => stop =>
    {
        using var flow = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        return Task.Run(() => wakeUps.ListenAsync(Wake, stop), CancellationToken.None);

        void Wake(JobQueue? queue)
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
    };
}
