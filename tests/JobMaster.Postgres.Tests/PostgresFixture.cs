using System.Data.Common;
using JobMaster.Conformance;
using JobMaster.Storage;
using JobMaster.TestServers;
using Npgsql;

namespace JobMaster.Postgres.Tests;

/// <summary>A schema of its own on the server for tests.</summary>
public sealed class PostgresFixture : ITransactionalStoreFixture
{
    private static int _made;

    public static string ConnectionString => TestServer.ConnectionString("postgres");

    public string Schema { get; } = $"t{Environment.ProcessId}_{Interlocked.Increment(ref _made)}";

    public Task PrepareAsync() => Task.CompletedTask;

    /// <summary>Claims look at their queues from the front each time, as the suites' nodes must see at once what another node stored.</summary>
    public IMasterStore Open(TimeProvider? storeClock) => Open(storeClock, options => options.ClaimFullScanInterval = TimeSpan.Zero);

    public PostgresMasterStore Open(TimeProvider? storeClock, Action<PostgresStoreOptions> configure)
    {
        var options = new PostgresStoreOptions { ConnectionString = ConnectionString };
        configure(options);
        return PostgresMasterStore.Create(StoreContexts.Create(storeClock, Schema), options);
    }

    public async Task<DbConnection> OpenConnectionAsync()
    {
        var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    public async Task CleanUpAsync() => await ExecuteAsync($"drop schema if exists {Schema} cascade");

    public async Task<int> ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteNonQueryAsync();
    }

    public async Task<T> ReadAsync<T>(string sql)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString);
        await using var command = source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }
}
