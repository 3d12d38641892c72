using System.Data.Common;
using JobMaster.MySql;
using JobMaster.Postgres;
using JobMaster.Sqlite;
using JobMaster.Storage;
using Microsoft.Data.Sqlite;
using MySqlConnector;
using Npgsql;

namespace JobMaster.Chaos;

/// <summary>The stores chaos can be made on.</summary>
public static class StoreChoice
{
    public static IMasterStore Open(string provider, string connection, MasterStoreContext context) => provider switch
    {
        // Killing a process takes nothing from the system's cache, so the quicker mode is put to the same test.
        "sqlite" =>
            SqliteMasterStore.Create(
                context, new SqliteStoreOptions { ConnectionString = connection, Synchronous = SqliteSynchronous.Normal }),
        "postgres" => PostgresMasterStore.Create(context, new PostgresStoreOptions { ConnectionString = connection }),
        "mysql" => MySqlMasterStore.Create(context, new MySqlStoreOptions { ConnectionString = connection }),
        _ => throw Unknown(provider),
    };

    public static JobMasterAgentConfig UseAgent(JobMasterAgentConfig agent, string provider, string connection) => provider switch
    {
        "sqlite" => agent.UseSqliteForAgent(connection, sqlite => sqlite.Synchronous = SqliteSynchronous.Normal),
        "postgres" => agent.UsePostgresForAgent(connection),
        "mysql" => agent.UseMySqlForAgent(connection),
        "nats" => agent.UseNatsJetStream(connection),
        _ => throw Unknown(provider),
    };

    /// <summary>A connection as an app would open it.</summary>
    public static async Task<DbConnection> ConnectAsync(string provider, string connection)
    {
        DbConnection opened = provider switch
        {
            "sqlite" => new SqliteConnection($"Data Source={connection};Pooling=False"),
            "postgres" => new NpgsqlConnection(connection + ";Pooling=false"),
            "mysql" => new MySqlConnection(connection + ";Pooling=false"),
            _ => throw Unknown(provider),
        };
        await opened.OpenAsync();
        return opened;
    }

    private static ArgumentException Unknown(string provider) =>
        new($"Provider '{provider}' is not known here; known: mysql, postgres, sqlite, and nats for agents.", nameof(provider));
}
