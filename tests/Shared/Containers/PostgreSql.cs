using Testcontainers.PostgreSql;

namespace JobMaster.TestServers;

/// <summary>Postgres in a container.</summary>
internal static partial class ContainerServer
{
    static partial void Describe(ref (string? Server, Func<Task<string>>? Start) container) =>
        container = ("postgres", StartAsync);

    private static async Task<string> StartAsync()
    {
        var server = new PostgreSqlBuilder("postgres:17").WithCommand("-c", "max_connections=300").Build();
        await server.StartAsync();
        return server.GetConnectionString();
    }
}
