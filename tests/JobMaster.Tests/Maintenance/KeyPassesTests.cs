using System.Collections.Concurrent;
using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;
using JobMaster.Diagnostics;
using JobMaster.Execution;
using JobMaster.Maintenance;
using JobMaster.Storage;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;

namespace JobMaster.Tests.Maintenance;

public sealed class KeyPassesTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly JobMasterTelemetry _telemetry = new("test", meters: null);
    private readonly IMasterStore _store = Substitute.For<IMasterStore>();
    private readonly ConcurrentQueue<string> _passed = [];
    private readonly ConcurrentQueue<int> _turns = [];
    private readonly ConcurrentQueue<TimeSpan> _patience = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly KeyPasses _passes;
    private readonly NodeServices _node;
    private Func<string, Task> _pass = _ => Task.CompletedTask;

    public KeyPassesTests()
    {
        _store.Gates.PassAsync(null!, default, null!, default, default).ReturnsForAnyArgs(async call =>
        {
            _patience.Enqueue(call.ArgAt<TimeSpan>(3));
            await PassAsync(call.ArgAt<string>(0));
            return new LimitPass(0, [], [], MayHaveMore: false, Next: null);
        });
        _store.Gates.PassTurnsAsync(null!, null!, default, default).ReturnsForAnyArgs(async call =>
        {
            var keys = call.ArgAt<IReadOnlyCollection<string>>(0);
            _turns.Enqueue(keys.Count);
            foreach (string key in keys)
            {
                await PassAsync(key);
            }

            return new TurnPass(0, [], [], new Dictionary<string, TimeSpan>());
        });
        _store.Gates.OpenDueAsync(default, default).ReturnsForAnyArgs(new LimitsDue([], MayHaveMore: false, Next: null));
        _node = NodeServicesOf.Store(_store, new JobMasterClusterOptions { ClusterId = "test" }, _telemetry, _time);
        _node.Limits.Learn([
            new StoredLimit(
                new NewLimit("account", LimitSource.Code, "", new LimitValues { KeepOrder = KeepOrderOnFailure.Continue }),
                DateTimeOffset.UtcNow, null, null)]);
        _passes = new KeyPasses(_node, static () => { });
    }

    public void Dispose()
    {
        _stop.Dispose();
        _telemetry.Dispose();
    }

    [Fact]
    public async Task A_key_that_fails_holds_up_no_other_and_is_tried_again_after_a_growing_while()
    {
        _pass = key => key == "bad" ? throw new InvalidOperationException("bad") : Task.CompletedTask;
        _passes.Start(_stop.Token);
        _passes.Want(["bad", .. Enumerable.Range(0, 100).Select(number => $"k{number}")]);
        await _passes.SettledAsync().Soon();
        _passed.Count.ShouldBe(101);

        var pauses = new List<TimeSpan>();
        for (int times = 2; times < 5; times++)
        {
            pauses.Add(_time.GetElapsedTime(_time.GetTimestamp(), _passes.NextAt));
            _time.Advance(pauses[^1]);
            _passes.WantDue();
            await _passes.SettledAsync().Soon();
            _passed.Count(key => key == "bad").ShouldBe(times);
        }

        pauses.ShouldBe(pauses.Order());
        _pass = _ => Task.CompletedTask;
        _time.Advance(TimeSpan.FromMinutes(1));
        _passes.WantDue();
        await _passes.SettledAsync().Soon();
        _passes.NextAt.ShouldBe(long.MaxValue);
    }

    [Fact]
    public async Task Keys_that_are_held_leave_room_for_others_and_pass_once_they_are_free()
    {
        var free = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _pass = key => key.StartsWith("held", StringComparison.Ordinal) ? free.Task : Task.CompletedTask;
        _passes.Start(_stop.Token);
        _passes.Want(["held1", "held2", "held3"]);
        await Eventually.BecomesAsync("they are passed", () => Task.FromResult(_passed.Count == 3), TestTime.Patience);
        _passes.Want(["held1"]);
        for (int number = 0; number < 50; number++)
        {
            _passes.Want([$"k{number}"]);
        }

        await Eventually.BecomesAsync("the others pass", () => Task.FromResult(_passed.Count == 53), TestTime.Patience);
        free.SetResult();
        await _passes.SettledAsync().Soon();
        _passed.Count(key => key == "held1").ShouldBe(2, "it was wanted again while it was passed");
        _passed.Count.ShouldBe(54);
    }

    [Fact]
    public async Task Many_keys_that_stay_held_are_waited_for_shortly_at_first_and_then_leave_half_of_the_passes_to_others()
    {
        var free = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int tries = 0;
        _pass = key => !key.StartsWith("held", StringComparison.Ordinal) ? Task.CompletedTask
            : Interlocked.Increment(ref tries) > 128 ? free.Task : throw new TimeoutException("held");
        _passes.Start(_stop.Token);
        _passes.Want(Enumerable.Range(0, 64).Select(number => $"held{number}"));
        await _passes.SettledAsync().Soon();
        _time.Advance(TimeSpan.FromMinutes(1));
        _passes.WantDue();
        await _passes.SettledAsync().Soon();
        _patience.ToHashSet().ShouldBe([TimeSpan.FromMilliseconds(250)]);
        (_passed.Count, tries).ShouldBe((128, 128));

        _patience.Clear();
        _time.Advance(TimeSpan.FromMinutes(1));
        _passes.WantDue();
        await Eventually.BecomesAsync("some are waited for", () => Task.FromResult(tries == 132), TestTime.Patience);
        _passes.Want(Enumerable.Range(0, 20).Select(number => $"k{number}"));
        await Eventually.BecomesAsync("the others pass", () => Task.FromResult(_passed.Count == 152), TestTime.Patience);
        (tries, _patience.Count(patience => patience == TimeSpan.FromSeconds(3))).ShouldBe((132, 4));
        free.SetResult();
        await _passes.SettledAsync().Soon();
        (tries, _passes.NextAt).ShouldBe((192, long.MaxValue));
    }

    [Fact]
    public async Task Keys_that_keep_order_pass_together_and_by_themselves_once_one_has_failed()
    {
        _pass = key => key == "account:7" ? throw new InvalidOperationException("bad") : Task.CompletedTask;
        _passes.Want(Enumerable.Range(0, 20).Select(number => $"account:{number}"));
        _passes.Start(_stop.Token);
        await _passes.SettledAsync().Soon();

        _turns.First().ShouldBeGreaterThan(1);
        foreach (int number in Enumerable.Range(0, 20))
        {
            _passed.ShouldContain($"account:{number}");
        }

        _passes.NextAt.ShouldBeLessThan(long.MaxValue);
    }

    private Task PassAsync(string key)
    {
        _passed.Enqueue(key);
        return _pass(key);
    }
}
