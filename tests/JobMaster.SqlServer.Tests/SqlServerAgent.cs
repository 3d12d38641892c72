using JobMaster.Conformance.Agents;
using JobMaster.Conformance.Jobs;
using JobMaster.Storage;
using JobMaster.TestServers;

namespace JobMaster.SqlServer.Tests;

/// <summary>Agents in schemas of their own on the server for tests, one for each cluster of a test.</summary>
public sealed class SqlServerAgentFixture : IAgentFixture
{
    private static int _made;
    private readonly List<string> _clusters = [];
    private readonly string _schema = $"a{Environment.ProcessId}_{Interlocked.Increment(ref _made)}";

    public TimeSpan WakesWithin => TimeSpan.FromMilliseconds(500);

    public bool MovesClock => false;

    public Task PrepareAsync() => Task.CompletedTask;

    public IAgentTransport Open(string clusterId, TimeSpan lease) =>
        Open(AgentContexts.Create(clusterId) with { Lease = lease, Schema = SchemaOf(clusterId) });

    public IAgentTransport OpenAs(string clusterId, string name, string? formerClusterId = null, string? formerName = null) =>
        Open(AgentContexts.Create(clusterId, name) with
        {
            FormerClusterId = formerClusterId,
            FormerName = formerName,
            Schema = SchemaOf(""),
        });

    public Task PassAsync(TimeSpan time) => Task.CompletedTask;

    public async Task CleanUpAsync()
    {
        foreach (string schema in _clusters.Select(SchemaOf).ToList())
        {
            await SqlServerFixture.DropAsync(schema);
        }
    }

    private static SqlServerAgentTransport Open(AgentTransportContext context) =>
        SqlServerAgentTransport.Create(context, new SqlServerStoreOptions { ConnectionString = SqlServerFixture.ConnectionString });

    private string SchemaOf(string clusterId)
    {
        lock (_clusters)
        {
            if (!_clusters.Contains(clusterId))
            {
                _clusters.Add(clusterId);
            }

            return $"{_schema}_{_clusters.IndexOf(clusterId)}";
        }
    }
}

[NeedsServer("sqlserver")]
public sealed class SqlServerAgentConformance : AgentTransportConformance<SqlServerAgentFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerAgentSchedulingTests : AgentSchedulingConformance<SqlServerFixture, SqlServerAgentFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerAdmissionJobsTests : AdmissionJobsConformance<SqlServerFixture, SqlServerAgentFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerAgentFeedTests : AgentFeedConformance<SqlServerFixture, SqlServerAgentFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerAgentDrainTests : AgentDrainConformance<SqlServerFixture, SqlServerAgentFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerAgentControlTests : AgentControlConformance<SqlServerFixture, SqlServerAgentFixture>;

[NeedsServer("sqlserver")]
public sealed class SqlServerAgentMonitorTests : AgentMonitorConformance<SqlServerFixture, SqlServerAgentFixture>;
