using JobMaster.Agents;
using JobMaster.Conformance;
using JobMaster.Conformance.Agents;
using JobMaster.Diagnostics;
using JobMaster.Execution;
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
        var options = new JobMasterClusterOptions { HeartbeatTimeout = HeartbeatTimeout, MaxMessageByteSize = 1000 };
        var admission = new JobAdmission(_admissions, _telemetry, TimeSpan.FromDays(1), NullLogger.Instance);
        _drain = new AgentDrain(
            NodeServicesOf.Store(_store, options, _telemetry, _clock), [_agent], new HashSet<string>(), _serving, admission);
    }

    public async Task InitializeAsync()
    {
        await _agent.PushAsync(
            AgentMessageFormat.Write(new NewJob
            {
                Id = AgentJobId.Create(_clock.GetUtcNow()), DefinitionId = "d", Lane = "default", Priority = JobMasterPriority.Medium,
                Timeout = TimeSpan.FromMinutes(1), MaxRetries = 0,
            }),
            default);
        _serving.Learn([]);
        _running = _drain.Start(_stop.Token);
    }

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await _agent.DisposeAsync();
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
