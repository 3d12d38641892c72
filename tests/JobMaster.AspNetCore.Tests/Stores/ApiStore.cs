using JobMaster.TestServers;
using Npgsql;

namespace JobMaster.AspNetCore.Tests.Stores;

/// <summary>Where the cluster of a suite keeps its jobs, and what is left of it afterwards: nothing.</summary>
public sealed class ApiStore : IAsyncDisposable
{
    private readonly Action<JobMasterClusterConfig> _use;
    private readonly Func<Task> _remove;

    private ApiStore(Action<JobMasterClusterConfig> use, Func<Task> remove) => (_use, _remove) = (use, remove);

    public static ApiStore InMemory() => new(config => config.UseInMemory(), () => Task.CompletedTask);

    public static ApiStore Sqlite()
    {
        string folder = Directory.CreateTempSubdirectory("jobmaster-api-").FullName;
        return new ApiStore(config => config.UseSqlite(Path.Combine(folder, "jobs.db")), () =>
        {
            Directory.Delete(folder, recursive: true);
            return Task.CompletedTask;
        });
    }

    /// <summary>A schema of its own on the server for tests.</summary>
    public static ApiStore Postgres()
    {
        string schema = $"a{Guid.CreateVersion7():N}"[..32];
        var source = NpgsqlDataSource.Create(TestServer.ConnectionString("postgres"));
        return new ApiStore(config => config.UsePostgres(source).UseSqlSchemaForMaster(schema), async () =>
        {
            await using (var drop = source.CreateCommand($"drop schema if exists {schema} cascade"))
            {
                await drop.ExecuteNonQueryAsync();
            }

            await source.DisposeAsync();
        });
    }

    public JobMasterClusterConfig UseFor(JobMasterClusterConfig config)
    {
        _use(config);
        return config;
    }

    public async ValueTask DisposeAsync() => await _remove();
}
