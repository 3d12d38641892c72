using System.Data.Common;
using System.Reflection;
using JobMaster.Conformance;
using JobMaster.Storage;
using Microsoft.Data.Sqlite;

namespace JobMaster.Sqlite.Tests;

/// <summary>A database file in a directory of its own.</summary>
public sealed class SqliteFixture : ITransactionalStoreFixture
{
    private readonly string directory = Directory.CreateTempSubdirectory("jobmaster-").FullName;

    private string Path => System.IO.Path.Combine(directory, "jobs.db");

    public Task PrepareAsync() => Task.CompletedTask;

    public IMasterStore Open(TimeProvider? storeClock) => Open(storeClock, []);

    public IMasterStore Open(TimeProvider? storeClock, params Assembly[] otherStatements) => SqliteMasterStore.Create(
        StoreContexts.Create(storeClock), new SqliteStoreOptions { ConnectionString = Path, Synchronous = SqliteSynchronous.Normal }, _ => null, otherStatements);

    public async Task<DbConnection> OpenConnectionAsync()
    {
        var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        await connection.OpenAsync();
        return connection;
    }

    public Task CleanUpAsync()
    {
        Directory.Delete(directory, recursive: true);
        return Task.CompletedTask;
    }
}
