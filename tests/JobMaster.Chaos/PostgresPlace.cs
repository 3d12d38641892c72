using JobMaster.Conformance;
using JobMaster.TestServers;
using Npgsql;

namespace JobMaster.Chaos;

/// <summary>A database on the server for tests; the store is disturbed by cutting every connection to it and letting in no other.</summary>
public sealed class PostgresPlace : IChaosPlace
{
    private readonly string _database = $"chaos_{Guid.NewGuid():N}";

    public string Provider => "postgres";

    public async Task<string> CreateAsync(string directory)
    {
        await ExecuteAsync($"create database {_database}");
        return new NpgsqlConnectionStringBuilder(TestServer.ConnectionString("postgres")) { Database = _database }.ConnectionString;
    }

    public async Task DisturbAsync(TimeSpan duration)
    {
        await ExecuteAsync($"alter database {_database} allow_connections false");
        await ExecuteAsync($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{_database}'");
        await Eventually.LastsAsync(duration);
        await ExecuteAsync($"alter database {_database} allow_connections true");
    }

    /// <summary>Locks are of rows, and others pass over them.</summary>
    public Task<bool> IsFreeAsync() => Task.FromResult(true);

    public async ValueTask DisposeAsync() => await ExecuteAsync($"drop database if exists {_database} with (force)");

    private static async Task ExecuteAsync(string command)
    {
        await using var connection = new NpgsqlConnection(TestServer.ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync();
        await using var created = new NpgsqlCommand(command, connection);
        await created.ExecuteNonQueryAsync();
    }
}
