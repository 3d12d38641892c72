using JobMaster.Agents;
using JobMaster.Conformance.Agents;
using JobMaster.Conformance.Faults;
using JobMaster.Execution;
using JobMaster.Storage;
using JobMaster.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace JobMaster.Tests.Agents;

public sealed class AgentChoiceTests
{
    private static readonly TimeSpan AnsweredWithin = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _time = new();
    private readonly AgentServing _serving = new();
    private readonly ControlsInForce _controls;

    public AgentChoiceTests() => _controls = new ControlsInForce(_time, "host", static id => [id]);

    [Fact]
    public async Task The_less_an_agent_holds_of_the_lane_the_likelier_it_is_chosen()
    {
        var (busy, idle, other) = (await AgentAsync("busy", 9), await AgentAsync("idle", 0), await AgentAsync("other", 50, "mail"));
        var choice = Choice(busy, idle, other);

        var firsts = Enumerable.Range(0, 2100).Select(_ => choice.For("default", 10).First().Name).CountBy(name => name).ToDictionary();

        // 1/10 : 1 : 1
        firsts["busy"].ShouldBeInRange(60, 140);
        firsts["idle"].ShouldBeInRange(850, 1150);
        firsts["other"].ShouldBeInRange(850, 1150);
    }

    [Fact]
    public async Task All_that_can_take_it_are_tried_each_once()
    {
        var choice = Choice(await AgentAsync("a", 0), await AgentAsync("b", 3), await AgentAsync("c", 1));
        choice.For("default", 10).Select(agent => agent.Name).ShouldBe(["a", "b", "c"], ignoreOrder: true);
    }

    [Fact]
    public async Task Only_those_that_serve_the_lane_are_chosen_once_that_is_known()
    {
        var choice = Choice(await AgentAsync("a", 0), await AgentAsync("b", 0));
        choice.For("mail", 10).Count().ShouldBe(2, "as long as nothing is known");

        _serving.Learn([Session("a", "default"), Session("b", "mail", "default"), Session(null, "images")]);

        choice.For("mail", 10).Select(agent => agent.Name).ShouldBe(["b"]);
        choice.For("images", 10).ShouldBeEmpty();
        choice.Reasons("images", null).ShouldContain("'a' has no worker for lane 'images'");
    }

    [Fact]
    public async Task One_that_failed_is_passed_over_until_it_answers()
    {
        var faults = new StoreFaults();
        var (flaky, steady) = (await AgentAsync("flaky", 0, faults: faults), await AgentAsync("steady", 0));
        var choice = Choice(flaky, steady);
        faults.IsAway = true;
        await Should.ThrowAsync<StoreAwayException>(flaky.ReadDepthsAsync(default));

        choice.For("default", 10).Select(agent => agent.Name).ShouldBe(["steady"]);
        choice.Reasons("default", ["'steady': broken"]).ShouldBe(
            "'steady': broken; 'flaky' is down: ReadDepthsAsync failed: the connection to the store is gone..");
        faults.IsAway = false;
        await flaky.ReadDepthsAsync(default);

        choice.For("default", 10).Count().ShouldBe(2);
    }

    [Fact]
    public async Task One_that_has_not_answered_for_a_heartbeat_timeout_is_passed_over()
    {
        var (silent, steady) = (await AgentAsync("silent", 0), await AgentAsync("steady", 0));
        _time.Advance(AnsweredWithin);
        await steady.ReadDepthsAsync(default);

        Choice(silent, steady).For("default", 10).Select(agent => agent.Name).ShouldBe(["steady"]);
    }

    [Fact]
    public async Task One_that_is_drained_is_passed_over_until_it_is_resumed()
    {
        var choice = Choice(await AgentAsync("a", 0), await AgentAsync("b", 0));
        var drain = new StoredControl(new NewControl(new ControlTarget(ControlKind.DrainAgent, "a")), default, "ann", null);
        _controls.Learn(new StoredControls(default, [drain]));

        choice.For("default", 10).Select(agent => agent.Name).ShouldBe(["b"]);
        choice.Reasons("default", null).ShouldBe("'a' is being drained.");

        _controls.Learn(new StoredControls(default, []));
        choice.For("default", 10).Count().ShouldBe(2);
    }

    [Fact]
    public async Task One_that_is_drained_while_another_is_tried_is_not_tried_any_more()
    {
        var choice = Choice(await AgentAsync("a", 0), await AgentAsync("b", 0));
        var tried = new List<string>();
        foreach (var agent in choice.For("default", 10))
        {
            tried.Add(agent.Name);
            _controls.Learn(new StoredControls(default, [.. new[] { "a", "b" }.Select(name =>
                new StoredControl(new NewControl(new ControlTarget(ControlKind.DrainAgent, name)), default, "ann", null))]));
        }

        tried.ShouldHaveSingleItem();
    }

    private AgentChoice Choice(params AgentConnection[] agents) => new(agents, _serving, _controls, AnsweredWithin, new Random(5));

    private async Task<AgentConnection> AgentAsync(string name, int holds, string lane = "default", StoreFaults? faults = null)
    {
        var transport = new InMemoryAgentTransport(AgentContexts.Create("c", name), new InMemoryAgentState());
        await transport.PushAsync(
            [
                .. Enumerable.Range(0, holds).Select(_ =>
                    new AgentMessage(Guid.CreateVersion7(), new JobQueue(lane, JobMasterPriority.Medium), new byte[1]))],
            default);
        var connection = new AgentConnection(
            name, faults is null ? transport : new FaultyTransport(transport, faults), _time, NullLogger.Instance);
        await connection.ReadDepthsAsync(default);
        return connection;
    }

    private static SessionInfo Session(string? agent, params string[] lanes) => new(
        new NewSession
        {
            Id = Guid.CreateVersion7(), WorkerName = "w", NodeName = "n", Lanes = lanes, AgentName = agent, Concurrency = 1,
            Version = "1"
        },
        default, default, default);
}
