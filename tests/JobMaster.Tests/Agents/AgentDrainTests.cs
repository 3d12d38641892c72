using JobMaster.Agents;
using JobMaster.Conformance;
using JobMaster.Conformance.Agents;
using JobMaster.Conformance.Faults;
using JobMaster.Conformance.Jobs;
using JobMaster.Diagnostics;
using JobMaster.Execution;
using JobMaster.Limits;
using JobMaster.Storage;
using JobMaster.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace JobMaster.Tests.Agents;

public sealed class AgentDrainTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan HeartbeatTimeout = TimeSpan.FromSeconds(30);

    private readonly TestClock _clock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly AgentServing _serving = new();
    private readonly InMemoryMasterStore _store;
    private readonly AgentConnection _agent;
    private readonly AgentConnection _away;
    private readonly StoreFaults _faults = new();
    private readonly LogSink _logs = new();
    private readonly NodeServices _node;
    private readonly JobMasterTelemetry _telemetry = new("c", null);
    private readonly AgentDrain _drain;
    private readonly Admissions _admissions;
    private Task _running = Task.CompletedTask;

    public AgentDrainTests()
    {
        _store = InMemoryMasterStore.Create(StoreContexts.Create(_clock));
        _admissions = new Admissions(_store.Admissions);
        _agent = new AgentConnection(
            "a", new InMemoryAgentTransport(AgentContexts.Create("c", "a") with { Time = _clock }, new InMemoryAgentState()), _clock,
            NullLogger.Instance);
        _away = new AgentConnection(
            "away",
            new FaultyTransport(
                new InMemoryAgentTransport(AgentContexts.Create("c", "away") with { Time = _clock }, new InMemoryAgentState()), _faults),
            _clock, NullLogger.Instance);
        var options = new JobMasterClusterOptions { HeartbeatTimeout = HeartbeatTimeout, MaxMessageByteSize = 1000 };
        var admission = new JobAdmission(
            _admissions, _telemetry, TimeSpan.FromDays(1), new LimitsInForce([]), NullLogger.Instance, _ => false);
        _node = NodeServicesOf.Store(_store, options, _telemetry, _clock, _logs);
        _drain = new AgentDrain(
            _node, [_away, _agent], new HashSet<string>(), _serving, admission);
    }

    public async Task InitializeAsync()
    {
        await PushAsync(_agent);
        _serving.Learn([]);
        _running = _drain.Start(_stop.Token);
    }

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await _agent.DisposeAsync();
        await _away.DisposeAsync();
    }

    public void Dispose()
    {
        _stop.Dispose();
        _telemetry.Dispose();
    }

    [Fact]
    public async Task A_lane_is_drained_once_nobody_has_served_it_for_two_timeouts()
    {
        await SeenAfterAsync(TimeSpan.Zero);
        await SeenAfterAsync((HeartbeatTimeout * 2) - TimeSpan.FromTicks(1));
        (await OnMasterAsync()).ShouldBe(0);

        await SeenAfterAsync(TimeSpan.FromTicks(1));

        (await OnMasterAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task A_worker_that_comes_meanwhile_starts_the_time_anew()
    {
        await SeenAfterAsync(TimeSpan.Zero);
        _serving.Learn(
            [
                new SessionInfo(
                    new NewSession { Id = Guid.CreateVersion7(), WorkerName = "w", NodeName = "n", Lanes = ["default"], AgentName = "a",
                        Concurrency = 1, Version = "1" },
                    default, default, default)]);
        await SeenAfterAsync(HeartbeatTimeout);
        _serving.Learn([]);
        await SeenAfterAsync(HeartbeatTimeout);
        await SeenAfterAsync(HeartbeatTimeout);

        (await OnMasterAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Time_in_which_the_master_was_away_does_not_count()
    {
        await SeenAfterAsync(TimeSpan.Zero);
        _drain.CouldNotLook();
        await SeenAfterAsync(HeartbeatTimeout * 2);

        (await OnMasterAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task What_the_master_would_not_admit_is_given_back_at_once_and_not_held_under_its_lease()
    {
        _admissions.Fails = true;
        await SeenAfterAsync(TimeSpan.Zero);
        await SeenAfterAsync(HeartbeatTimeout * 2);

        (await OnMasterAsync()).ShouldBe(0);
        (await _agent.ReadDepthsAsync(default))
            .ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(depth => depth.Waiting.ShouldBe(1), depth => depth.Leased.ShouldBe(0));
    }

    [Fact]
    public async Task A_drained_agent_is_emptied_at_once_and_said_to_be_empty_once_no_node_can_push_to_it_any_more()
    {
        await SeenAfterAsync(TimeSpan.Zero);
        await DrainAsync("a");
        (await OnMasterAsync()).ShouldBe(1);

        await SeenAfterAsync(HeartbeatTimeout - TimeSpan.FromTicks(1));
        Empties.ShouldBe(0);
        await PushAsync(_agent);
        await SeenAfterAsync(TimeSpan.FromTicks(1));
        (await OnMasterAsync()).ShouldBe(2, "a node that had not learned of the drain pushed it");
        await SeenAfterAsync(TimeSpan.Zero);
        Empties.ShouldBe(1);
        await SeenAfterAsync(HeartbeatTimeout);
        Empties.ShouldBe(1);
    }

    [Fact]
    public async Task A_resumed_agent_is_left_alone_and_said_to_be_empty_again_after_another_drain()
    {
        await DrainAsync("a");
        await SeenAfterAsync(HeartbeatTimeout);
        await SeenAfterAsync(TimeSpan.Zero);
        await DrainAsync();
        await PushAsync(_agent);
        await SeenAfterAsync(HeartbeatTimeout);
        (await OnMasterAsync()).ShouldBe(1);
        Empties.ShouldBe(1);

        await DrainAsync("a");
        await SeenAfterAsync(HeartbeatTimeout);
        await SeenAfterAsync(HeartbeatTimeout);
        (await OnMasterAsync()).ShouldBe(2);
        Empties.ShouldBe(2);
    }

    [Fact]
    public async Task A_drained_agent_that_is_away_holds_up_no_other_and_is_emptied_when_it_is_back()
    {
        await PushAsync(_away);
        await _away.ReadDepthsAsync(default);
        _faults.IsAway = true;
        await Should.ThrowAsync<StoreAwayException>(_away.ReadDepthsAsync(default));

        await DrainAsync("away", "a");
        await SeenAfterAsync(HeartbeatTimeout);
        (await OnMasterAsync()).ShouldBe(1);

        _faults.IsAway = false;
        await _away.ReadDepthsAsync(default);
        await SeenAfterAsync(TimeSpan.Zero);
        (await OnMasterAsync()).ShouldBe(2);
    }

    [Fact]
    public void A_drained_agent_counts_as_empty_by_a_look_that_began_a_heartbeat_timeout_after_the_drain()
    {
        var second = TimeSpan.FromSeconds(1);
        AgentReport Report(params AgentDepth[]? depths) =>
            new(AgentHealth.Up, default, null, depths) { DepthsAge = depths is null ? null : second };
        var queue = new JobQueue("default", JobMasterPriority.Medium);
        Report().IsEmptied(HeartbeatTimeout, HeartbeatTimeout).ShouldBe(false);
        Report().IsEmptied(HeartbeatTimeout + second, HeartbeatTimeout).ShouldBe(true);
        Report(new AgentDepth(queue, 0, 0)).IsEmptied(HeartbeatTimeout + second, HeartbeatTimeout).ShouldBe(true);
        Report(new AgentDepth(queue, 1, 0)).IsEmptied(HeartbeatTimeout + second, HeartbeatTimeout).ShouldBe(false);
        Report(new AgentDepth(queue, 0, 1)).IsEmptied(HeartbeatTimeout + second, HeartbeatTimeout).ShouldBe(false);
        Report(null).IsEmptied(HeartbeatTimeout * 2, HeartbeatTimeout).ShouldBeNull();
    }

    private int Empties => _logs.Messages.Count(message => message.Contains("is empty", StringComparison.Ordinal));

    private async Task DrainAsync(params string[] agents)
    {
        _node.Controls.Learn(new StoredControls(default, [.. agents.Select(agent =>
            new StoredControl(new NewControl(new ControlTarget(ControlKind.DrainAgent, agent)), default, "ann", null))]));
        await _clock.Work.WhenIdle();
    }

    private Task PushAsync(AgentConnection agent) => agent.PushAsync(
        AgentMessageFormat.Write(new NewJob
        {
            Id = AgentJobId.Create(_clock.GetUtcNow()), DefinitionId = "d", Lane = "default", Priority = JobMasterPriority.Medium,
            Timeout = TimeSpan.FromMinutes(1), MaxRetries = 0,
        }),
        default);

    /// <summary>
    /// A look after so long. What it moves is acknowledged behind it, so the next look is the first to find the agent empty.
    /// </summary>
    private async Task SeenAfterAsync(TimeSpan time)
    {
        _clock.Advance(time);
        await _agent.ReadDepthsAsync(default);
        _drain.Looked();
        await _clock.Work.WhenIdle();
    }

    private async Task<int> OnMasterAsync() =>
        (await _store.Reads.ListAsync(new JobListRequest { Section = JobSection.Live, Limit = 10 }, default)).Count;

    private sealed class Admissions(IAdmissionStore inner) : IAdmissionStore
    {
        public bool Fails { get; set; }

        public Task<IReadOnlyList<AdmitResult>> AdmitAsync(AdmitRequest request, CancellationToken cancellationToken) =>
            Fails ? throw new InvalidOperationException("The master is away.") : inner.AdmitAsync(request, cancellationToken);

        public Task<bool> StorePlaceholderAsync(Guid id, DateTimeOffset dueAt, AuditOrigin? by, CancellationToken cancellationToken) =>
            inner.StorePlaceholderAsync(id, dueAt, by, cancellationToken);
    }
}
