using Testcontainers.MySql;

namespace JobMaster.TestServers;

/// <summary>MySQL in a container.</summary>
internal static partial class ContainerServer
{
    static partial void Describe(ref (string? Server, Func<Task<string>>? Start) container) =>
        container = ("mysql", StartAsync);

    private static async Task<string> StartAsync()
    {
        var server = new MySqlBuilder("mysql:8.4").WithUsername("root").Build();
        await server.StartAsync();
        return server.GetConnectionString();
    }
}
