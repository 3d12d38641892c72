using JobMaster.NatsJetStream;
using JobMaster.NatsJetStream.Client;
using JobMaster.NatsJetStream.Protocol;
using JobMaster.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace JobMaster.Benchmarks.Agents;

/// <summary>A stream of its own, the agent on it, and a second connection that does the same by hand. Disposed, the stream is removed.</summary>
internal sealed class NatsPlace : IAsyncDisposable
{
    /// <summary>How many messages one push takes.</summary>
    public const int PushBatch = 1000;

    /// <summary>How many messages one receive takes.</summary>
    public const int ReceiveBatch = 500;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly JobQueue Queue = new(JobMasterWorkerOptions.DefaultLane, JobMasterPriority.Medium);
    private static readonly byte[] Body = new byte[300];

    private readonly QueueNames _names;
    private readonly NatsAgentTransport _agent;
    private readonly NatsConnection _connection;
    private readonly JetStreamContext _raw;
    private readonly IPullConsumer _consumer;

    private NatsPlace(string url)
    {
        string name = $"b{Guid.NewGuid():N}";
        var options = new NatsJetStreamOptions { Url = url, RequestTimeout = Patience };
        var context = new AgentTransportContext
        {
            ClusterId = "benchmark",
            Name = name,
            Services = new ServiceCollection().BuildServiceProvider(),
            LoggerFactory = NullLoggerFactory.Instance,
            Time = TimeProvider.System,
            Random = Random.Shared,
        };
        _names = new QueueNames("benchmark", name);
        _agent = NatsAgentTransport.Create(context, options);
        _connection = new NatsConnection(options, ServerAddress.ParseList(url), TimeProvider.System, Random.Shared, NullLogger.Instance);
        _raw = new JetStreamContext(_connection, options, TimeProvider.System);
        _consumer = _raw.OpenConsumer(_names.Stream, QueueNames.Consumer(Queue), _ => { });
    }

    public static async Task<NatsPlace> CreateAsync(string url)
    {
        var place = new NatsPlace(url);
        await place._agent.ProvisionAsync(CancellationToken.None);
        await place._agent.ReceiveAsync(Request(1, TimeSpan.Zero), CancellationToken.None);
        await place._raw.ConnectAsync(CancellationToken.None);
        return place;
    }

    /// <summary>Pushes through the agent, a batch at a time.</summary>
    public async Task PushAsync(int messages, int batch = PushBatch)
    {
        for (int left = messages; left > 0; left -= batch)
        {
            var pushed = new List<AgentMessage>(batch);
            for (int at = 0; at < Math.Min(left, batch); at++)
            {
                pushed.Add(new AgentMessage(Guid.CreateVersion7(), Queue, Body));
            }

            await _agent.PushAsync(pushed, CancellationToken.None);
        }
    }

    /// <summary>Publishes by hand: the commands, and a count of the answers.</summary>
    public async Task RawPushAsync(int messages, int batch = PushBatch)
    {
        for (int left = messages; left > 0; left -= batch)
        {
            await _connection.SendAsync(new RawPublish(_names.Subject(Queue), Body, Math.Min(left, batch)), Patience, CancellationToken.None);
        }
    }

    /// <summary>Receives and acknowledges through the agent until so many have come.</summary>
    public async Task ReceiveAsync(int messages)
    {
        for (int done = 0; done < messages;)
        {
            var received = await _agent.ReceiveAsync(Request(ReceiveBatch, Patience), CancellationToken.None);
            await _agent.AckAsync(received, CancellationToken.None);
            done += received.Count;
        }
    }

    /// <summary>Fetches and acknowledges by hand.</summary>
    public async Task RawReceiveAsync(int messages)
    {
        for (int done = 0; done < messages;)
        {
            var fetched = await _consumer.PullAsync(ReceiveBatch, noWait: true, expires: null);
            await _raw.AcknowledgeAsync([.. fetched.Messages.Select(message => message.AckSubject)], AckKind.Ack, TimeSpan.Zero, CancellationToken.None);
            done += fetched.Messages.Count;
        }
    }

    /// <summary>Waits for one message and acknowledges it, through the agent.</summary>
    public async Task<Func<Task>> AwaitOneAsync()
    {
        var receiving = _agent.ReceiveAsync(Request(10, Patience), CancellationToken.None);

        // The receive looks at the queue first, and only then waits.
        await Task.Delay(TimeSpan.FromMilliseconds(5));
        return async () => await _agent.AckAsync(await receiving, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _agent.DisposeAsync();
        await _connection.SendAsync(new ApiRequest($"$JS.API.STREAM.DELETE.{_names.Stream}", []), Patience, CancellationToken.None);
        await _connection.DisposeAsync();
    }

    private static ReceiveRequest Request(int limit, TimeSpan wait) => new() { Queues = [new QueueShare(Queue, limit)], Limit = limit, Wait = wait };
}
