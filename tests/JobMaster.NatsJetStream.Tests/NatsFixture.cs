using System.Text.Json;
using JobMaster.Conformance.Agents;
using JobMaster.TestServers;
using Microsoft.Extensions.Logging;
using NATS.Client.Core;

namespace JobMaster.NatsJetStream.Tests;

/// <summary>Streams of its own on the server for tests.</summary>
public sealed class NatsFixture : IAgentFixture
{
    private static readonly Lazy<Task> Keeper = new(KeepOneStreamAsync);
    private static int _made;
    private readonly HashSet<string> _streams = [];

    public static string Url => TestServer.ConnectionString("nats");

    public TimeSpan WakesWithin { get; } = TimeSpan.FromMilliseconds(100);

    public bool MovesClock => false;

    /// <summary>The agent connection's name, a stream's second half.</summary>
    public string Agent { get; } = $"t{Environment.ProcessId}-{Interlocked.Increment(ref _made)}";

    public Task PrepareAsync() => Task.CompletedTask;

    public IAgentTransport Open(string clusterId, TimeSpan lease) => Open(Url, clusterId, options => options.AckWait = lease);

    public bool NamesPlaces => true;

    public IAgentTransport OpenAs(string clusterId, string name, string? formerClusterId = null, string? formerName = null)
    {
        string Own(string given) => $"{Agent}-{given}";
        lock (_streams)
        {
            _streams.Add(new QueueNames(clusterId, Own(name)).Stream);
        }

        var context = AgentContexts.Create(clusterId, Own(name)) with
        {
            FormerClusterId = formerClusterId,
            FormerName = formerName is null
            ? null
            : Own(formerName)
        };
        return NatsAgentTransport.Create(context, new NatsJetStreamOptions { Url = Url });
    }

    internal NatsAgentTransport Open(string url, string clusterId, Action<NatsJetStreamOptions> configure, ILoggerFactory? loggers = null)
    {
        _streams.Add(new QueueNames(clusterId, Agent).Stream);
        var options = new NatsJetStreamOptions { Url = url };
        configure(options);
        return NatsAgentTransport.Create(AgentContexts.Create(clusterId, Agent, loggers: loggers), options);
    }

    public Task PassAsync(TimeSpan time) => Task.CompletedTask;

    /// <summary>How many pulls the server keeps open for the cluster's queues.</summary>
    public async Task<int> CountOpenPullsAsync(string clusterId)
    {
        await using var connection = Connect();
        using var answer = await AskAsync(connection, $"CONSUMER.LIST.{new QueueNames(clusterId, Agent).Stream}");
        return answer.RootElement.GetProperty("consumers").EnumerateArray().Sum(consumer => consumer.GetProperty("num_waiting").GetInt32());
    }

    public async Task CleanUpAsync()
    {
        await Keeper.Value;
        await using var connection = Connect();
        foreach (string stream in _streams)
        {
            using var _ = await AskAsync(connection, $"STREAM.DELETE.{stream}");
        }
    }

    internal static NatsConnection Connect() => new(new NatsOpts { Url = Url });

    /// <summary>Asks JetStream's interface.</summary>
    internal static async Task<JsonDocument> AskAsync(NatsConnection connection, string call, byte[]? body = null)
    {
        var options = new NatsSubOpts { Timeout = TimeSpan.FromSeconds(10) };
        var answer = await connection.RequestAsync<byte[], byte[]>($"$JS.API.{call}", body ?? [], replyOpts: options);
        return JsonDocument.Parse(answer.Data);
    }

    /// <summary>
    /// With its last stream a server removes their common directory, and a stream that is just being made by another test cannot be stored.
    /// </summary>
    private static async Task KeepOneStreamAsync()
    {
        await using var connection = Connect();
        byte[] config = JsonSerializer.SerializeToUtf8Bytes(
            new { name = "jobmaster_tests", subjects = new[] { "jobmaster_tests" }, storage = "file" });
        using var _ = await AskAsync(connection, "STREAM.CREATE.jobmaster_tests", config);
    }
}
