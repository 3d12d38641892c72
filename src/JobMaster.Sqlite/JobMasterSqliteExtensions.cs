using JobMaster.Sqlite;
using JobMaster.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace JobMaster;

/// <summary>Puts a cluster on an SQLite file.</summary>
public static class JobMasterSqliteExtensions
{
    private const string Provider = "SQLite";
    private const string DefaultFile = "jobmaster.db";

    /// <summary>
    /// Keeps everything in <c>jobmaster.db</c> in the app's content root, with no server to run. Several processes of one machine may
    /// share the file.
    /// </summary>
    /// <param name="config">The cluster.</param>
    /// <param name="configure">Sets further options. Default: none.</param>
    /// <returns>The cluster.</returns>
    public static JobMasterClusterConfig UseSqlite(this JobMasterClusterConfig config, Action<SqliteStoreOptions>? configure = null) =>
        config.UseSqlite(DefaultFile, configure);

    /// <summary>Keeps everything in one SQLite file, with no server to run. Several processes of one machine may share the file.</summary>
    /// <param name="config">The cluster.</param>
    /// <param name="connectionString">A path or an SQLite connection string. A relative path starts in the app's content root.</param>
    /// <param name="configure">Sets further options. Default: none.</param>
    /// <returns>The cluster.</returns>
    public static JobMasterClusterConfig UseSqlite(
        this JobMasterClusterConfig config, string connectionString, Action<SqliteStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        return config.UseMasterStore(Provider, context => SqliteMasterStore.Create(
            context,
            Options(
                GivenConnection.Required(
                    connectionString, nameof(UseSqlite), context.Services, $"For '{DefaultFile}' in the content root call UseSqlite()."),
                configure, context.Services)));
    }

    /// <summary>Makes an SQLite file the cluster's master.</summary>
    /// <inheritdoc cref="UseSqlite(JobMasterClusterConfig, Action{SqliteStoreOptions}?)"/>
    public static JobMasterClusterConfig UseSqliteForMaster(
        this JobMasterClusterConfig config, Action<SqliteStoreOptions>? configure = null) =>
        config.UseSqlite(configure);

    /// <summary>Makes an SQLite file the cluster's master.</summary>
    /// <inheritdoc cref="UseSqlite(JobMasterClusterConfig, string, Action{SqliteStoreOptions}?)"/>
    public static JobMasterClusterConfig UseSqliteForMaster(
        this JobMasterClusterConfig config, string connectionString, Action<SqliteStoreOptions>? configure = null) =>
        config.UseSqlite(connectionString, configure);

    /// <summary>
    /// Makes an SQLite file the agent, for the processes of one machine. <c>UseSqlTablePrefixForAgent</c> separates several agents in one
    /// file. The file may be the master's own.
    /// </summary>
    /// <param name="agent">The agent connection.</param>
    /// <param name="connectionString">A path or an SQLite connection string. A relative path starts in the app's content root.</param>
    /// <param name="configure">Sets further options. Default: none.</param>
    /// <returns>The agent connection.</returns>
    public static JobMasterAgentConfig UseSqliteForAgent(
        this JobMasterAgentConfig agent, string connectionString, Action<SqliteStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(agent);
        return agent.UseTransport(Provider, context => SqliteAgentTransport.Create(
            context,
            Options(GivenConnection.Required(connectionString, nameof(UseSqliteForAgent), context.Services), configure, context.Services)));
    }

    /// <summary>
    /// Lets the app's configuration choose SQLite, as <c>SQLite</c>, for the store and for agents: see
    /// <see cref="JobMasterClusterConfig.BindConfiguration"/>. The section holds <see cref="SqliteStoreOptions"/> by name; without a
    /// connection string the file is <c>jobmaster.db</c> in the content root.
    /// </summary>
    /// <param name="config">The cluster.</param>
    /// <param name="configure">Sets further options, after those of the configuration. Default: none.</param>
    /// <returns>The cluster.</returns>
    public static JobMasterClusterConfig AddSqliteProvider(this JobMasterClusterConfig config, Action<SqliteStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        return config.AddProvider(new StoreProvider
        {
            Name = Provider,
            OptionsType = typeof(SqliteStoreOptions),
            CreateMaster = (context, settings) => SqliteMasterStore.Create(context, Bound(settings, configure, context.Services)),
            CreateAgent = (context, settings) => SqliteAgentTransport.Create(context, Bound(settings, configure, context.Services)),
        });
    }

    private static SqliteStoreOptions Bound(ProviderSettings settings, Action<SqliteStoreOptions>? configure, IServiceProvider services)
    {
        var options = new SqliteStoreOptions();
        settings.Bind(section => section.Bind(options, binder => binder.ErrorOnUnknownConfiguration = true));
        options.ConnectionString = settings.ConnectionString ?? options.ConnectionString;
        return Configured(options, configure, services);
    }

    private static SqliteStoreOptions Options(string connectionString, Action<SqliteStoreOptions>? configure, IServiceProvider services) =>
        Configured(new SqliteStoreOptions { ConnectionString = connectionString }, configure, services);

    private static SqliteStoreOptions Configured(
        SqliteStoreOptions options, Action<SqliteStoreOptions>? configure, IServiceProvider services)
    {
        configure?.Invoke(options);
        options.BaseDirectory ??= services.GetService<IHostEnvironment>()?.ContentRootPath;
        return options;
    }
}
