namespace JobMaster.TestServers;

/// <summary>
/// Where the servers for tests are: <c>JOBMASTER_TEST_POSTGRES</c> and its like, set by <c>tests/run.sh</c> or by hand; else in a
/// container.
/// </summary>
internal static class TestServer
{
    /// <summary>The server's connection string; throws when it is not set.</summary>
    public static string ConnectionString(string server) =>
        Find(server) ?? throw new InvalidOperationException(
            $"{Variable(server)} is not set. Run tests/run.sh, or: eval \"$(tests/servers.sh start {server})\"");

    /// <summary>Why tests that need the server are to be skipped; null when they are to run.</summary>
    public static string? WhySkipped(string server) => (Find(server), IsRequired(server)) switch
    {
        (null, false) => $"{Variable(server)} is not set, and no container engine answers",
        _ => null,
    };

    /// <summary>Why tests that restart the server are to be skipped; null when they are to run.</summary>
    public static string? WhyNotOurs(string server) =>
        Environment.GetEnvironmentVariable("JOBMASTER_TEST_SERVERS") is { Length: > 0 } state
            && Directory.Exists(Path.Combine(state, server))
            ? null
            : $"the {server} server is not ours to restart: tests/servers.sh did not start it";

    private static string? Find(string server) =>
        Environment.GetEnvironmentVariable(Variable(server)) is { Length: > 0 } found ? found : ContainerServer.Find(server);

    // Nothing can start an SQL Server for us, so only a connection string makes it required.
    private static bool IsRequired(string server) =>
        server != "sqlserver" && Environment.GetEnvironmentVariable("JOBMASTER_TEST_REQUIRE") == "1";

    private static string Variable(string server) => $"JOBMASTER_TEST_{server.ToUpperInvariant()}";
}
