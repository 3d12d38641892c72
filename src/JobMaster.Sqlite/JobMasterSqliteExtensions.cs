using JobMaster.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace JobMaster;

/// <summary>Puts a cluster on an SQLite file.</summary>
public static class JobMasterSqliteExtensions
{
    private const string DefaultFile = "jobmaster.db";

    /// <summary>Keeps everything in <c>jobmaster.db</c> in the app's content root: no server to run. Several processes of one machine may share the file.</summary>
    /// <param name="config">The cluster.</param>
    /// <param name="configure">Sets further options. Default: none.</param>
    /// <returns>The cluster.</returns>
    public static JobMasterClusterConfig UseSqlite(this JobMasterClusterConfig config, Action<SqliteStoreOptions>? configure = null) =>
        config.UseSqlite(DefaultFile, configure);

    /// <summary>Keeps everything in one SQLite file: no server to run. Several processes of one machine may share the file.</summary>
    /// <param name="config">The cluster.</param>
    /// <param name="connectionString">A path or an SQLite connection string. A relative path starts in the app's content root.</param>
    /// <param name="configure">Sets further options. Default: none.</param>
    /// <returns>The cluster.</returns>
    /// <exception cref="ArgumentNullException">The connection string is null, as one that the app's configuration lacks.</exception>
    public static JobMasterClusterConfig UseSqlite(
        this JobMasterClusterConfig config, string connectionString, Action<SqliteStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (connectionString is null)
        {
            // Jobs in another file than meant would be found by nobody.
            throw new ArgumentNullException(
                nameof(connectionString), $"UseSqlite was given null. If it comes from the app's configuration, the name is not there; for '{DefaultFile}' in the content root call UseSqlite().");
        }

        return config.UseMasterStore("SQLite", context =>
        {
            var options = new SqliteStoreOptions { ConnectionString = connectionString };
            configure?.Invoke(options);
            options.BaseDirectory ??= context.Services.GetService<IHostEnvironment>()?.ContentRootPath;
            return SqliteMasterStore.Create(context, options);
        });
    }

    /// <summary>Makes an SQLite file the cluster's master.</summary>
    /// <inheritdoc cref="UseSqlite(JobMasterClusterConfig, Action{SqliteStoreOptions}?)"/>
    public static JobMasterClusterConfig UseSqliteForMaster(this JobMasterClusterConfig config, Action<SqliteStoreOptions>? configure = null) =>
        config.UseSqlite(configure);

    /// <summary>Makes an SQLite file the cluster's master.</summary>
    /// <inheritdoc cref="UseSqlite(JobMasterClusterConfig, string, Action{SqliteStoreOptions}?)"/>
    public static JobMasterClusterConfig UseSqliteForMaster(
        this JobMasterClusterConfig config, string connectionString, Action<SqliteStoreOptions>? configure = null) =>
        config.UseSqlite(connectionString, configure);

    /// <summary>
    /// Makes an SQLite file the agent, for the processes of one machine. <c>UseSqlTablePrefixForAgent</c> tells several agents of one file apart. The file may be the master's own.
    /// </summary>
    /// <param name="agent">The agent connection.</param>
    /// <param name="connectionString">A path or an SQLite connection string. A relative path starts in the app's content root.</param>
    /// <param name="configure">Sets further options. Default: none.</param>
    /// <returns>The agent connection.</returns>
    public static JobMasterAgentConfig UseSqliteForAgent(
        this JobMasterAgentConfig agent, string connectionString, Action<SqliteStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(agent);
        ArgumentNullException.ThrowIfNull(connectionString);
        return agent.UseTransport("SQLite", context =>
        {
            var options = new SqliteStoreOptions { ConnectionString = connectionString };
            configure?.Invoke(options);
            options.BaseDirectory ??= context.Services.GetService<IHostEnvironment>()?.ContentRootPath;
            return SqliteAgentTransport.Create(context, options);
        });
    }
}
