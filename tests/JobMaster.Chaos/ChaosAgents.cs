using JobMaster.Conformance;
using JobMaster.Conformance.Agents;
using JobMaster.NatsJetStream;
using JobMaster.Postgres;
using JobMaster.Sqlite;
using JobMaster.Storage;

namespace JobMaster.Chaos;

/// <summary>The agents of a cluster, looked at from beside.</summary>
internal sealed class ChaosAgents : IAsyncDisposable
{
    private readonly List<(string Name, string Provider, string Connection, IAgentTransport Transport)> _agents = [];

    /// <summary>As the nodes are told.</summary>
    public string Text => string.Join('#', _agents.Select(agent => $"{agent.Name}|{agent.Provider}|{agent.Connection}"));

    public ChaosAgents Add(string name, string provider, string connection)
    {
        var context = AgentContexts.Create("default", name);
        _agents.Add((name, provider, connection, provider switch
        {
            "sqlite" => SqliteAgentTransport.Create(context, new SqliteStoreOptions { ConnectionString = connection }),
            "nats" => NatsAgentTransport.Create(context, new NatsJetStreamOptions { Url = connection }),
            _ =>
                PostgresAgentTransport.Create(
                    context, new PostgresStoreOptions { ConnectionString = connection, UseNotifications = false }),
        }));
        return this;
    }

    /// <summary>Waits until none holds a message.</summary>
    /// <param name="cluster">The nodes that empty them, for the failure.</param>
    public async Task EmptiedAsync(ChaosCluster cluster)
    {
        foreach (var (name, _, _, transport) in _agents)
        {
            await transport.ProvisionAsync(CancellationToken.None).WaitAsync(ChaosSettings.Patience);
            List<AgentDepth> held = [];
            await Eventually.BecomesAsync(
                $"Agent '{name}' is empty", async () =>
                    (held = await HeldAsync(transport)).Count == 0, ChaosSettings.Patience, () =>
                        $"It still holds {string.Join(", ", held)}.\n{cluster.Told()}");
        }
    }

    private static async Task<List<AgentDepth>> HeldAsync(IAgentTransport transport) =>
        [.. (await transport.ReadDepthsAsync(CancellationToken.None)).Where(depth => depth.Waiting + depth.Leased > 0)];

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, _, _, transport) in _agents)
        {
            await transport.DisposeAsync();
        }
    }
}
