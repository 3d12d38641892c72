using JobMaster.TestServers;
using Npgsql;

namespace JobMaster.Dashboard.Tests;

/// <summary>The pages and the actions on Postgres, in a schema of their own.</summary>
[NeedsServer("postgres")]
public sealed class PostgresTests
{
    [BrowserFact]
    public Task Pages_on_postgres() => PassesAsync("pages.test.mjs");

    [BrowserFact]
    public Task Actions_on_postgres() => PassesAsync("actions.test.mjs", "actions2.test.mjs");

    private static async Task PassesAsync(params string[] files)
    {
        string schema = $"d{Guid.CreateVersion7():N}"[..32];
        await using var source = NpgsqlDataSource.Create(TestServer.ConnectionString("postgres"));
        await using (var host = await DashboardHost.StartAsync(config => config.UsePostgres(source).UseSqlSchemaForMaster(schema)))
        {
            await Browser.PassesAsync(host, files);
        }

        await using var drop = source.CreateCommand($"drop schema {schema} cascade");
        await drop.ExecuteNonQueryAsync();
    }
}
