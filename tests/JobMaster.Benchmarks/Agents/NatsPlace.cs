using JobMaster.Agents;
using JobMaster.Benchmarks.Providers;
using JobMaster.NatsJetStream;
using JobMaster.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace JobMaster.Benchmarks.Agents;

/// <summary>
/// A stream of its own, the agent on it, and a second connection that does the same by hand. Disposed, the stream is removed.
/// </summary>
internal sealed class NatsPlace : IAsyncDisposable
{
    /// <summary>The cluster whose agents these are.</summary>
    public const string ClusterId = "benchmark";

    /// <summary>How many messages one push takes.</summary>
    public const int PushBatch = 1000;

    /// <summary>How many messages one receive takes.</summary>
    public const int ReceiveBatch = 500;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly JobQueue Queue = new(RawJob.Lane, JobMasterPriority.Medium);

    /// <summary>What the library writes for the job of every benchmark.</summary>
    private static readonly ReadOnlyMemory<byte> Body = AgentMessageFormat.Write(RawJob.New()).Body;

    private readonly QueueNames _names;
    private readonly NatsAgentTransport _agent;
    private readonly NatsRawClient _raw;

    private NatsPlace(string url, NatsRawClient raw)
    {
        _raw = raw;
        var options = new NatsJetStreamOptions { Url = url, RequestTimeout = Patience };
        var context = new AgentTransportContext
        {
            ClusterId = ClusterId,
            Name = Name,
            Services = new ServiceCollection().BuildServiceProvider(),
            LoggerFactory = NullLoggerFactory.Instance,
            Time = TimeProvider.System,
            Random = Random.Shared,
        };
        _names = new QueueNames(ClusterId, Name);
        _agent = NatsAgentTransport.Create(context, options);
    }

    /// <summary>The agent's name.</summary>
    public string Name { get; } = $"b{Guid.NewGuid():N}";

    public static async Task<NatsPlace> CreateAsync(string url)
    {
        var place = new NatsPlace(url, await NatsRawClient.OpenAsync(url));
        await place._agent.ProvisionAsync(CancellationToken.None);
        await place._agent.ReceiveAsync(Request(1, TimeSpan.Zero), CancellationToken.None);
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
                pushed.Add(new AgentMessage(RawJob.New().Id, Queue, Body));
            }

            await _agent.PushAsync(pushed, CancellationToken.None);
        }
    }

    /// <summary>Publishes by hand: the commands, and a count of the answers.</summary>
    public async Task RawPushAsync(int messages, int batch = PushBatch)
    {
        for (int left = messages; left > 0; left -= batch)
        {
            await _raw.PublishAsync(_names.Subject(Queue), Body, Math.Min(left, batch));
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
            var fetched = await RawPullAsync(ReceiveBatch);
            await RawAckAsync(fetched);
            done += fetched.Count;
        }
    }

    /// <summary>Pulls by hand what waits.</summary>
    public Task<IReadOnlyList<RawMessage>> RawPullAsync(int limit) => _raw.PullAsync(_names.Stream, QueueNames.Consumer(Queue), limit);

    /// <summary>Acknowledges by hand.</summary>
    public Task RawAckAsync(IReadOnlyList<RawMessage> messages) => _raw.AckAsync(messages);

    /// <summary>Waits for one message and acknowledges it, through the agent.</summary>
    public async Task<Func<Task>> AwaitOneAsync()
    {
        var receiving = _agent.ReceiveAsync(Request(10, Patience), CancellationToken.None);

        // The receive looks at the queue first, and only then waits.
        await Task.Delay(TimeSpan.FromMilliseconds(5));
        return async () => await _agent.AckAsync(await receiving, CancellationToken.None);
    }

    /// <summary>How many messages were ever pushed, and how many of them are not acknowledged.</summary>
    public async Task<(long Pushed, long Left)> CountAsync()
    {
        using var answer = await _raw.AskAsync($"STREAM.INFO.{_names.Stream}");
        var state = answer.RootElement.GetProperty("state");
        return (state.GetProperty("last_seq").GetInt64(), state.GetProperty("messages").GetInt64());
    }

    public async ValueTask DisposeAsync()
    {
        await _agent.DisposeAsync();
        using (await _raw.AskAsync($"STREAM.DELETE.{_names.Stream}"))
        {
            await _raw.DisposeAsync();
        }
    }

    private static ReceiveRequest Request(int limit, TimeSpan wait) =>
        new() { Queues = [new QueueShare(Queue, limit)], Limit = limit, Wait = wait };
}
