using JobMaster.Postgres;
using JobMaster.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace JobMaster.Benchmarks.Providers;

/// <summary>A Postgres server as it is set up: by the connection string given, or by the one the tests use.</summary>
/// <param name="connection">The connection string, if one is given.</param>
/// <param name="argument">The argument that gives it.</param>
internal sealed class PostgresBenchmarkProvider(string? connection, string argument = "--connection") : IBenchmarkProvider
{
    private const string Variable = "JOBMASTER_TEST_POSTGRES";

    public int RawInsertConnections => 16;

    public int RawDrainConnections => 3;

    private string Server => connection ?? Environment.GetEnvironmentVariable(Variable)
        ?? throw new ArgumentException(
            $"No Postgres server: give {argument}, or set {Variable}, to an Npgsql connection string whose user may create databases.");

    public async Task<IBenchmarkPlace> CreateAsync()
    {
        string database = $"jobmaster_benchmark_{Guid.NewGuid():N}";
        await PostgresBenchmarkPlace.ExecuteAsync(Server, $"create database {database}");
        var place = new PostgresBenchmarkPlace(
            new NpgsqlConnectionStringBuilder(Server) { Database = database }.ConnectionString, server: Server);
        await using var store = place.Open();
        await store.Schema.MigrateAsync(CancellationToken.None);
        return place;
    }

    public IBenchmarkPlace Attach(string name) => new PostgresBenchmarkPlace(name, server: null);

    public async Task<IStatementCounter> CountStatementsAsync() => await PostgresStatementCounter.StartAsync(Server);
}

/// <summary>A database of its own: what one holds back, such as an old snapshot, touches no other.</summary>
/// <param name="connection">The connection string of the database.</param>
/// <param name="server">Where the one who made it drops it; null for others.</param>
internal sealed class PostgresBenchmarkPlace(string connection, string? server) : IBenchmarkPlace
{
    public string Name => connection;

    public static async Task ExecuteAsync(string connection, string command)
    {
        await using var opened = await OpenAsync(connection);
        await using var created = new NpgsqlCommand(command, opened);
        await created.ExecuteNonQueryAsync();
    }

    public static async Task<NpgsqlConnection> OpenAsync(string connection)
    {
        var opened = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connection) { Pooling = false }.ConnectionString);
        await opened.OpenAsync();
        return opened;
    }

    public void Use(JobMasterClusterConfig config) => config.UsePostgres(connection);

    public IMasterStore Open() => PostgresMasterStore.Create(
        new MasterStoreContext
        {
            ClusterId = "benchmark",
            Services = new ServiceCollection().BuildServiceProvider(),
            LoggerFactory = NullLoggerFactory.Instance,
            TablePrefix = RawJob.TablePrefix,
        },
        new PostgresStoreOptions { ConnectionString = connection });

    public async Task<IRawLoop> OpenRawAsync() => await PostgresRawLoop.OpenAsync(connection);

    public async Task<IAsyncDisposable> HoldSnapshotAsync()
    {
        var reader = await OpenAsync(connection);
        await using var command = new NpgsqlCommand("begin isolation level repeatable read; select txid_current();", reader);
        await command.ExecuteNonQueryAsync();
        return reader;
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            await ExecuteAsync(server, $"drop database {new NpgsqlConnectionStringBuilder(connection).Database} with (force)");
        }
    }
}
