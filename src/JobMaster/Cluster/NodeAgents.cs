using JobMaster.Agents;
using JobMaster.Execution;

namespace JobMaster.Cluster;

/// <summary>The agents of one node: prepared at start if they answer, then watched and drained.</summary>
internal sealed class NodeAgents(IReadOnlyList<AgentConnection> connections, AgentWatch watch, AgentDrain drain) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _watching = Task.CompletedTask;
    private bool _isWatching;

    public IReadOnlyList<AgentConnection> Connections => connections;

    /// <summary>
    /// Starts to watch the agents, even if the master cannot be reached, because they accept jobs meanwhile. May be called again.
    /// </summary>
    public void Watch()
    {
        if (!_isWatching)
        {
            _isWatching = true;
            _watching = watch.Start(_stop.Token);
        }
    }

    /// <summary>
    /// Prepares the agents. One that does not answer is tried again later; one that cannot be used at all fails the start.
    /// </summary>
    /// <exception cref="JobMasterException">An agent cannot be used as it is configured.</exception>
    public Task ProvisionAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(connections.Select(connection => ProvisionAsync(connection, cancellationToken)));

    public Task LookAsync(CancellationToken cancellationToken) => watch.LookAsync(cancellationToken);

    public INodeRole Draining => drain;

    public async Task StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        _stop.Dispose();
        foreach (var connection in connections)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static async Task ProvisionAsync(AgentConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await connection.ProvisionAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (connection.IsTransient(exception))
        {
            // Logged by the connection. Jobs go elsewhere until the agent answers.
        }
    }
}
