using System.Data.Common;
using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;
using JobMaster.Conformance.Statements;
using JobMaster.Storage;
using Microsoft.Data.Sqlite;

namespace JobMaster.Sqlite.Tests;

/// <summary>A database file in a directory of its own.</summary>
public sealed class SqliteFixture : IGatedStoreFixture, ISteppedStoreFixture, ILeavesTraces
{
    private readonly string directory = Directory.CreateTempSubdirectory("jobmaster-").FullName;

    private string Path => System.IO.Path.Combine(directory, "jobs.db");

    public Task PrepareAsync() => Task.CompletedTask;

    public IMasterStore Open(TimeProvider? storeClock) => SqliteMasterStore.Create(
        StoreContexts.Create(storeClock), new SqliteStoreOptions { ConnectionString = Path, Synchronous = SqliteSynchronous.Normal }, _ =>
            null);

    public IMasterStore Open(TimeProvider? storeClock, Action<IReadOnlyCollection<Guid>> entered, Action<IReadOnlyCollection<Guid>> left) =>
        SqliteMasterStore.Create(
            StoreContexts.Create(storeClock),
            new SqliteStoreOptions { ConnectionString = Path, Synchronous = SqliteSynchronous.Normal },
            _ => null,
            parts => parts with { EntrySteps = [new NotedStep(entered)], ExitSteps = [new NotedStep(left)] });

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

    /// <summary>The handles of this process on the directory's files, where the system tells them.</summary>
    public Task<IReadOnlyList<string>> TracesAsync() => Task.FromResult<IReadOnlyList<string>>(
        !Directory.Exists("/proc/self/fd")
            ? []
            : [
                .. Directory.EnumerateFiles("/proc/self/fd").Select(TargetOf)
                    .OfType<string>()
                    .Where(target => target.StartsWith(directory, StringComparison.Ordinal))]);

    public Task CleanUpAsync()
    {
        Directory.Delete(directory, recursive: true);
        return Task.CompletedTask;
    }

    private static string? TargetOf(string handle)
    {
        try
        {
            return File.ResolveLinkTarget(handle, returnFinalTarget: false)?.FullName;
        }
        catch (IOException)
        {
            // It has just been closed.
            return null;
        }
    }
}
