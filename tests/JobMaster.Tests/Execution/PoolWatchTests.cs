using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;
using JobMaster.Diagnostics;
using JobMaster.Execution;
using JobMaster.Storage;
using JobMaster.Testing;
using Microsoft.Extensions.Time.Testing;

namespace JobMaster.Tests.Execution;

public sealed class PoolWatchTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly LogSink _logs = new();
    private readonly List<RunningAttempt> _running = [];
    private readonly InMemoryMasterStore _store = InMemoryMasterStore.Create(StoreContexts.Create(null), new InMemoryState());
    private readonly JobMasterTelemetry _telemetry = new("default", null);
    private readonly IdlePool _pool = new();

    public void Dispose()
    {
        _running.ForEach(attempt => attempt.Dispose());
        _telemetry.Dispose();
        _logs.Dispose();
    }

    [Fact]
    public void Who_held_the_threads_while_none_came_is_named()
    {
        var watch = Watch();
        _running.AddRange(
            [Attempt("pdf", holds: true), Attempt("pdf", holds: true), Attempt("mail", holds: true), Attempt("idle", holds: false)]);

        Starve(watch);

        _logs.Warnings.ShouldHaveSingleItem().ShouldContain(
            "The thread pool is starved: it took 00:00:00.5000000 to find a thread while these handlers ran: pdf (2), mail (1). ");
    }

    [Fact]
    public void Handlers_that_have_returned_their_task_are_named_only_when_no_other_holds_a_thread()
    {
        var watch = Watch();
        _running.Add(Attempt("awaits", holds: false));

        Starve(watch);

        _logs.Warnings.ShouldHaveSingleItem().ShouldContain("awaits (1)");
    }

    [Fact]
    public void Nothing_is_said_of_a_pool_that_answers_soon_nor_of_an_app_that_starves_it_itself()
    {
        var watch = Watch();
        var over = Attempt("over", holds: true);
        _running.Add(over);
        watch.Look();
        _running.Clear();
        _time.Advance(PoolWatch.Starved);
        watch.Look();
        watch.Run();
        over.Dispose();

        _running.Add(Attempt("pdf", holds: true));
        watch.Look();
        _time.Advance(TimeSpan.FromMilliseconds(100));
        watch.Look();
        watch.Run();

        _logs.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void Handlers_too_few_to_hold_half_of_the_threads_are_not_blamed()
    {
        var watch = Watch();
        _running.AddRange([Attempt("pdf", holds: true), Attempt("pdf", holds: true)]);
        _pool.ThreadCount = 5;
        Starve(watch);
        _logs.Warnings.ShouldBeEmpty();

        _pool.ThreadCount = 4;
        Starve(watch);
        _logs.Warnings.ShouldHaveSingleItem().ShouldContain("pdf (2)");
    }

    [Fact]
    public void Handlers_that_await_are_not_blamed_while_threads_come_free()
    {
        var watch = Watch();
        _running.Add(Attempt("awaits", holds: false));
        watch.Look();
        _time.Advance(PoolWatch.Starved);
        watch.Look();
        _pool.CompletedCount += _pool.ThreadCount;
        watch.Run();

        _logs.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void It_is_said_once_a_minute()
    {
        var watch = Watch();
        _running.Add(Attempt("pdf", holds: true));

        Starve(watch);
        Starve(watch);
        _logs.Warnings.Count().ShouldBe(1);
        _time.Advance(PoolWatch.Quiet);
        Starve(watch);

        _logs.Warnings.Count().ShouldBe(2);
    }

    [Fact]
    public void An_idle_node_asks_the_pool_for_nothing()
    {
        var watch = Watch();
        watch.Look();
        _pool.Asked.ShouldBe(0);

        _running.Add(Attempt("pdf", holds: true));
        watch.Look();
        _pool.Asked.ShouldBe(1);
    }

    /// <summary>A pool that does nothing by itself: the test is its only thread.</summary>
    private PoolWatch Watch() => new(() => _running, _time, _logs, _pool);

    private void Starve(PoolWatch watch)
    {
        watch.Look();
        _time.Advance(PoolWatch.Starved);
        watch.Look();
        watch.Run();
    }

    private RunningAttempt Attempt(string definition, bool holds)
    {
        var job = new StoredJob
        {
            Id = Guid.CreateVersion7(), DefinitionId = definition, Lane = "default", Priority = JobMasterPriority.Medium,
            State = JobState.Running,
            CreatedAt = default, ScheduledAt = default, DueAt = default, Timeout = TimeSpan.FromMinutes(1), MaxRetries = 0, ClaimNo = 1,
        };
        var node = NodeServicesOf.Store(_store, new JobMasterClusterOptions(), _telemetry, _time, _logs);
        return new RunningAttempt(job, node, new AttemptReporter(node)) { HoldsThread = holds };
    }

    private sealed class IdlePool : IPool
    {
        public int ThreadCount { get; set; } = 1;

        public long CompletedCount { get; set; }

        public int Asked { get; private set; }

        public void Queue(Action work) => Asked++;
    }
}
