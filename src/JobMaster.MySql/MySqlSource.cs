using System.Transactions;
using MySqlConnector;

namespace JobMaster.MySql;

/// <summary>
/// The source of connections. None ever enlists in an ambient transaction. Each connection is set up once; with a data source of the app,
/// each time it is taken, because the pool resets it.
/// </summary>
internal sealed class MySqlSource : IAsyncDisposable
{
    private const string Example = "Give for example 'Server=localhost;Database=app;User ID=app;Password=…'.";

    private readonly MySqlConnectionStringBuilder _given;
    private readonly MySqlDataSource _source;
    private readonly bool _isOfTheApp;
    private readonly string _setUp;

    /// <param name="options">The options.</param>
    /// <param name="setUp">The statements that set up a connection.</param>
    public MySqlSource(MySqlStoreOptions options, string setUp)
    {
        if (options.ConnectionString is null == options.DataSource is null)
        {
            throw new JobMasterConfigurationException(options.DataSource is null
                ? "MySQL has neither a connection string nor a data source. Set ConnectionString, or give the Use… call a data source; " +
                    "in configuration, set ConnectionString or ConnectionStringName."
                : "MySQL has both a connection string and a data source. Keep one of them.");
        }

        _setUp = setUp;
        _isOfTheApp = options.DataSource is not null;
        CommandTimeout = options.CommandTimeout;
        _given = Read(options.ConnectionString ?? options.DataSource!.ConnectionString);
        Description = $"MySQL {_given.Server}{(_given.Port == 3306 ? "" : $":{_given.Port}")}/{_given.Database}";
        if (options.DataSource is { } ofTheApp)
        {
            ThrowIfUnusable(_given);
            _source = ofTheApp;
            return;
        }

        _given.AutoEnlist = false;
        _given.ConnectionReset = false;
        _given.UseAffectedRows = false;
        _given.NoBackslashEscapes = false;
        _given.DefaultCommandTimeout = Seconds(options.CommandTimeout);
        if (string.IsNullOrEmpty(_given.ApplicationName))
        {
            _given.ApplicationName = "JobMaster";
        }

        _source = new MySqlDataSourceBuilder(_given.ConnectionString)
            .UseConnectionOpenedCallback(async (context, cancellationToken) =>
            {
                if ((context.Conditions & MySqlConnectionOpenedConditions.New) != 0)
                {
                    await SetUpAsync(context.Connection, cancellationToken).ConfigureAwait(false);
                }
            })
            .Build();
    }

    public string Description { get; }

    public TimeSpan CommandTimeout { get; }

    /// <summary>Opens a connection of the pool.</summary>
    public async ValueTask<MySqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        using var apart = Apart();
        var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        if (!_isOfTheApp)
        {
            return connection;
        }

        try
        {
            await SetUpAsync(connection, cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Opens a connection to keep for one purpose, blocking the calling thread. It is outside the pool, unless the pool is the app's.
    /// </summary>
    public MySqlConnection OpenOwn(TimeSpan patience)
    {
        using var apart = Apart();
        var opened = _isOfTheApp ? _source.CreateConnection() : new MySqlConnection(OwnConnectionString(patience));
        try
        {
            opened.Open();
            using var command = new MySqlCommand(_setUp, opened) { CommandTimeout = (int)Seconds(patience) };
            command.ExecuteNonQuery();
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Like <see cref="OpenOwn"/>, without blocking. Closing the connection releases everything that the session holds.</summary>
    public async ValueTask<MySqlConnection> OpenOwnAsync(CancellationToken cancellationToken)
    {
        using var apart = Apart();
        var opened = _isOfTheApp ? _source.CreateConnection() : new MySqlConnection(OwnConnectionString(CommandTimeout));
        try
        {
            await opened.OpenAsync(cancellationToken).ConfigureAwait(false);
            await SetUpAsync(opened, cancellationToken).ConfigureAwait(false);
            return opened;
        }
        catch
        {
            await opened.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_isOfTheApp)
        {
            await _source.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static MySqlConnectionStringBuilder Read(string connectionString)
    {
        MySqlConnectionStringBuilder named;
        try
        {
            named = new MySqlConnectionStringBuilder(connectionString);
        }
        catch (ArgumentException exception)
        {
            throw new JobMasterConfigurationException(
                $"The MySQL connection string cannot be read: {exception.Message} {Example}", exception);
        }

        if (string.IsNullOrWhiteSpace(named.Server))
        {
            throw new JobMasterConfigurationException($"The MySQL connection string names no server. {Example}");
        }

        return string.IsNullOrWhiteSpace(named.Database)
            ? throw new JobMasterConfigurationException(
                $"The MySQL connection string names no database, so there is nowhere to keep the tables. {Example}")
            : named;
    }

    private static void ThrowIfUnusable(MySqlConnectionStringBuilder named)
    {
        if (named.UseAffectedRows)
        {
            throw new JobMasterConfigurationException(
                "The data source has UseAffectedRows=true, with which the server counts a row that an update finds unchanged as not " +
                "found. Give UseMySql a data source without it, or a connection string.");
        }

        if (named.NoBackslashEscapes)
        {
            throw new JobMasterConfigurationException(
                "The data source has NoBackslashEscapes=true, but the store's connections run without that SQL mode. Give UseMySql a " +
                "data source without it, or a connection string.");
        }
    }

    /// <summary>Hides the caller's ambient transaction while a connection opens.</summary>
    private static TransactionScope? Apart() =>
        Transaction.Current is null ? null : new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);

    private static uint Seconds(TimeSpan time) => (uint)Math.Ceiling(time.TotalSeconds);

    private async ValueTask SetUpAsync(MySqlConnection connection, CancellationToken cancellationToken)
    {
        var command = new MySqlCommand(_setUp, connection);
        await using (command.ConfigureAwait(false))
        {
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private string OwnConnectionString(TimeSpan patience) =>
        new MySqlConnectionStringBuilder(_given.ConnectionString)
        {
            Pooling = false,
            DefaultCommandTimeout = Seconds(patience),
            ConnectionTimeout = Math.Min(_given.ConnectionTimeout, Seconds(patience)),
        }.ConnectionString;
}
