using JobMaster.MySql;
using JobMaster.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using MySqlConnector;

namespace JobMaster.Benchmarks.Providers;

/// <summary>A MySQL or MariaDB server as it is set up: by the connection string given, or by the one the tests use.</summary>
/// <param name="connection">The connection string, if one is given.</param>
internal sealed class MySqlBenchmarkProvider(string? connection) : IBenchmarkProvider
{
    private const string Variable = "JOBMASTER_TEST_MYSQL";

    public int RawInsertConnections => 16;

    public int RawDrainConnections => 3;

    private string Server => connection ?? Environment.GetEnvironmentVariable(Variable)
        ?? throw new ArgumentException(
            $"No MySQL server: give --connection, or set {Variable}, to a MySqlConnector connection string whose user may create " +
            "databases.");

    public async Task<IBenchmarkPlace> CreateAsync()
    {
        string database = $"jobmaster_benchmark_{Guid.NewGuid():N}";
        await MySqlBenchmarkPlace.ExecuteAsync(Server, $"create database {database}");
        var place = new MySqlBenchmarkPlace(
            new MySqlConnectionStringBuilder(Server) { Database = database }.ConnectionString, isOwner: true);
        await using var store = place.Open();
        await store.Schema.MigrateAsync(CancellationToken.None);
        return place;
    }

    public IBenchmarkPlace Attach(string name) => new MySqlBenchmarkPlace(name, isOwner: false);

    public async Task<IStatementCounter> CountStatementsAsync() => await MySqlStatementCounter.StartAsync(Server);
}

/// <summary>A database of its own.</summary>
/// <param name="connection">The connection string of the database.</param>
/// <param name="isOwner">Whether disposing it drops the database.</param>
internal sealed class MySqlBenchmarkPlace(string connection, bool isOwner) : IBenchmarkPlace
{
    public string Name => connection;

    public static async Task ExecuteAsync(string connection, string command)
    {
        await using var opened = await OpenAsync(connection);
        await using var created = new MySqlCommand(command, opened) { CommandTimeout = 0 };
        await created.ExecuteNonQueryAsync();
    }

    public static async Task<MySqlConnection> OpenAsync(string connection)
    {
        var opened = new MySqlConnection(new MySqlConnectionStringBuilder(connection) { Pooling = false }.ConnectionString);
        await opened.OpenAsync();
        return opened;
    }

    public void Use(JobMasterClusterConfig config) => config.UseMySql(connection);

    public IMasterStore Open() => MySqlMasterStore.Create(
        new MasterStoreContext
        {
            ClusterId = "benchmark",
            Services = new ServiceCollection().BuildServiceProvider(),
            LoggerFactory = NullLoggerFactory.Instance,
            TablePrefix = RawJob.TablePrefix,
            IndexedMetadata = ["Order"],
        },
        new MySqlStoreOptions { ConnectionString = connection });

    public async Task<IRawLoop> OpenRawAsync() => await MySqlRawLoop.OpenAsync(connection);

    public Task LoadFinishedAsync(long jobs) => ExecuteAsync(
        connection,
        $$"""
        set session unique_checks = 0, foreign_key_checks = 0, time_zone = '+00:00';
        insert into {{RawJob.TablePrefix}}job_history (
          id, finalized_at, created_at, scheduled_at, due_at, attempted_at, session_id, recurring_schedule_id, timeout, duration, claim_no,
          max_retries, failures, lost_count, priority, state, trigger_source, definition_id, lane, tenant, idempotency_key, error,
          metadata, payload)
        select
          unhex(concat(
            lpad(hex(cast(unix_timestamp(at) * 1000 as unsigned)), 12, '0'), '7', lpad(hex(n % 4096), 3, '0'), '8', lpad(hex(n), 15, '0'))),
          at, at - interval 2 second, at - interval 2 second, at - interval 2 second, at - interval 1 second,
          unhex(lpad(floor(n * 20 / {{jobs}}), 32, '0')), case when n % 10 = 0 then unhex(lpad(floor(n / 10) % 50, 32, '0')) end,
          300000000, 1000, 1, 3, 0, 0, 3, case when n % 100 = 0 then 6 else 4 end, 1,
          case when n % 100000 = 1 then 'rare' else concat('d', n % 30) end, concat('l', n % 8),
          case when n % 2 = 0 then concat('t', n % 1000) end, case when n % 20 = 0 then concat('k', floor(n / 20)) end,
          case when n % 100 = 0 then 'it was cancelled' end, case when n % 3 = 0 then concat('{"Order":"', n, '"}') end,
          concat('{"Number":', n, '}')
        from (
          select n, utc_timestamp(6) - interval 30 day + interval floor(n * (30 * 86400000000 / {{jobs}})) microsecond as at
          from (
            select 1 + a.n + 100 * b.n + 10000 * c.n + 1000000 * d.n as n
            from ({{Hundred}}) d, ({{Hundred}}) c, ({{Hundred}}) b, ({{Hundred}}) a) counted
          where n <= {{jobs}}) timed;
        insert into {{RawJob.TablePrefix}}job_metadata (name, value, job_id)
        select 'Order', json_value(metadata, '$.Order'), id from {{RawJob.TablePrefix}}job_history where metadata is not null;
        analyze table {{RawJob.TablePrefix}}job_history, {{RawJob.TablePrefix}}job_metadata;
        """);

    public async Task<IAsyncDisposable> HoldSnapshotAsync()
    {
        var reader = await OpenAsync(connection);
        await using var command = new MySqlCommand(
            "set session transaction isolation level repeatable read; start transaction with consistent snapshot", reader);
        await command.ExecuteNonQueryAsync();
        return reader;
    }

    public async ValueTask DisposeAsync()
    {
        if (isOwner)
        {
            MySqlConnection.ClearPool(new MySqlConnection(connection));
            await ExecuteAsync(connection, $"drop database {new MySqlConnectionStringBuilder(connection).Database}");
        }
    }

    /// <summary>The numbers below one hundred.</summary>
    private static string Hundred { get; } =
        string.Join(" union all ", Enumerable.Range(0, 100).Select(n => n == 0 ? "select 0 as n" : $"select {n}"));
}
