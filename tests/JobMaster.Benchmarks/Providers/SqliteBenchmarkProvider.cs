using JobMaster.Sqlite;
using JobMaster.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace JobMaster.Benchmarks.Providers;

/// <summary>SQLite with <c>synchronous = full</c>, on files in the temp directory or in the one given as the connection.</summary>
internal sealed class SqliteBenchmarkProvider(string? directory) : IBenchmarkProvider
{
    public int RawInsertConnections => 1;

    public int RawDrainConnections => 1;

    public async Task<IBenchmarkPlace> CreateAsync()
    {
        return await MigratedAsync($"jobmaster-benchmark-{Guid.NewGuid():N}", isOwner: true);
    }

    public Task<IBenchmarkPlace> KeepAsync(string name) => MigratedAsync($"jobmaster-kept-{name}", isOwner: false);

    private async Task<IBenchmarkPlace> MigratedAsync(string name, bool isOwner)
    {
        string path = Path.Combine(directory ?? Path.GetTempPath(), name);
        Directory.CreateDirectory(path);
        var place = new SqliteBenchmarkPlace(path, isOwner);
        await using var store = place.Open();
        await store.Schema.MigrateAsync(CancellationToken.None);
        return place;
    }

    public IBenchmarkPlace Attach(string name) => new SqliteBenchmarkPlace(name, isOwner: false);

    public Task<IStatementCounter> CountStatementsAsync() => Task.FromResult<IStatementCounter>(new SqliteStatementCounter());
}

/// <summary>A database file in a directory of its own.</summary>
internal sealed class SqliteBenchmarkPlace(string directory, bool isOwner) : IBenchmarkPlace
{
    public string Name => directory;

    private string FilePath => Path.Combine(directory, "jobs.db");

    public void Use(JobMasterClusterConfig config) => config.UseSqlite(FilePath, options => options.Synchronous = SqliteSynchronous.Full);

    public IMasterStore Open() => SqliteMasterStore.Create(
        new MasterStoreContext
        {
            ClusterId = "benchmark",
            Services = new ServiceCollection().BuildServiceProvider(),
            LoggerFactory = NullLoggerFactory.Instance,
            TablePrefix = RawJob.TablePrefix,
            IndexedMetadata = ["Order"],
        },
        new SqliteStoreOptions { ConnectionString = FilePath });

    public Task<IRawLoop> OpenRawAsync() => Task.FromResult<IRawLoop>(new SqliteRawLoop(FilePath));

    public async Task LoadFinishedAsync(long jobs)
    {
        await using var connection = new SqliteConnection($"Data Source={FilePath};Pooling=False");
        await connection.OpenAsync();
        await using var load = new SqliteCommand(
            $$"""
            pragma synchronous = off;
            with recursive made (n) as (select 1 union all select n + 1 from made where n < {{jobs}}),
            timed (n, at) as (
              select n, unixepoch() * 1000000 - 30 * 86400000000 + cast(n * (30 * 86400000000.0 / {{jobs}}) as integer) from made)
            insert into {{RawJob.TablePrefix}}job_history (
              id, finalized_at, created_at, scheduled_at, due_at, attempted_at, session_id, recurring_schedule_id, timeout, duration, claim_no,
              max_retries, failures, lost_count, priority, state, trigger_source, definition_id, lane, tenant, idempotency_key, error,
              metadata, payload)
            select
              unhex(printf('%012x7%03x8%015x', at / 1000, n % 4096, n)), at, at - 2000000, at - 2000000, at - 2000000, at - 1000000,
              unhex(printf('%020d%012d', 0, n * 20 / {{jobs}})), case when n % 10 = 0 then unhex(printf('%020d%012d', 0, n / 10 % 50)) end,
              300000000, 1000, 1, 3, 0, 0, 3, case when n % 100 = 0 then 6 else 4 end, 1,
              case when n % 100000 = 1 then 'rare' else 'd' || (n % 30) end, 'l' || (n % 8), case when n % 2 = 0 then 't' || (n % 1000) end,
              case when n % 20 = 0 then 'k' || (n / 20) end, case when n % 100 = 0 then 'it was cancelled' end,
              case when n % 3 = 0 then '{"Order":"' || n || '"}' end, '{"Number":' || n || '}'
            from timed;
            insert into {{RawJob.TablePrefix}}job_metadata (name, value, job_id)
            select 'Order', metadata ->> 'Order', id from {{RawJob.TablePrefix}}job_history where metadata is not null;
            pragma wal_checkpoint(truncate);
            """,
            connection)
        { CommandTimeout = 0 };
        await load.ExecuteNonQueryAsync();
    }

    public async Task<IAsyncDisposable> HoldSnapshotAsync()
    {
        var reader = new SqliteConnection($"Data Source={FilePath};Pooling=False");
        await reader.OpenAsync();
        await using var command = new SqliteCommand("begin; select count(*) from sqlite_master;", reader);
        await command.ExecuteNonQueryAsync();
        return reader;
    }

    public ValueTask DisposeAsync()
    {
        if (isOwner)
        {
            Directory.Delete(directory, recursive: true);
        }

        return ValueTask.CompletedTask;
    }
}
