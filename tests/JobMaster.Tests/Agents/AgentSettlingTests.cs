using JobMaster.Agents;
using JobMaster.Conformance.Agents;
using JobMaster.Conformance.Faults;
using JobMaster.Conformance.Jobs;
using JobMaster.Storage;
using JobMaster.Testing;

namespace JobMaster.Tests.Agents;

/// <summary>What a node does with deliveries after it has read them.</summary>
public sealed class AgentSettlingTests : IAsyncDisposable
{
    private readonly TestClock _clock = new();
    private readonly StoreFaults _faults = new();
    private readonly LogSink _logs = new();
    private readonly AgentConnection _agent;

    public AgentSettlingTests() => _agent = new AgentConnection(
        "a",
        new FaultyTransport(
            new InMemoryAgentTransport(AgentContexts.Create("c", "a") with { Time = _clock }, new InMemoryAgentState()), _faults),
        _clock, _logs);

    public ValueTask DisposeAsync() => _agent.DisposeAsync();

    [Theory]
    [InlineData(nameof(IAgentTransport.AckAsync), 1, 2)]
    [InlineData(nameof(IAgentTransport.ReleaseAsync), 0, 2)]
    public async Task What_cannot_be_settled_one_way_is_told_and_the_rest_is_settled_the_other_way(string away, long waiting, long leased)
    {
        var messages = await ReceiveAsync(3);
        _faults.TakeAway(away);
        bool acksFail = away == nameof(IAgentTransport.AckAsync);

        _agent.Settle([.. messages.Take(acksFail ? 2 : 1)], [.. messages.Skip(acksFail ? 2 : 1)], TimeSpan.Zero);
        await _clock.Work.WhenIdle();

        (await _agent.ReadDepthsAsync(default)).ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(depth => depth.Waiting.ShouldBe(waiting), depth => depth.Leased.ShouldBe(leased));
        _logs.Messages.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            message => message.ShouldContain("2"), message => message.ShouldContain($"{away} failed"));
    }

    private async Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(int count)
    {
        for (int number = 0; number < count; number++)
        {
            await _agent.PushAsync(
                AgentMessageFormat.Write(new NewJob
                {
                    Id = AgentJobId.Create(_clock.GetUtcNow()), DefinitionId = "d", Lane = "default", Priority = JobMasterPriority.Medium,
                    Timeout = TimeSpan.FromMinutes(1), MaxRetries = 0,
                }),
                default);
        }

        var messages = await _agent.ReceiveAsync(
            new ReceiveRequest
            {
                Queues = [new QueueShare(new JobQueue("default", JobMasterPriority.Medium), count)], Limit = count, Wait = TimeSpan.Zero,
            },
            default);
        messages.Count.ShouldBe(count);
        return messages;
    }
}
