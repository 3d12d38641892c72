using JobMaster.Conformance;
using Microsoft.Data.Sqlite;

namespace JobMaster.Chaos;

/// <summary>A file; the store is disturbed by holding its write lock.</summary>
public sealed class SqlitePlace : IChaosPlace
{
    private string _path = "";

    public string Provider => "sqlite";

    public Task<string> CreateAsync(string directory) => Task.FromResult(_path = Path.Combine(directory, "jobs.db"));

    public async Task DisturbAsync(TimeSpan duration)
    {
        // A process that is stopped meanwhile may hold the lock for as long as it is stopped.
        await using var connection = await ConnectAsync(ChaosSettings.Patience);
        await using var transaction = connection.BeginTransaction(deferred: false);
        await Eventually.LastsAsync(duration);
    }

    public async Task<bool> IsFreeAsync()
    {
        try
        {
            await using var connection = await ConnectAsync(TimeSpan.FromSeconds(1));
            await using var transaction = connection.BeginTransaction(deferred: false);
            return true;
        }
        catch (SqliteException)
        {
            return false;
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<SqliteConnection> ConnectAsync(TimeSpan patience)
    {
        var connection = new SqliteConnection($"Data Source={_path};Pooling=False;Default Timeout={(int)patience.TotalSeconds}");
        await connection.OpenAsync();
        return connection;
    }
}
