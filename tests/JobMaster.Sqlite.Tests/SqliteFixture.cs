using System.Data.Common;
using System.Reflection;
using JobMaster.Conformance;
using JobMaster.Conformance.Statements;
using JobMaster.Storage;
using Microsoft.Data.Sqlite;

namespace JobMaster.Sqlite.Tests;

/// <summary>A database file in a directory of its own.</summary>
public sealed class SqliteFixture : IGatedStoreFixture
{
    private readonly string directory = Directory.CreateTempSubdirectory("jobmaster-").FullName;

    private string Path => System.IO.Path.Combine(directory, "jobs.db");

    public Task PrepareAsync() => Task.CompletedTask;

    public IMasterStore Open(TimeProvider? storeClock) => Open(storeClock, []);

    public IMasterStore Open(TimeProvider? storeClock, params Assembly[] otherStatements) => SqliteMasterStore.Create(
        StoreContexts.Create(storeClock), new SqliteStoreOptions { ConnectionString = Path, Synchronous = SqliteSynchronous.Normal }, _ => null, otherStatements);

    public bool WritesSideBySide => false;

    public IMasterStore Open(TimeProvider? storeClock, StatementGate gate)
    {
        var store = (SqliteMasterStore)Open(storeClock);
        store.Parts.Dialect.StatementRan = (statement, blocks) => gate.PassAsync(statement.Name, blocks);
        return store;
    }

    public IReadOnlyDictionary<string, string> ReadStatements(IMasterStore store)
    {
        var statements = ((SqliteMasterStore)store).Parts.Statements;
        return statements.Names.ToDictionary(name => name, name => statements[name].Text);
    }

    /// <summary>Every writer waits while another is held: there is one at a time.</summary>
    public Task<bool> IsWaitingAsync() => Task.FromResult(true);

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
