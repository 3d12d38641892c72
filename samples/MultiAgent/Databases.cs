using JobMaster;

namespace MultiAgent;

/// <summary>Where the cluster's master and agents are: Postgres when there is a connection string, else a file.</summary>
internal static class Databases
{
    public static void UseDatabases(this JobMasterClusterConfig config, IConfiguration configuration)
    {
        if (configuration.GetConnectionString("Master") is { } master)
        {
            config.UsePostgresForMaster(master);
        }
        else
        {
            config.UseSqliteForMaster("multi-agent.db");
        }

        foreach (var name in new[] { "Agent-1", "Agent-2" })
        {
            var agent = config.AddAgentConnectionConfig(name);
            if (configuration.GetConnectionString(name) is { } connection)
            {
                agent.UsePostgresForAgent(connection);
            }
            else
            {
                agent.UseSqliteForAgent($"{name.ToLowerInvariant()}.db");
            }
        }
    }
}
