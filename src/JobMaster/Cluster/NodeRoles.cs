using JobMaster.Diagnostics;
using JobMaster.Execution;

namespace JobMaster.Cluster;

/// <summary>The periodic roles of one node: all start together and stop together.</summary>
/// <param name="node">The node.</param>
/// <param name="roles">The roles.</param>
internal sealed class NodeRoles(NodeServices node, IReadOnlyList<INodeRole> roles) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private List<Task> _running = [];

    public void Start() => _running = [.. roles.Select(role => role.Start(_stop.Token))];

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
}
