using System.Data.Common;
using System.Transactions;
using Microsoft.Data.SqlClient;

namespace JobMaster.SqlServer;

/// <summary>
/// The source of connections. None ever enlists in an ambient transaction. Connections have no set-up: each statement that needs a setting
/// brings it, because the driver resets a connection when it is taken from the pool.
/// </summary>
internal sealed class SqlServerSource
{
    private const string Example =
        "Give for example 'Server=localhost;Database=app;User ID=app;Password=…', or 'Server=…;Database=app;Authentication=Active " +
        "Directory Managed Identity'.";

    private readonly SqlConnectionStringBuilder? _given;
    private readonly Func<DbConnection>? _create;

    /// <param name="options">The options.</param>
    /// <param name="substitute">Makes connections in place of the driver's, in tests. Default: none.</param>
    public SqlServerSource(SqlServerStoreOptions options, Func<DbConnection>? substitute = null)
    {
        if (options.ConnectionString is null == options.CreateConnection is null)
        {
            throw new JobMasterConfigurationException(options.CreateConnection is null
                ? "SQL Server has neither a connection string nor what makes connections. Set ConnectionString, or give the Use… call a " +
                    "function; in configuration, set ConnectionString or ConnectionStringName."
                : "SQL Server has both a connection string and what makes connections. Keep one of them.");
        }

        CommandTimeout = options.CommandTimeout;
        _create = options.CreateConnection;
        if (_create is not null)
        {
            Description = "SQL Server (connections of the app)";
            return;
        }

        _create = substitute;
        _given = Read(options.ConnectionString!);
        Description = $"SQL Server {_given.DataSource}/{_given.InitialCatalog}";
        _given.Enlist = false;
        _given.CommandTimeout = Seconds(options.CommandTimeout);
        if (!_given.ShouldSerialize("Application Name"))
        {
            _given.ApplicationName = "JobMaster";
        }
    }

    public string Description { get; }

    public TimeSpan CommandTimeout { get; }

    /// <summary>The connection string of pooled connections, for tests; null if the app makes the connections.</summary>
    internal string? ConnectionString => _given?.ConnectionString;

    /// <summary>Opens a connection of the pool.</summary>
    public async ValueTask<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        using var apart = Apart();
        var connection = _create?.Invoke() ?? new SqlConnection(_given!.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Opens a connection to keep for one purpose, blocking the calling thread. It is outside the pool, unless the app makes it.
    /// </summary>
    public DbConnection OpenOwn(TimeSpan patience)
    {
        using var apart = Apart();
        var opened = _create?.Invoke() ?? new SqlConnection(OwnConnectionString(patience));
        try
        {
            opened.Open();
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    private static SqlConnectionStringBuilder Read(string connectionString)
    {
        SqlConnectionStringBuilder named;
        try
        {
            named = new SqlConnectionStringBuilder(connectionString);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidOperationException)
        {
            throw new JobMasterConfigurationException(
                $"The SQL Server connection string cannot be read: {exception.Message} {Example}", exception);
        }

        string? problem = named switch
        {
            { DataSource.Length: 0 } => "names no server.",
            { InitialCatalog.Length: 0 } => "names no database, so there is nowhere to keep the tables.",
            { ApplicationIntent: ApplicationIntent.ReadOnly } => "has ApplicationIntent=ReadOnly, but the store writes. Remove it.",
            _ => null,
        };
        return problem is null ? named : throw new JobMasterConfigurationException($"The SQL Server connection string {problem} {Example}");
    }

    /// <summary>Hides the caller's ambient transaction while a connection opens.</summary>
    private static TransactionScope? Apart() =>
        Transaction.Current is null ? null : new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);

    private static int Seconds(TimeSpan time) => (int)Math.Ceiling(time.TotalSeconds);

    private string OwnConnectionString(TimeSpan patience) =>
        new SqlConnectionStringBuilder(_given!.ConnectionString)
        {
            Pooling = false,
            CommandTimeout = Seconds(patience),
            ConnectTimeout = Math.Min(_given.ConnectTimeout, Seconds(patience)),
        }.ConnectionString;
}
