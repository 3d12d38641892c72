using JobMaster.Conformance;
using JobMaster.TestServers;
using MySqlConnector;

namespace JobMaster.Chaos;

/// <summary>
/// A database with a user of its own on the server for tests; the store is disturbed by locking the user out and cutting all its
/// connections.
/// </summary>
public sealed class MySqlPlace : IChaosPlace
{
    private readonly string _name = $"chaos_{Guid.NewGuid().ToString("N")[..20]}";

    public string Provider => "mysql";

    public async Task<string> CreateAsync(string directory)
    {
        await ExecuteAsync($"create database {_name}; create user {_name} identified by ''; grant all on {_name}.* to {_name}");
        return new MySqlConnectionStringBuilder(TestServer.ConnectionString("mysql")) { Database = _name, UserID = _name }.ConnectionString;
    }

    public async Task DisturbAsync(TimeSpan duration)
    {
        await ExecuteAsync($"alter user {_name} account lock");
        await ExecuteAsync($"kill connection user {_name}");
        await Eventually.LastsAsync(duration);
        await ExecuteAsync($"alter user {_name} account unlock");
    }

    /// <summary>Locks are of rows, and others pass over them.</summary>
    public Task<bool> IsFreeAsync() => Task.FromResult(true);

    public async ValueTask DisposeAsync() =>
        await ExecuteAsync($"kill connection user {_name}; drop database if exists {_name}; drop user if exists {_name}");

    private static async Task ExecuteAsync(string command)
    {
        await using var connection = new MySqlConnection(TestServer.ConnectionString("mysql") + ";Pooling=false");
        await connection.OpenAsync();
        await using var created = new MySqlCommand(command, connection);
        await created.ExecuteNonQueryAsync();
    }
}
