using JobMaster.Conformance;
using JobMaster.Storage;
using Microsoft.Data.Sqlite;

namespace JobMaster.Sqlite.Tests;

/// <summary>The base of tests that need a file: a directory of its own, and stores on it that are closed after the test.</summary>
public abstract class StoreFile : IAsyncLifetime
{
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly string directory = Directory.CreateTempSubdirectory("jobmaster-").FullName;
    private readonly List<IAsyncDisposable> opened = [];

    protected string FilePath => InDirectory("jobs.db");

    public virtual Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var store in opened)
        {
            await store.DisposeAsync();
        }

        Directory.Delete(directory, recursive: true);
    }

    protected string InDirectory(string name) => Path.Combine(directory, name);

    protected SqliteMasterStore Open(
        string? connectionString = null, TimeSpan? lockWait = null, Func<string, string?>? networkFileSystemOf = null)
    {
        var options = new SqliteStoreOptions
        {
            ConnectionString = connectionString ?? FilePath,
            Synchronous = SqliteSynchronous.Normal,
            LockWait = lockWait ?? TimeSpan.FromSeconds(5),
        };
        var store = SqliteMasterStore.Create(StoreContexts.Create(storeClock: null), options, networkFileSystemOf ?? (_ => null));
        opened.Add(store);
        return store;
    }

    protected async Task<SqliteMasterStore> OpenMigratedAsync(TimeSpan? lockWait = null)
    {
        var store = Open(lockWait: lockWait);
        await store.Schema.MigrateAsync(default);
        return store;
    }

    /// <summary>A connection as an app would open it.</summary>
    protected SqliteConnection Connect(string? path = null)
    {
        var connection = new SqliteConnection($"Data Source={path ?? FilePath};Pooling=False");
        opened.Add(connection);
        connection.Open();
        return connection;
    }

    protected static NewJob Job(string? definitionId = "email.send") => new()
    {
        Id = Guid.CreateVersion7(),
        DefinitionId = definitionId!,
        Lane = "default",
        Priority = JobMasterPriority.Medium,
        Timeout = TimeSpan.FromMinutes(5),
        MaxRetries = 3,
    };

    protected static async Task<ClaimRequest> StartSessionAsync(SqliteMasterStore store)
    {
        var id = Guid.CreateVersion7();
        await store.Sessions.StartAsync(
            new NewSession { Id = id, WorkerName = "w", NodeName = "n", Lanes = ["default"], Concurrency = 8, Version = "1" }, default);
        return new ClaimRequest
        {
            SessionId = id, Queues = [new QueueShare(new JobQueue("default", JobMasterPriority.Medium), 1000)],
            FreeSlots = 1000
        };
    }
}
