namespace JobMaster.TestServers;

/// <summary>
/// The test stops or restarts the server, so it runs only where <c>tests/servers.sh</c> started one for us; elsewhere it is skipped and
/// says so.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NeedsOwnServerAttribute(string server) : Attribute
{
    public string Server => server;
}
