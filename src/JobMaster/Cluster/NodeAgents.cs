using JobMaster.Agents;

namespace JobMaster.Cluster;

/// <summary>The agents of one node: reached at start as far as they can be, watched and drained from then on.</summary>
internal sealed class NodeAgents(IReadOnlyList<AgentConnection> connections, AgentWatch watch, AgentDrain drain) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _watching = Task.CompletedTask;
    private bool _isWatching;

    public IReadOnlyList<AgentConnection> Connections => connections;

    /// <summary>
    /// Keeps the agents in view from now on, whether the master can be reached or not: they take jobs all the same. Safe to call again.
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
    /// Makes the agents ready. One that is merely away is tried again later; one that cannot be used at all fails the start.
    /// </summary>
    /// <exception cref="JobMasterException">An agent cannot be used as it is configured.</exception>
    public Task ProvisionAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(connections.Select(connection => ProvisionAsync(connection, cancellationToken)));

    public Task LookAsync(CancellationToken cancellationToken) => watch.LookAsync(cancellationToken);

    public Task StartDraining(CancellationToken stop) => drain.Start(stop);

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
            // Logged by the connection; jobs go elsewhere until it answers.
        }
    }
}
