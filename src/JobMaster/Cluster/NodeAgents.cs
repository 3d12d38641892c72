using JobMaster.Agents;

namespace JobMaster.Cluster;

/// <summary>The agents of one node: reached at start as far as they can be, watched and drained from then on.</summary>
internal sealed class NodeAgents(IReadOnlyList<AgentConnection> connections, AgentWatch watch, AgentDrain drain) : IAsyncDisposable
{
    public IReadOnlyList<AgentConnection> Connections => connections;

    /// <summary>Makes the agents ready. One that is merely away is tried again later; one that cannot be used at all fails the start.</summary>
    /// <exception cref="JobMasterException">An agent cannot be used as it is configured.</exception>
    public Task ProvisionAsync(CancellationToken cancellationToken) => Task.WhenAll(connections.Select(connection => ProvisionAsync(connection, cancellationToken)));

    public Task LookAsync(CancellationToken cancellationToken) => watch.LookAsync(cancellationToken);

    public IEnumerable<Task> Start(CancellationToken stop) => [watch.Start(stop), drain.Start(stop)];

    public async ValueTask DisposeAsync()
    {
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
