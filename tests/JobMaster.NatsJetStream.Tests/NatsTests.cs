using System.Diagnostics;
using System.Text;
using JobMaster.Conformance.Jobs;
using JobMaster.TestServers;
using Microsoft.Extensions.Logging;

namespace JobMaster.NatsJetStream.Tests;

/// <summary>The base of this provider's own tests: an agent connection of its own, and short words.</summary>
[NeedsServer("nats")]
public abstract class NatsTests : IAsyncLifetime
{
    private readonly List<IAsyncDisposable> _owned = [];
    private readonly ILoggerFactory _loggers;

    protected NatsTests() => _loggers = LoggerFactory.Create(logging => logging.AddProvider(Logs).SetMinimumLevel(LogLevel.Debug));

    protected static JobQueue Queue { get; } = new("default", JobMasterPriority.Medium);

    protected NatsFixture Fixture { get; } = new();

    protected LogSink Logs { get; } = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var owned in Enumerable.Reverse(_owned))
        {
            await owned.DisposeAsync();
        }

        _loggers.Dispose();
        await Fixture.CleanUpAsync();
    }

    /// <summary>Has a thing disposed at the end, the last first.</summary>
    protected T Own<T>(T thing)
        where T : IAsyncDisposable
    {
        _owned.Add(thing);
        return thing;
    }

    /// <summary>A node that is not provisioned yet.</summary>
    private protected NatsAgentTransport Create(string? url = null, Action<NatsJetStreamOptions>? configure = null) =>
        Own(Fixture.Open(url ?? NatsFixture.Url, "nats-tests", configure ?? (_ => { }), _loggers));

    private protected async Task<NatsAgentTransport> OpenAsync(string? url = null, Action<NatsJetStreamOptions>? configure = null)
    {
        var agent = Create(url, configure);
        await agent.ProvisionAsync(default).Soon();
        return agent;
    }

    protected static AgentMessage Message(JobQueue? queue = null, string body = "a job") =>
        new(Guid.CreateVersion7(), queue ?? Queue, Encoding.UTF8.GetBytes(body));

    protected static List<AgentMessage> Messages(int count) => [.. Enumerable.Range(0, count).Select(at => Message(body: $"job {at}"))];

    protected static ReceiveRequest Request(TimeSpan wait, int limit = 1000, JobQueue? queue = null) =>
        new() { Queues = [new QueueShare(queue ?? Queue, limit)], Limit = limit, Wait = wait };

    protected static Task<IReadOnlyList<ReceivedMessage>> AwaitAsync(IAgentTransport agent, int limit = 1000) =>
        agent.ReceiveAsync(Request(TestTime.Patience, limit), default).Soon();

    protected static async Task<List<ReceivedMessage>> AwaitManyAsync(IAgentTransport agent, int count)
    {
        var since = Stopwatch.StartNew();
        var all = new List<ReceivedMessage>();
        while (all.Count < count && since.Elapsed < TestTime.Patience)
        {
            all.AddRange(await AwaitAsync(agent));
        }

        all.Count.ShouldBe(count);
        return all;
    }

    protected static Guid[] Ids(IEnumerable<ReceivedMessage> messages) => [.. messages.Select(message => message.Message.Id)];

    /// <summary>What the agent says when it cannot be used.</summary>
    protected static async Task<JobMasterStoreException> RefusedAsync(IAgentTransport agent, params string[] words)
    {
        var refused = await Should.ThrowAsync<JobMasterStoreException>(() => agent.ProvisionAsync(default).Soon());
        words.Where(word => !refused.Message.Contains(word, StringComparison.Ordinal)).ShouldBeEmpty(refused.Message);
        return refused;
    }
}
