using System.Diagnostics;
using System.Text;
using JobMaster.Conformance.Jobs;

namespace JobMaster.Conformance.Agents;

/// <summary>What every agent transport must do: an empty agent per test, and the short words the facts are written in.</summary>
public abstract partial class AgentTransportConformance<TFixture> : IAsyncLifetime
    where TFixture : IAgentFixture, new()
{
    protected const string Cluster = "conformance";

    /// <summary>Longer than any test takes.</summary>
    protected static readonly TimeSpan LongLease = TimeSpan.FromMinutes(5);

    /// <summary>For tests that wait for its end.</summary>
    protected static readonly TimeSpan ShortLease = TimeSpan.FromSeconds(1);

    private readonly List<IAgentTransport> _opened = [];

    protected TFixture Fixture { get; } = new();

    protected static JobQueue Queue { get; } = new("default", JobMasterPriority.Medium);

    public Task InitializeAsync() => Fixture.PrepareAsync();

    public async Task DisposeAsync()
    {
        foreach (var transport in _opened)
        {
            await transport.DisposeAsync();
        }

        await Fixture.CleanUpAsync();
    }

    /// <summary>One more node on the agent.</summary>
    protected async Task<IAgentTransport> OpenAsync(TimeSpan? lease = null, string clusterId = Cluster)
    {
        var transport = Fixture.Open(clusterId, lease ?? LongLease);
        _opened.Add(transport);
        await transport.ProvisionAsync(default).Soon();
        return transport;
    }

    protected static AgentMessage Message(JobQueue? queue = null, string body = "a job") =>
        new(Guid.CreateVersion7(), queue ?? Queue, Encoding.UTF8.GetBytes(body));

    protected static List<AgentMessage> Messages(int count, JobQueue? queue = null) =>
        [.. Enumerable.Range(0, count).Select(at => Message(queue, $"job {at}"))];

    protected static Task PushAsync(IAgentTransport agent, params IReadOnlyList<AgentMessage> messages) =>
        agent.PushAsync(messages, default).Soon();

    protected static JobQueue At(JobMasterPriority priority, string lane = "default") => new(lane, priority);

    protected static ReceiveRequest Request(TimeSpan wait, int limit, params IReadOnlyList<JobQueue> queues) => new()
    {
        Queues = [.. queues.Select(queue => new QueueShare(queue, limit))],
        Limit = limit,
        Wait = wait,
    };

    /// <summary>Receives what is there now.</summary>
    protected static Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(
        IAgentTransport agent, int limit = 1000, params IReadOnlyList<JobQueue> queues) =>
        agent.ReceiveAsync(Request(TimeSpan.Zero, limit, queues.Count > 0 ? queues : [Queue]), default).Soon();

    /// <summary>Receives, waiting for the first message.</summary>
    protected static Task<IReadOnlyList<ReceivedMessage>> AwaitAsync(
        IAgentTransport agent, int limit = 1000, params IReadOnlyList<JobQueue> queues) =>
        agent.ReceiveAsync(Request(TestTime.Patience, limit, queues.Count > 0 ? queues : [Queue]), default).Soon();

    /// <summary>Receives until so many have come; more than that is the test's failure.</summary>
    protected static async Task<List<ReceivedMessage>> AwaitManyAsync(
        IAgentTransport agent, int count, params IReadOnlyList<JobQueue> queues)
    {
        var since = Stopwatch.StartNew();
        var all = new List<ReceivedMessage>();
        while (all.Count < count && since.Elapsed < TestTime.Patience)
        {
            all.AddRange(await AwaitAsync(agent, 1000, queues));
        }

        all.Count.ShouldBe(count);
        return all;
    }

    protected static Task AckAsync(IAgentTransport agent, params IReadOnlyList<ReceivedMessage> messages) =>
        agent.AckAsync(messages, default).Soon();

    protected static Task ReleaseAsync(IAgentTransport agent, TimeSpan delay, params IReadOnlyList<ReceivedMessage> messages) =>
        agent.ReleaseAsync(messages, delay, default).Soon();

    protected static IEnumerable<Guid> Ids(IEnumerable<AgentMessage> messages) => messages.Select(message => message.Id);

    protected static IEnumerable<Guid> Ids(IEnumerable<ReceivedMessage> messages) => messages.Select(message => message.Message.Id);

    /// <summary>What a queue holds, (0, 0) when it is not listed.</summary>
    protected static async Task<(long Waiting, long Leased)> DepthAsync(IAgentTransport agent, JobQueue? queue = null)
    {
        var depth = (await agent.ReadDepthsAsync(default).Soon()).SingleOrDefault(depth => depth.Queue == (queue ?? Queue));
        return (depth.Waiting, depth.Leased);
    }
}
