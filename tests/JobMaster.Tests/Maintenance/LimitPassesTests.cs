using System.Collections.Concurrent;
using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;
using JobMaster.Diagnostics;
using JobMaster.Maintenance;
using JobMaster.Storage;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;

namespace JobMaster.Tests.Maintenance;

public sealed class LimitPassesTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly JobMasterTelemetry _telemetry = new("test", meters: null);
    private readonly IMasterStore _store = Substitute.For<IMasterStore>();
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _reopened = [];
    private Func<int, LimitsDue> _due = _ => new LimitsDue([], MayHaveMore: false, Next: null);
    private Func<IReadOnlyList<string>> _shut = () => [];
    private Task _running = Task.CompletedTask;
    private int _opened;

    public LimitPassesTests()
    {
        _store.Gates.OpenDueAsync(default, default).ReturnsForAnyArgs(call =>
        {
            Interlocked.Increment(ref _opened);
            return Task.FromResult(_due(call.ArgAt<int>(0)));
        });
        _store.Gates.ListShutAsync(default).ReturnsForAnyArgs(_ => Task.FromResult(_shut()));
        _store.Gates.ReopenAsync(null!, default, default).ReturnsForAnyArgs(call =>
        {
            _reopened.Enqueue(call.ArgAt<string>(0));
            _shut = () => [];
            return Task.FromResult(false);
        });
        _store.Gates.ListGatesAsync(null!, default, default).ReturnsForAnyArgs(Task.FromResult<IReadOnlyList<LimitUse>>([]));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
        _telemetry.Dispose();
    }

    [Fact]
    public async Task Jobs_that_fell_due_and_are_held_are_looked_at_once_a_second()
    {
        _due = _ => new LimitsDue([], MayHaveMore: false, Next: -TimeSpan.FromHours(1));
        Start();
        for (int second = 1; second <= 5; second++)
        {
            await Eventually.BecomesAsync($"look {second}", () => Task.FromResult(Volatile.Read(ref _opened) >= second), TestTime.Patience);
            await Task.Yield();
            Volatile.Read(ref _opened).ShouldBe(second);
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public async Task A_step_full_of_held_jobs_is_followed_by_a_longer_one_and_not_by_the_same_for_ever()
    {
        var asked = new ConcurrentQueue<int>();
        _due = most =>
        {
            asked.Enqueue(most);
            return new LimitsDue(most > 2000 ? ["smtp"] : [], MayHaveMore: most <= 2000, Next: -TimeSpan.FromHours(1));
        };
        var due = new DueGates(_store.Gates);
        (await due.OpenAsync(default)).Keys.ShouldBe(["smtp"]);
        asked.ShouldBe([1000, 2000, 4000]);

        _due = _ => new LimitsDue([], MayHaveMore: true, Next: -TimeSpan.FromHours(1));
        (await due.OpenAsync(default)).MayHaveMore.ShouldBeFalse("nothing more can be done now");
    }

    [Fact]
    public async Task Jobs_that_a_late_pass_set_aside_for_a_lane_that_was_resumed_are_brought_back()
    {
        int looks = 0;
        _shut = () => ++looks == 1 ? throw new InvalidOperationException("away for a moment") : [];
        Start();
        await Eventually.BecomesAsync("the first look", () => Task.FromResult(looks == 1), TestTime.Patience);
        _shut = () => ["mail"];
        await Eventually.BecomesAsync(
            "the lane is opened",
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                return Task.FromResult(!_reopened.IsEmpty);
            },
            TestTime.Patience);
        _reopened.ShouldBe(["mail"]);
    }

    [Fact]
    public async Task A_key_whose_pass_failed_is_tried_again_though_the_last_limit_was_removed_meanwhile()
    {
        const int Failing = 3;
        int passed = 0;
        _store.Gates.PassAsync(null!, default, null!, default, default).ReturnsForAnyArgs(_ =>
            Interlocked.Increment(ref passed) <= Failing
                ? throw new InvalidOperationException("held")
                : Task.FromResult(new LimitPass(0, [], [], MayHaveMore: false, Next: null)));
        Start(hasLimit: false).Want(["smtp"]);
        await Eventually.BecomesAsync(
            "it passes",
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                return Task.FromResult(Volatile.Read(ref passed) > Failing);
            },
            TestTime.Patience);
    }

    private LimitPasses Start(bool hasLimit = true)
    {
        var node = NodeServicesOf.Store(_store, new JobMasterClusterOptions { ClusterId = "test" }, _telemetry, _time);
        var limit = new NewLimit("smtp", LimitSource.Code, "", new LimitValues { MaxConcurrent = 1 });
        node.Limits.Learn(hasLimit ? [new StoredLimit(limit, DateTimeOffset.UtcNow, null, null)] : []);
        var passes = new LimitPasses(node, sweeps: true);
        _running = passes.Start(_stop.Token);
        return passes;
    }
}
