using System.Data.Common;
using JobMaster.Conformance;
using JobMaster.Conformance.Statements;
using JobMaster.Storage;
using JobMaster.TestServers;
using Microsoft.Data.SqlClient;

namespace JobMaster.SqlServer.Tests;

/// <summary>A schema of its own on the server for tests, whose login may create schemas in the database it names.</summary>
public class SqlServerFixture : IGatedStoreFixture, ISteppedStoreFixture
{
    private static int _made;

    /// <summary>The server for tests.</summary>
    public static string ConnectionString => TestServer.ConnectionString("sqlserver");

    public string Schema { get; } = $"t{Environment.ProcessId}_{Interlocked.Increment(ref _made)}";

    public bool WritesSideBySide => true;

    public Task PrepareAsync() => Task.CompletedTask;

    public async Task PrepareMigratedAsync()
    {
        await using var store = Open(null, change: null);
        await store.Schema.MigrateAsync(default);
    }

    public IMasterStore Open(TimeProvider? storeClock) => Open(storeClock, change: null);

    public IMasterStore Open(TimeProvider? storeClock, Action<IReadOnlyCollection<Guid>> entered, Action<IReadOnlyCollection<Guid>> left) =>
        Open(storeClock, parts => parts with { EntrySteps = [new NotedStep(entered)], ExitSteps = [new NotedStep(left)] });

    public IMasterStore Open(TimeProvider? storeClock, StatementGate gate)
    {
        var store = Open(storeClock, change: null);
        store.Parts.Dialect.StatementRan = (statement, blocks) => gate.PassAsync(statement.Name, blocks);
        return store;
    }

    public IReadOnlyDictionary<string, string> ReadStatements(IMasterStore store)
    {
        var statements = ((SqlServerMasterStore)store).Parts.Statements;
        return statements.Names.ToDictionary(name => name, name => statements[name].Text);
    }

    public async Task<bool> IsWaitingAsync()
    {
        await using var connection = await OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "select count(*) from sys.dm_tran_locks where request_status = 'WAIT' and resource_database_id = db_id()";
        return (int)(await command.ExecuteScalarAsync())! > 0;
    }

    public async Task<DbConnection> OpenConnectionAsync()
    {
        var connection = new SqlConnection(ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    public Task CleanUpAsync() => DropAsync(Schema);

    /// <summary>Drops a schema with its tables.</summary>
    public static async Task DropAsync(string schema)
    {
        await using var connection = new SqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new SqlCommand(
            """
            declare @text nvarchar(max) = (
              select string_agg(cast(concat(N'drop table ', quotename(@schema), N'.', quotename(name), N';') as nvarchar(max)), N' ')
              from sys.tables where schema_id = schema_id(@schema));
            set @text = concat(@text, case when schema_id(@schema) is not null then concat(N' drop schema ', quotename(@schema)) end);
            exec sys.sp_executesql @text;
            """,
            connection);
        command.Parameters.AddWithValue("@schema", schema);
        await command.ExecuteNonQueryAsync();
    }

    private SqlServerMasterStore Open(TimeProvider? storeClock, Func<JobMaster.Sql.SqlStoreParts, JobMaster.Sql.SqlStoreParts>? change) =>
        SqlServerMasterStore.Create(
            StoreContexts.Create(storeClock, schema: Schema), new SqlServerStoreOptions { ConnectionString = ConnectionString }, change);
}
