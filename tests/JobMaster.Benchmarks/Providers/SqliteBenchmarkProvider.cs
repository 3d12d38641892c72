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
        string path = Path.Combine(directory ?? Path.GetTempPath(), $"jobmaster-benchmark-{Guid.NewGuid():N}");
        Directory.CreateDirectory(path);
        var place = new SqliteBenchmarkPlace(path, isOwner: true);
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
        },
        new SqliteStoreOptions { ConnectionString = FilePath });

    public Task<IRawLoop> OpenRawAsync() => Task.FromResult<IRawLoop>(new SqliteRawLoop(FilePath));

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
