namespace JobMaster.TestServers;

/// <summary>
/// The tests of this class (or all tests of the assembly) need a server: <c>postgres</c>, <c>mysql</c>, <c>nats</c> or <c>sqlserver</c>.
/// </summary>
/// <remarks>The attribute is inherited, so it also stands before the suites that a base class brings.</remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class NeedsServerAttribute(string server) : Attribute
{
    public string Server => server;
}
