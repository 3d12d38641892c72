using JobMaster.MySql;
using JobMaster.Storage;
using Microsoft.Extensions.Configuration;
using MySqlConnector;

namespace JobMaster;

/// <summary>Puts a cluster on MySQL or MariaDB.</summary>
public static class JobMasterMySqlExtensions
{
    private const string Provider = "MySql";
    private const string Registration = "builder.Services.AddMySqlDataSource(connectionString)";

    /// <summary>
    /// Keeps everything in a MySQL or MariaDB database, which the connection string names. Every table's name begins with <c>jm_</c>
    /// unless <c>UseSqlTablePrefixForMaster</c> sets another prefix.
    /// </summary>
    /// <param name="config">The cluster.</param>
    /// <param name="connectionString">A MySqlConnector connection string.</param>
    /// <param name="configure">Sets further options. Default: none.</param>
    /// <returns>The cluster.</returns>
    public static JobMasterClusterConfig UseMySql(
        this JobMasterClusterConfig config, string connectionString, Action<MySqlStoreOptions>? configure = null) =>
        config.Use(services => Options(connectionString, nameof(UseMySql), services), configure);

    /// <inheritdoc cref="UseMySql(JobMasterClusterConfig, string, Action{MySqlStoreOptions}?)"/>
    /// <param name="config">The cluster.</param>
    /// <param name="dataSource">The app's data source. The app disposes it.</param>
    /// <param name="configure">Sets further options. Default: none.</param>
    public static JobMasterClusterConfig UseMySql(
        this JobMasterClusterConfig config, MySqlDataSource dataSource, Action<MySqlStoreOptions>? configure = null) =>
        config.Use(_ => Options(dataSource, nameof(UseMySql)), configure);

    /// <inheritdoc cref="UseMySql(JobMasterClusterConfig, string, Action{MySqlStoreOptions}?)"/>
    /// <param name="config">The cluster.</param>
    /// <param name="dataSource">Finds the app's data source among its services. The app disposes it.</param>
    /// <param name="configure">Sets further options. Default: none.</param>
    public static JobMasterClusterConfig UseMySql(
        this JobMasterClusterConfig config, Func<IServiceProvider, MySqlDataSource> dataSource,
        Action<MySqlStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        return config.Use(services => Options(dataSource(services), nameof(UseMySql)), configure);
    }

    /// <summary>Makes a MySQL or MariaDB database the cluster's master.</summary>
    /// <inheritdoc cref="UseMySql(JobMasterClusterConfig, string, Action{MySqlStoreOptions}?)"/>
    public static JobMasterClusterConfig UseMySqlForMaster(
        this JobMasterClusterConfig config, string connectionString, Action<MySqlStoreOptions>? configure = null) =>
        config.UseMySql(connectionString, configure);

    /// <summary>Makes a MySQL or MariaDB database the cluster's master.</summary>
    /// <inheritdoc cref="UseMySql(JobMasterClusterConfig, MySqlDataSource, Action{MySqlStoreOptions}?)"/>
    public static JobMasterClusterConfig UseMySqlForMaster(
        this JobMasterClusterConfig config, MySqlDataSource dataSource, Action<MySqlStoreOptions>? configure = null) =>
        config.UseMySql(dataSource, configure);

    /// <summary>Makes a MySQL or MariaDB database the cluster's master.</summary>
    /// <inheritdoc cref="UseMySql(JobMasterClusterConfig, Func{IServiceProvider, MySqlDataSource}, Action{MySqlStoreOptions}?)"/>
    public static JobMasterClusterConfig UseMySqlForMaster(
        this JobMasterClusterConfig config, Func<IServiceProvider, MySqlDataSource> dataSource,
        Action<MySqlStoreOptions>? configure = null) =>
        config.UseMySql(dataSource, configure);

    /// <summary>
    /// Makes a MySQL or MariaDB database the agent. <c>UseSqlTablePrefixForAgent</c> separates several agents in one database. It may be
    /// the master's own database.
    /// </summary>
    /// <param name="agent">The agent connection.</param>
    /// <param name="connectionString">A MySqlConnector connection string.</param>
    /// <param name="configure">Sets further options. Default: none.</param>
    /// <returns>The agent connection.</returns>
    public static JobMasterAgentConfig UseMySqlForAgent(
        this JobMasterAgentConfig agent, string connectionString, Action<MySqlStoreOptions>? configure = null) =>
        agent.Use(services => Options(connectionString, nameof(UseMySqlForAgent), services), configure);

    /// <inheritdoc cref="UseMySqlForAgent(JobMasterAgentConfig, string, Action{MySqlStoreOptions}?)"/>
    /// <param name="agent">The agent connection.</param>
    /// <param name="dataSource">The app's data source. The app disposes it.</param>
    /// <param name="configure">Sets further options. Default: none.</param>
    public static JobMasterAgentConfig UseMySqlForAgent(
        this JobMasterAgentConfig agent, MySqlDataSource dataSource, Action<MySqlStoreOptions>? configure = null) =>
        agent.Use(_ => Options(dataSource, nameof(UseMySqlForAgent)), configure);

    /// <summary>
    /// Lets the app's configuration choose MySQL or MariaDB, as <c>MySql</c>, for the store and for agents: see
    /// <see cref="JobMasterClusterConfig.BindConfiguration"/>. The section holds <see cref="MySqlStoreOptions"/> by name.
    /// </summary>
    /// <param name="config">The cluster.</param>
    /// <param name="configure">Sets further options, after those of the configuration. Default: none.</param>
    /// <returns>The cluster.</returns>
    public static JobMasterClusterConfig AddMySqlProvider(
        this JobMasterClusterConfig config, Action<MySqlStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        return config.AddProvider(new StoreProvider
        {
            Name = Provider,
            OptionsType = typeof(MySqlStoreOptions),
            CreateMaster = (context, settings) => MySqlMasterStore.Create(context, Bound(settings, configure)),
            CreateAgent = (context, settings) => MySqlAgentTransport.Create(context, Bound(settings, configure)),
        });
    }

    private static MySqlStoreOptions Options(string? connectionString, string call, IServiceProvider services) =>
        new() { ConnectionString = GivenConnection.Required(connectionString, call, services) };

    private static MySqlStoreOptions Options(MySqlDataSource? dataSource, string call) =>
        new() { DataSource = GivenConnection.Required(dataSource, call, Registration) };

    private static MySqlStoreOptions Bound(ProviderSettings settings, Action<MySqlStoreOptions>? configure)
    {
        var options = new MySqlStoreOptions();
        settings.Bind(section => section.Bind(options, binder => binder.ErrorOnUnknownConfiguration = true));
        options.ConnectionString = settings.ConnectionString ?? options.ConnectionString;
        configure?.Invoke(options);
        return options;
    }

    private static JobMasterAgentConfig Use(
        this JobMasterAgentConfig agent, Func<IServiceProvider, MySqlStoreOptions> create, Action<MySqlStoreOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(agent);
        return agent.UseTransport(Provider, context =>
        {
            var options = create(context.Services);
            configure?.Invoke(options);
            return MySqlAgentTransport.Create(context, options);
        });
    }

    private static JobMasterClusterConfig Use(
        this JobMasterClusterConfig config, Func<IServiceProvider, MySqlStoreOptions> create, Action<MySqlStoreOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(config);
        return config.UseMasterStore(Provider, context =>
        {
            var options = create(context.Services);
            configure?.Invoke(options);
            return MySqlMasterStore.Create(context, options);
        });
    }
}
