using JobMaster.Benchmarks.Measures;
using JobMaster.Benchmarks.Providers;

namespace JobMaster.Benchmarks.Agents;

/// <summary>Agents on a NATS server, alone or in a cluster whose master is on a Postgres server.</summary>
internal sealed class NatsBenchmarkProvider(string? connection, string? master) : IBenchmarkProvider
{
    public const string Name = "nats";
    private const string DefaultUrl = "nats://127.0.0.1:4222";

    private readonly PostgresBenchmarkProvider _master = new(master, "--master");
    private readonly string _url = connection ?? Environment.GetEnvironmentVariable("JOBMASTER_TEST_NATS") ?? DefaultUrl;

    /// <summary>Those that need the master come first, so that its lack shows at once.</summary>
    public IReadOnlyList<IMeasure> Measures =>
    [
        new AgentDrainMeasure(this), new LatencyMeasure(), new ControlsMeasure(), new PushMeasure(this), new ReceiveMeasure(this),
        new WakeMeasure(this),
    ];

    public int RawInsertConnections => 1;

    /// <summary>One that admits, beside those that record outcomes.</summary>
    public int RawDrainConnections => 1 + _master.RawDrainConnections;

    /// <summary>Makes an agent that nothing else uses.</summary>
    public Task<NatsPlace> CreateAgentAsync() => NatsPlace.CreateAsync(_url);

    /// <summary>Makes a master that nothing else uses.</summary>
    public Task<IBenchmarkPlace> CreateMasterAsync() => _master.CreateAsync();

    public async Task<NatsCluster> CreateClusterAsync()
    {
        var made = await CreateMasterAsync();
        try
        {
            var agent = await CreateAgentAsync();
            return new NatsCluster(_url, agent.Name, made, agent);
        }
        catch
        {
            await made.DisposeAsync();
            throw;
        }
    }

    public async Task<IBenchmarkPlace> CreateAsync() => await CreateClusterAsync();

    public IBenchmarkPlace Attach(string name) => NatsCluster.Attach(name, _master);

    public Task<IStatementCounter> CountStatementsAsync() => _master.CountStatementsAsync();
}
