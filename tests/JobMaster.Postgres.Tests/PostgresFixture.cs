using System.Collections.Concurrent;
using System.Data.Common;
using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;
using JobMaster.Conformance.Statements;
using JobMaster.Storage;
using JobMaster.TestServers;
using Npgsql;

namespace JobMaster.Postgres.Tests;

/// <summary>
/// A schema of its own on the server for tests. Making one takes longer than most tests, so those that were made for migrated places are
/// emptied and used again.
/// </summary>
public class PostgresFixture : IGatedStoreFixture, ISteppedStoreFixture, ILeavesTraces
{
    /// <summary>The days for which a migration makes history.</summary>
    private const int DaysAhead = 4;

    private static readonly ConcurrentBag<string> Spare = [];

    /// <summary>The pools of stores of each schema that is used again.</summary>
    private static readonly ConcurrentDictionary<string, PostgresPools> Pools = new(StringComparer.Ordinal);

    /// <summary>Connections for the calls that tests make in transactions of their own, of each schema that is used again.</summary>
    private static readonly ConcurrentDictionary<string, NpgsqlDataSource> Callers = new(StringComparer.Ordinal);

    /// <summary>Connections of the fixtures themselves.</summary>
    private static readonly Lazy<NpgsqlDataSource> Own = new(
        () => NpgsqlDataSource.Create($"{ConnectionString};Application Name=fixtures"));
    private static int _made;
    private bool _isKept;
    private NpgsqlCommand? _looking;
    private NpgsqlDataSource? _callers;

    static PostgresFixture() => AppDomain.CurrentDomain.ProcessExit += (_, _) => DropSpare();

    public static string ConnectionString => TestServer.ConnectionString("postgres");

    public string Schema { get; private set; } = $"t{Environment.ProcessId}_{Interlocked.Increment(ref _made)}";

    /// <summary>
    /// What stores connect to. Pools that stay are small and give up what is idle, as together they must not use up the server's
    /// connections.
    /// </summary>
    protected virtual string StoreConnectionString => SharesPools
        ? $"{ConnectionString};Maximum Pool Size=40;Connection Idle Lifetime=10;Connection Pruning Interval=2"
        : ConnectionString;

    /// <summary>
    /// Whether stores of a schema that is used again share a pool, which stays. Starting a server process takes longer than most tests.
    /// </summary>
    protected virtual bool SharesPools => true;

    private PostgresPools? PoolsOfSchema => _isKept && SharesPools ? Pools.GetOrAdd(Schema, _ => new PostgresPools()) : null;

    private string Seed => $"{Schema}_seed";

    public Task PrepareAsync() => Task.CompletedTask;

    public async Task PrepareMigratedAsync()
    {
        _isKept = true;
        if (Spare.TryTake(out string? schema))
        {
            Schema = schema;
            return;
        }

        await using var store = Open(null);
        await store.Schema.MigrateAsync(default);
        await ExecuteAsync(
            $"""
            create schema {Seed};
            do $$ declare place record; begin
              for place in {Tables} loop
                execute format('create table {Seed}.%I as table {Schema}.%I', place.relname, place.relname);
              end loop;
            end $$
            """);
    }

    /// <summary>
    /// Claims look at their queues from the front each time, as the suites' nodes must see at once what another node stored.
    /// </summary>
    public IMasterStore Open(TimeProvider? storeClock) => Open(
        storeClock,
        options => (options.ClaimFullScanInterval, options.Pools) = (TimeSpan.Zero, PoolsOfSchema));

    public PostgresMasterStore Open(TimeProvider? storeClock, Action<PostgresStoreOptions> configure)
    {
        var options = new PostgresStoreOptions { ConnectionString = StoreConnectionString };
        configure(options);
        return PostgresMasterStore.Create(StoreContexts.Create(storeClock, Schema), options);
    }

    public IMasterStore Open(TimeProvider? storeClock, Action<IReadOnlyCollection<Guid>> entered, Action<IReadOnlyCollection<Guid>> left) =>
        PostgresMasterStore.Create(
            StoreContexts.Create(storeClock, Schema),
            new PostgresStoreOptions
            {
                ConnectionString = StoreConnectionString, ClaimFullScanInterval = TimeSpan.Zero, Pools = PoolsOfSchema,
            },
            parts => parts with { EntrySteps = [new NotedStep(entered)], ExitSteps = [new NotedStep(left)] });

    public bool WritesSideBySide => true;

    public IMasterStore Open(TimeProvider? storeClock, StatementGate gate)
    {
        string connectionString = $"{StoreConnectionString};Application Name={Schema}";
        var store = Open(
            storeClock,
            options => (options.ClaimFullScanInterval, options.ConnectionString, options.Pools) =
                (TimeSpan.Zero, connectionString, PoolsOfSchema));
        store.Parts.Dialect.StatementRan = (statement, blocks) => gate.PassAsync(statement.Name, blocks);
        return store;
    }

    public IReadOnlyDictionary<string, string> ReadStatements(IMasterStore store)
    {
        var statements = ((PostgresMasterStore)store).Parts.Statements;
        return statements.Names.ToDictionary(name => name, name => statements[name].Text);
    }

    public async Task<bool> IsWaitingAsync()
    {
        return (bool)(await (_looking ??= await LookingAsync()).ExecuteScalarAsync())!;
    }

    /// <summary>Asked again and again while a suite runs, so it is planned once.</summary>
    private async Task<NpgsqlCommand> LookingAsync()
    {
        // Blocked by a writer of the suite: waiting a moment for a vacuum of the server is none of it.
        var looking = new NpgsqlCommand(
            $"""
            select exists (
              select from pg_stat_activity waiting
              join pg_stat_activity blocking on blocking.pid = any (pg_blocking_pids(waiting.pid))
              where waiting.application_name = '{Schema}' and blocking.application_name = '{Schema}')
            """,
            await Own.Value.OpenConnectionAsync());
        await looking.PrepareAsync();
        return looking;
    }

    public async Task<DbConnection> OpenConnectionAsync()
    {
        var source = _isKept ? Callers.GetOrAdd(Schema, NewSource) : _callers ??= NewSource(Schema);
        var connection = await source.OpenConnectionAsync();
        try
        {
            await using var asking = new NpgsqlCommand("select", connection);
            await asking.ExecuteNonQueryAsync();
            return connection;
        }
        catch (NpgsqlException)
        {
            // It was cut while it lay in the pool, by a test that restarts the server for example.
            await connection.DisposeAsync();
            source.Clear();
            return await source.OpenConnectionAsync();
        }

        static NpgsqlDataSource NewSource(string schema) =>
            NpgsqlDataSource.Create($"{ConnectionString};Application Name={schema};Maximum Pool Size=40");
    }

    /// <summary>Connections of the library to the server for tests, and temporary tables on it.</summary>
    public async Task<IReadOnlyList<string>> TracesAsync()
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString);
        await using var command = source.CreateCommand(
            """
            select 'connection ' || pid || ': ' || left(query, 60) from pg_stat_activity
            where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()
              and application_name <> 'fixtures'
            union all
            select 'temporary table ' || relname from pg_class where relpersistence = 't'
            """);
        await using var reader = await command.ExecuteReaderAsync();
        var traces = new List<string>();
        while (await reader.ReadAsync())
        {
            traces.Add(reader.GetString(0));
        }

        return traces;
    }

    public async Task CleanUpAsync()
    {
        if (_looking is not null)
        {
            await _looking.Connection!.DisposeAsync();
            await _looking.DisposeAsync();
        }

        if (_callers is not null)
        {
            await _callers.DisposeAsync();
        }

        if (!_isKept)
        {
            await ExecuteAsync($"drop schema if exists {Schema} cascade");
            return;
        }

        await EmptyAsync();
        Spare.Add(Schema);
    }

    /// <summary>Closes the connections that fixtures share, which a restart of the server has cut.</summary>
    public static async Task ForgetConnectionsAsync()
    {
        Own.Value.Clear();
        foreach (var callers in Callers.Values)
        {
            callers.Clear();
        }

        foreach (var pools in Pools.Values)
        {
            await pools.ClearAsync();
        }
    }

    /// <summary>Waits as long as it takes: a test may fill tables on a slow machine.</summary>
    public async Task<int> ExecuteAsync(string sql)
    {
        await using var command = Own.Value.CreateCommand(sql);
        command.CommandTimeout = 0;
        return await command.ExecuteNonQueryAsync();
    }

    public async Task<T> ReadAsync<T>(string sql)
    {
        await using var command = Own.Value.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>The tables, history as one, but not the versions of the schema.</summary>
    private string Tables =>
        $"select oid, relname, relkind from pg_class where relnamespace = '{Schema}'::regnamespace and relkind in ('r', 'p') " +
        "and not relispartition " +
        "and relname not like '%schema_version'";

    /// <summary>Brings back what was there after the migrations: their own rows, and history for the next days.</summary>
    private Task<int> EmptyAsync() => ExecuteAsync(
        $"""
        do $$ declare place record; begin
          for place in {Tables} loop
            -- A table without a file of its own has never had a row; a partitioned one has none in any case.
            if place.relkind = 'p' or pg_relation_size(place.oid) > 0 then
              execute format('delete from {Schema}.%I', place.relname);
            end if;
            if pg_relation_size(format('{Seed}.%I', place.relname)::regclass) > 0 then
              execute format('insert into {Schema}.%I overriding system value select * from {Seed}.%I', place.relname, place.relname);
            end if;
          end loop;
          for place in
            select relname from pg_class
            where relnamespace = '{Schema}'::regnamespace and relispartition and relkind = 'r' and to_date(right(relname, 8), 'YYYYMMDD') not between current_date - 1 and current_date + {DaysAhead}
          loop
            execute format('drop table {Schema}.%I', place.relname);
          end loop;
          perform {Schema}.jobmaster_prepare_history(statement_timestamp(), {DaysAhead});
        end $$
        """);

    private static void DropSpare()
    {
        try
        {
            using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
            connection.Open();
            while (Spare.TryTake(out string? schema))
            {
                using var command = new NpgsqlCommand($"drop schema {schema} cascade; drop schema {schema}_seed cascade", connection);
                command.ExecuteNonQuery();
            }
        }
        catch (NpgsqlException)
        {
            // The server went first.
        }
    }
}

/// <summary>A place each of whose stores has a pool of its own, as an app's has, so that what it leaves can be counted.</summary>
public sealed class OwnPoolsFixture : PostgresFixture
{
    protected override bool SharesPools => false;
}
