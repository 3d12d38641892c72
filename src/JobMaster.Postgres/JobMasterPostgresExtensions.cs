using JobMaster.Postgres;
using JobMaster.Storage;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace JobMaster;

/// <summary>Puts a cluster on PostgreSQL.</summary>
public static class JobMasterPostgresExtensions
{
    private const string Provider = "Postgres";
    private const string Registration = "builder.Services.AddNpgsqlDataSource(connectionString)";

    /// <summary>
    /// Keeps everything in a PostgreSQL database. The tables are in the schema <c>jobmaster</c> unless
    /// <c>UseSqlSchemaForMaster</c> names another.
    /// </summary>
    /// <param name="config">The cluster.</param>
    /// <param name="connectionString">An Npgsql connection string.</param>
    /// <param name="configure">Sets further options. Default: none.</param>
    /// <returns>The cluster.</returns>
    public static JobMasterClusterConfig UsePostgres(
        this JobMasterClusterConfig config, string connectionString, Action<PostgresStoreOptions>? configure = null) =>
        config.Use(services => Options(connectionString, nameof(UsePostgres), services), configure);

    /// <inheritdoc cref="UsePostgres(JobMasterClusterConfig, string, Action{PostgresStoreOptions}?)"/>
    /// <param name="config">The cluster.</param>
    /// <param name="dataSource">The app's data source. The app disposes it.</param>
    /// <param name="configure">Sets further options. Default: none.</param>
    public static JobMasterClusterConfig UsePostgres(
        this JobMasterClusterConfig config, NpgsqlDataSource dataSource, Action<PostgresStoreOptions>? configure = null) =>
        config.Use(_ => Options(dataSource, nameof(UsePostgres)), configure);

    /// <inheritdoc cref="UsePostgres(JobMasterClusterConfig, string, Action{PostgresStoreOptions}?)"/>
    /// <param name="config">The cluster.</param>
    /// <param name="dataSource">Finds the app's data source among its services. The app disposes it.</param>
    /// <param name="configure">Sets further options. Default: none.</param>
    public static JobMasterClusterConfig UsePostgres(
        this JobMasterClusterConfig config, Func<IServiceProvider, NpgsqlDataSource> dataSource,
        Action<PostgresStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        return config.Use(services => Options(dataSource(services), nameof(UsePostgres)), configure);
    }

    /// <summary>Makes a PostgreSQL database the cluster's master.</summary>
    /// <inheritdoc cref="UsePostgres(JobMasterClusterConfig, string, Action{PostgresStoreOptions}?)"/>
    public static JobMasterClusterConfig UsePostgresForMaster(
        this JobMasterClusterConfig config, string connectionString, Action<PostgresStoreOptions>? configure = null) =>
        config.UsePostgres(connectionString, configure);

    /// <summary>Makes a PostgreSQL database the cluster's master.</summary>
    /// <inheritdoc cref="UsePostgres(JobMasterClusterConfig, NpgsqlDataSource, Action{PostgresStoreOptions}?)"/>
    public static JobMasterClusterConfig UsePostgresForMaster(
        this JobMasterClusterConfig config, NpgsqlDataSource dataSource, Action<PostgresStoreOptions>? configure = null) =>
        config.UsePostgres(dataSource, configure);

    /// <summary>Makes a PostgreSQL database the cluster's master.</summary>
    /// <inheritdoc cref="UsePostgres(JobMasterClusterConfig, Func{IServiceProvider, NpgsqlDataSource}, Action{PostgresStoreOptions}?)"/>
    public static JobMasterClusterConfig UsePostgresForMaster(
        this JobMasterClusterConfig config, Func<IServiceProvider, NpgsqlDataSource> dataSource,
        Action<PostgresStoreOptions>? configure = null) =>
        config.UsePostgres(dataSource, configure);

    /// <summary>
    /// Makes a PostgreSQL database the agent. Its tables are in the schema <c>jobmaster</c>; <c>UseSqlTablePrefixForAgent</c> separates
    /// several agents in one database. The database may be the master's own.
    /// </summary>
    /// <param name="agent">The agent connection.</param>
    /// <param name="connectionString">An Npgsql connection string.</param>
    /// <param name="configure">Sets further options. Default: none.</param>
    /// <returns>The agent connection.</returns>
    public static JobMasterAgentConfig UsePostgresForAgent(
        this JobMasterAgentConfig agent, string connectionString, Action<PostgresStoreOptions>? configure = null) =>
        agent.Use(services => Options(connectionString, nameof(UsePostgresForAgent), services), configure);

    /// <inheritdoc cref="UsePostgresForAgent(JobMasterAgentConfig, string, Action{PostgresStoreOptions}?)"/>
    /// <param name="agent">The agent connection.</param>
    /// <param name="dataSource">The app's data source. The app disposes it.</param>
    /// <param name="configure">Sets further options. Default: none.</param>
    public static JobMasterAgentConfig UsePostgresForAgent(
        this JobMasterAgentConfig agent, NpgsqlDataSource dataSource, Action<PostgresStoreOptions>? configure = null) =>
        agent.Use(_ => Options(dataSource, nameof(UsePostgresForAgent)), configure);

    /// <summary>
    /// Lets the app's configuration choose PostgreSQL, as <c>Postgres</c>, for the store and for agents: see
    /// <see cref="JobMasterClusterConfig.BindConfiguration"/>. The section holds <see cref="PostgresStoreOptions"/> by name.
    /// </summary>
    /// <param name="config">The cluster.</param>
    /// <param name="configure">Sets further options, after those of the configuration. Default: none.</param>
    /// <returns>The cluster.</returns>
    public static JobMasterClusterConfig AddPostgresProvider(
        this JobMasterClusterConfig config, Action<PostgresStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        return config.AddProvider(new StoreProvider
        {
            Name = Provider,
            OptionsType = typeof(PostgresStoreOptions),
            CreateMaster = (context, settings) => PostgresMasterStore.Create(context, Bound(settings, configure)),
            CreateAgent = (context, settings) => PostgresAgentTransport.Create(context, Bound(settings, configure)),
        });
    }

    private static PostgresStoreOptions Options(string? connectionString, string call, IServiceProvider services) =>
        new() { ConnectionString = GivenConnection.Required(connectionString, call, services) };

    private static PostgresStoreOptions Options(NpgsqlDataSource? dataSource, string call) =>
        new() { DataSource = GivenConnection.Required(dataSource, call, Registration) };

    private static PostgresStoreOptions Bound(ProviderSettings settings, Action<PostgresStoreOptions>? configure)
    {
        var options = new PostgresStoreOptions();
        settings.Bind(section => section.Bind(options, binder => binder.ErrorOnUnknownConfiguration = true));
        options.ConnectionString = settings.ConnectionString ?? options.ConnectionString;
        configure?.Invoke(options);
        return options;
    }

    private static JobMasterAgentConfig Use(
        this JobMasterAgentConfig agent, Func<IServiceProvider, PostgresStoreOptions> create, Action<PostgresStoreOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(agent);
        return agent.UseTransport(Provider, context =>
        {
            var options = create(context.Services);
            configure?.Invoke(options);
            return PostgresAgentTransport.Create(context, options);
        });
    }

    private static JobMasterClusterConfig Use(
        this JobMasterClusterConfig config, Func<IServiceProvider, PostgresStoreOptions> create, Action<PostgresStoreOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(config);
        return config.UseMasterStore(Provider, context =>
        {
            var options = create(context.Services);
            configure?.Invoke(options);
            return PostgresMasterStore.Create(context, options);
        });
    }
}
