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
        return await MigratedAsync(database, Server);
    }

    public async Task<IBenchmarkPlace> KeepAsync(string name)
    {
        string database = $"jobmaster_kept_{name}";
        try
        {
            await PostgresBenchmarkPlace.ExecuteAsync(Server, $"create database {database}");
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.DuplicateDatabase)
        {
            // An earlier run made it.
        }

        return await MigratedAsync(database, server: null);
    }

    private async Task<IBenchmarkPlace> MigratedAsync(string database, string? server)
    {
        var place = new PostgresBenchmarkPlace(new NpgsqlConnectionStringBuilder(Server) { Database = database }.ConnectionString, server);
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
    private const string Schema = "jobmaster";

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
            IndexedMetadata = ["Order"],
        },
        new PostgresStoreOptions { ConnectionString = connection });

    public async Task<IRawLoop> OpenRawAsync() => await PostgresRawLoop.OpenAsync(connection);

    public async Task LoadFinishedAsync(long jobs)
    {
        const string Tables = $"{Schema}.{RawJob.TablePrefix}";
        await using var opened = await OpenAsync(connection);
        await using var load = new NpgsqlCommand(
            $$"""
            select {{Tables}}prepare_history(statement_timestamp() - interval '30 days', 31);
            insert into {{Tables}}job_history (
              id, finalized_at, created_at, scheduled_at, due_at, attempted_at, session_id, recurring_schedule_id, timeout, duration, claim_no,
              max_retries, failures, lost_count, priority, state, trigger_source, definition_id, lane, tenant, idempotency_key, error,
              metadata, payload)
            select
              (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || lpad(to_hex(n % 4096), 3, '0') || '8'
                || lpad(to_hex(n), 15, '0'))::uuid,
              at, at - interval '2 seconds', at - interval '2 seconds', at - interval '2 seconds', at - interval '1 second',
              ('00000000-0000-0000-0000-' || lpad((n * 20 / {{jobs}})::text, 12, '0'))::uuid,
              case when n % 10 = 0 then ('00000000-0000-0000-0000-' || lpad((n / 10 % 50)::text, 12, '0'))::uuid end,
              300000000, 1000, 1, 3, 0, 0, 3, case when n % 100 = 0 then 6 else 4 end, 1,
              case when n % 100000 = 1 then 'rare' else 'd' || n % 30 end, 'l' || n % 8, case when n % 2 = 0 then 't' || n % 1000 end,
              case when n % 20 = 0 then 'k' || n / 20 end, case when n % 100 = 0 then 'it was cancelled' end,
              case when n % 3 = 0 then '{"Order":"' || n || '"}' end, '{"Number":' || n || '}'
            from (
              select n, statement_timestamp() - interval '30 days' + n * (interval '30 days' / {{jobs}}) as at
              from generate_series(1, {{jobs}}) n) made;
            insert into {{Tables}}job_metadata (name, value, job_id)
            select 'Order', metadata::json ->> 'Order', id from {{Tables}}job_history where metadata is not null;
            analyze {{Tables}}job_history, {{Tables}}job_metadata;
            """,
            opened)
        { CommandTimeout = 0 };
        await load.ExecuteNonQueryAsync();
        await using var vacuum = new NpgsqlCommand($"vacuum {Tables}job_history", opened) { CommandTimeout = 0 };
        await vacuum.ExecuteNonQueryAsync();
    }

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
