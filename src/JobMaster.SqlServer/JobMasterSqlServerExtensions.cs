using JobMaster.SqlServer;
using JobMaster.Storage;
using Microsoft.Data.SqlClient;
using Microsoft.Extensions.Configuration;

namespace JobMaster;

/// <summary>Puts a cluster on SQL Server or Azure SQL.</summary>
public static class JobMasterSqlServerExtensions
{
    private const string Provider = "SqlServer";

    /// <summary>
    /// Keeps everything in a SQL Server or Azure SQL database, which the connection string names. The tables are in the schema
    /// <c>jobmaster</c> unless <c>UseSqlSchemaForMaster</c> sets another.
    /// </summary>
    /// <param name="config">The cluster.</param>
    /// <param name="connectionString">A Microsoft.Data.SqlClient connection string.</param>
    /// <param name="configure">Sets further options. Default: none.</param>
    /// <returns>The cluster.</returns>
    public static JobMasterClusterConfig UseSqlServer(
        this JobMasterClusterConfig config, string connectionString, Action<SqlServerStoreOptions>? configure = null) =>
        config.Use(services => Options(connectionString, nameof(UseSqlServer), services), configure);

    /// <inheritdoc cref="UseSqlServer(JobMasterClusterConfig, string, Action{SqlServerStoreOptions}?)"/>
    /// <param name="config">The cluster.</param>
    /// <param name="createConnection">
    /// Makes a new, closed connection, for example with an access token. The store opens and disposes it.
    /// </param>
    /// <param name="configure">Sets further options. Default: none.</param>
    public static JobMasterClusterConfig UseSqlServer(
        this JobMasterClusterConfig config, Func<SqlConnection> createConnection, Action<SqlServerStoreOptions>? configure = null) =>
        config.Use(_ => Options(createConnection, nameof(UseSqlServer)), configure);

    /// <inheritdoc cref="UseSqlServer(JobMasterClusterConfig, string, Action{SqlServerStoreOptions}?)"/>
    /// <param name="config">The cluster.</param>
    /// <param name="createConnection">Makes a new, closed connection with the app's services. The store opens and disposes it.</param>
    /// <param name="configure">Sets further options. Default: none.</param>
    public static JobMasterClusterConfig UseSqlServer(
        this JobMasterClusterConfig config, Func<IServiceProvider, SqlConnection> createConnection,
        Action<SqlServerStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(createConnection);
        return config.Use(services => Options(() => createConnection(services), nameof(UseSqlServer)), configure);
    }

    /// <summary>Makes a SQL Server or Azure SQL database the cluster's master.</summary>
    /// <inheritdoc cref="UseSqlServer(JobMasterClusterConfig, string, Action{SqlServerStoreOptions}?)"/>
    public static JobMasterClusterConfig UseSqlServerForMaster(
        this JobMasterClusterConfig config, string connectionString, Action<SqlServerStoreOptions>? configure = null) =>
        config.UseSqlServer(connectionString, configure);

    /// <summary>Makes a SQL Server or Azure SQL database the cluster's master.</summary>
    /// <inheritdoc cref="UseSqlServer(JobMasterClusterConfig, Func{SqlConnection}, Action{SqlServerStoreOptions}?)"/>
    public static JobMasterClusterConfig UseSqlServerForMaster(
        this JobMasterClusterConfig config, Func<SqlConnection> createConnection, Action<SqlServerStoreOptions>? configure = null) =>
        config.UseSqlServer(createConnection, configure);

    /// <summary>Makes a SQL Server or Azure SQL database the cluster's master.</summary>
    /// <inheritdoc cref="UseSqlServer(JobMasterClusterConfig, Func{IServiceProvider, SqlConnection}, Action{SqlServerStoreOptions}?)"/>
    public static JobMasterClusterConfig UseSqlServerForMaster(
        this JobMasterClusterConfig config, Func<IServiceProvider, SqlConnection> createConnection,
        Action<SqlServerStoreOptions>? configure = null) =>
        config.UseSqlServer(createConnection, configure);

    /// <summary>
    /// Makes a SQL Server or Azure SQL database the agent. Its tables are in the schema <c>jobmaster</c>;
    /// <c>UseSqlTablePrefixForAgent</c> separates several agents in one database. The database may be the master's own.
    /// </summary>
    /// <param name="agent">The agent connection.</param>
    /// <param name="connectionString">A Microsoft.Data.SqlClient connection string.</param>
    /// <param name="configure">Sets further options. Default: none.</param>
    /// <returns>The agent connection.</returns>
    public static JobMasterAgentConfig UseSqlServerForAgent(
        this JobMasterAgentConfig agent, string connectionString, Action<SqlServerStoreOptions>? configure = null) =>
        agent.Use(services => Options(connectionString, nameof(UseSqlServerForAgent), services), configure);

    /// <inheritdoc cref="UseSqlServerForAgent(JobMasterAgentConfig, string, Action{SqlServerStoreOptions}?)"/>
    /// <param name="agent">The agent connection.</param>
    /// <param name="createConnection">
    /// Makes a new, closed connection, for example with an access token. The store opens and disposes it.
    /// </param>
    /// <param name="configure">Sets further options. Default: none.</param>
    public static JobMasterAgentConfig UseSqlServerForAgent(
        this JobMasterAgentConfig agent, Func<SqlConnection> createConnection, Action<SqlServerStoreOptions>? configure = null) =>
        agent.Use(_ => Options(createConnection, nameof(UseSqlServerForAgent)), configure);

    /// <summary>
    /// Lets the app's configuration choose SQL Server or Azure SQL, as <c>SqlServer</c>, for the store and for agents: see
    /// <see cref="JobMasterClusterConfig.BindConfiguration"/>. The section holds <see cref="SqlServerStoreOptions"/> by name.
    /// </summary>
    /// <param name="config">The cluster.</param>
    /// <param name="configure">Sets further options, after those of the configuration. Default: none.</param>
    /// <returns>The cluster.</returns>
    public static JobMasterClusterConfig AddSqlServerProvider(
        this JobMasterClusterConfig config, Action<SqlServerStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        return config.AddProvider(new StoreProvider
        {
            Name = Provider,
            OptionsType = typeof(SqlServerStoreOptions),
            CreateMaster = (context, settings) => SqlServerMasterStore.Create(context, Bound(settings, configure)),
            CreateAgent = (context, settings) => SqlServerAgentTransport.Create(context, Bound(settings, configure)),
        });
    }

    private static SqlServerStoreOptions Options(string? connectionString, string call, IServiceProvider services) =>
        new() { ConnectionString = GivenConnection.Required(connectionString, call, services) };

    private static SqlServerStoreOptions Options(Func<SqlConnection>? createConnection, string call) =>
        new()
        {
            CreateConnection = createConnection ?? throw new JobMasterConfigurationException(
                $"{call} was given null in place of what makes connections. Give it a function such as () => new SqlConnection(text), or " +
                "a connection string."),
        };

    private static SqlServerStoreOptions Bound(ProviderSettings settings, Action<SqlServerStoreOptions>? configure)
    {
        var options = new SqlServerStoreOptions();
        settings.Bind(section => section.Bind(options, binder => binder.ErrorOnUnknownConfiguration = true));
        options.ConnectionString = settings.ConnectionString ?? options.ConnectionString;
        configure?.Invoke(options);
        return options;
    }

    private static JobMasterAgentConfig Use(
        this JobMasterAgentConfig agent, Func<IServiceProvider, SqlServerStoreOptions> create, Action<SqlServerStoreOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(agent);
        return agent.UseTransport(Provider, context =>
        {
            var options = create(context.Services);
            configure?.Invoke(options);
            return SqlServerAgentTransport.Create(context, options);
        });
    }

    private static JobMasterClusterConfig Use(
        this JobMasterClusterConfig config, Func<IServiceProvider, SqlServerStoreOptions> create, Action<SqlServerStoreOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(config);
        return config.UseMasterStore(Provider, context =>
        {
            var options = create(context.Services);
            configure?.Invoke(options);
            return SqlServerMasterStore.Create(context, options);
        });
    }
}
