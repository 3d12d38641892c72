using Testcontainers.MsSql;

namespace JobMaster.TestServers;

/// <summary>SQL Server in a container.</summary>
internal static partial class ContainerServer
{
    static partial void Describe(ref (string? Server, Func<Task<string>>? Start) container) =>
        container = ("sqlserver", StartAsync);

    private static async Task<string> StartAsync()
    {
        var server = new MsSqlBuilder("mcr.microsoft.com/mssql/server:2022-latest").Build();
        await server.StartAsync();
        await server.ExecScriptAsync("create database jobs; alter database jobs set read_committed_snapshot on;");
        return server.GetConnectionString().Replace("Database=master", "Database=jobs", StringComparison.Ordinal);
    }
}
