using JobMaster;

namespace MultiAgent;

/// <summary>
/// Where the cluster's master and its two agents are: on the servers there are connection strings for, else in SQLite files.
/// </summary>
internal static class Connections
{
    public static void UseConnections(this JobMasterClusterConfig config, IConfiguration configuration)
    {
        _ = configuration.GetConnectionString("Master") is { } master
            ? config.UsePostgresForMaster(master)
            : config.UseSqliteForMaster("multi-agent.db");

        var postgres = config.AddAgentConnectionConfig("Postgres-1");
        _ = configuration.GetConnectionString("Postgres-1") is { } connection
            ? postgres.UsePostgresForAgent(connection)
            : postgres.UseSqliteForAgent("postgres-1.db");

        var nats = config.AddAgentConnectionConfig("Nats-1");
        _ = configuration.GetConnectionString("Nats-1") is { } url
            ? nats.UseNatsJetStream(url)
            : nats.UseSqliteForAgent("nats-1.db");
    }
}
