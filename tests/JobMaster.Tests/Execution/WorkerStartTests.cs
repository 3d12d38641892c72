using System.Collections.Concurrent;
using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;
using JobMaster.Diagnostics;
using JobMaster.Execution;
using JobMaster.Storage;

namespace JobMaster.Tests.Execution;

/// <summary>What happens to a job between the last look at its session and the moment its attempt is known to its worker.</summary>
public sealed class WorkerStartTests : IAsyncLifetime, IDisposable
{
    private static readonly JobQueue Queue = new("default", JobMasterPriority.Medium);

    private readonly InMemoryStoreFixture _fixture = new();
    private readonly LogSink _logs = new();
    private readonly HookedTime _attemptTime = new();
    private readonly ConcurrentQueue<Guid> _executed = new();
    private readonly TaskCompletionSource _ran = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly JobMasterTelemetry _telemetry = new("default", null);
    private IMasterStore _store = null!;
    private NodeServices _node = null!;
    private JobCompleter _completer = null!;
    private Worker _worker = null!;

    public async Task InitializeAsync()
    {
        await _fixture.PrepareAsync();
        _store = _fixture.Open(null);
        await _store.Schema.MigrateAsync(default);
        _node = NodeServicesOf.Store(
            _store, new JobMasterClusterOptions { PollInterval = TimeSpan.FromMilliseconds(20) }, _telemetry, logger: _logs);
        _completer = new JobCompleter(_node);
        _completer.Start(pumps: 1);
        var attempts = _node with { Time = _attemptTime };
        var reporter = new AttemptReporter(_node);
        var setup = new WorkerSetup { Name = "w", NodeName = "n", Version = "1", Lanes = ["default"], Concurrency = 1, BatchSize = 10 };
        _worker = new Worker(
            _node, setup, new AttemptRun(job => new RunningAttempt(job, attempts, reporter), ExecuteAsync), _completer, new SoloGate());
        _worker.Start(await BeginAsync());
    }

    public async Task DisposeAsync()
    {
        await _worker.StopClaimingAsync(new Patience(TestTime.Patience, TimeProvider.System));
        await _completer.StopAsync(default);
        await _store.DisposeAsync();
    }

    public void Dispose()
    {
        _worker.Dispose();
        _completer.Dispose();
        _telemetry.Dispose();
        _logs.Dispose();
    }

    [Fact]
    public async Task A_job_whose_session_is_lost_as_it_starts_is_not_run()
    {
        _attemptTime.Next = _worker.LoseSession;
        await InsertAsync();
        await _attemptTime.Happened.Soon();
        _worker.Resume(await BeginAsync());

        var second = await InsertAsync();
        await _ran.Task.Soon();

        _executed.ToArray().ShouldBe([second], "the first belongs to whoever rescues it");
    }

    [Fact]
    public async Task A_job_that_starts_as_its_worker_stops_is_given_back_unspent()
    {
        var stopping = Task.CompletedTask;
        _attemptTime.Next = () => stopping = _worker.StopClaimingAsync(new Patience(TestTime.Patience, TimeProvider.System));
        var job = await InsertAsync();
        await _attemptTime.Happened.Soon();
        await stopping.Soon();

        (await _worker.DrainAsync(new CancellationTokenSource(TestTime.Patience).Token)).ShouldBeTrue();
        await _completer.StopAsync(default);

        _executed.ShouldBeEmpty();
        var stored = (await _store.Reads.GetAsync(job, default))!;
        (stored.State, stored.NumberOfFailures, stored.LostCount).ShouldBe((JobState.Ready, 0, 0));
    }

    private Task<AttemptOutcome?> ExecuteAsync(RunningAttempt attempt)
    {
        _executed.Enqueue(attempt.Job.Id);
        _ran.TrySetResult();
        return Task.FromResult<AttemptOutcome?>(
            new AttemptOutcome { JobId = attempt.Job.Id, ClaimNo = attempt.Job.ClaimNo, Kind = OutcomeKind.Succeeded });
    }

    private async Task<WorkerSession> BeginAsync()
    {
        var session = new WorkerSession(Guid.CreateVersion7(), TimeSpan.FromMinutes(1), TimeProvider.System);
        await _store.Sessions.StartAsync(_worker.NewSession(session.Id), default);
        return session;
    }

    private async Task<Guid> InsertAsync()
    {
        var job = new NewJob
        {
            Id = Guid.CreateVersion7(), DefinitionId = "probe", Lane = Queue.Lane, Priority = Queue.Priority,
            Timeout = TimeSpan.FromMinutes(1), MaxRetries = 0,
        };
        await _store.Jobs.InsertAsync([job], mayBeStored: false, default);
        _node.Arrivals.Publish(Queue, TimeSpan.Zero);
        return job.Id;
    }

    /// <summary>Does something when an attempt asks for its first timestamp.</summary>
    private sealed class HookedTime : TimeProvider
    {
        private readonly TaskCompletionSource _happened = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Action? Next { get; set; }

        public Task Happened => _happened.Task;

        public override long GetTimestamp()
        {
            var (next, timestamp) = (Next, base.GetTimestamp());
            Next = null;
            if (next is not null)
            {
                next();
                _happened.SetResult();
            }

            return timestamp;
        }
    }
}
