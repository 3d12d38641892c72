using System.Collections.Concurrent;
using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;
using JobMaster.Execution;
using Microsoft.Extensions.Logging.Abstractions;

namespace JobMaster.Tests.Execution;

public sealed class PollingLoopTests : IDisposable
{
    private readonly SemaphoreSlim _turns = new(initialCount: 2);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _running = new();

    public void Dispose()
    {
        _stop.Dispose();
        _turns.Dispose();
    }

    [Fact]
    public async Task Loops_that_share_turns_run_no_more_at_a_time_than_there_are()
    {
        var loops = new[] { "a", "b", "c" }.Select(name => Loop(name, _turns).Start(_stop.Token)).ToList();
        await Eventually.BecomesAsync("two loops run", () => Task.FromResult(_running.Count == 2), TestTime.Patience);

        string ended = _running.Keys.First();
        _running.Keys.ShouldBeSubsetOf(["a", "b", "c"]);
        _running.Remove(ended, out var first).ShouldBeTrue();
        first!.SetResult();

        await Eventually.BecomesAsync("the third runs", () => Task.FromResult(_running.Count == 2), TestTime.Patience);
        _running.Keys.ShouldNotContain(ended);
        await StopAsync(loops);
    }

    [Fact]
    public async Task A_loop_without_turns_does_not_wait_for_those_that_have_them()
    {
        List<Task> loops = [.. new[] { "a", "b" }.Select(name => Loop(name, _turns).Start(_stop.Token))];
        await Eventually.BecomesAsync("two loops run", () => Task.FromResult(_running.Count == 2), TestTime.Patience);

        loops.Add(Loop("c", turns: null).Start(_stop.Token));

        await Eventually.BecomesAsync("it runs", () => Task.FromResult(_running.ContainsKey("c")), TestTime.Patience);
        await StopAsync(loops);
    }

    [Fact]
    public async Task A_turn_is_given_back_by_a_pass_that_fails()
    {
        _turns.Wait(0).ShouldBeTrue();
        var failing = new PollingLoop(
            "failing", _ => throw new InvalidOperationException("no"), TimeProvider.System, new Random(1), NullLogger.Instance, _turns)
            .Start(_stop.Token);
        var other = Loop("other", _turns).Start(_stop.Token);

        await Eventually.BecomesAsync("the other runs", () => Task.FromResult(_running.ContainsKey("other")), TestTime.Patience);
        await StopAsync([failing, other]);
    }

    [Fact]
    public async Task A_loop_that_waits_for_its_turn_stops_at_once()
    {
        _turns.Wait(0).ShouldBeTrue();
        _turns.Wait(0).ShouldBeTrue();
        var waiting = Loop("a", _turns).Start(_stop.Token);

        await StopAsync([waiting]);

        _running.ShouldBeEmpty();
        _turns.CurrentCount.ShouldBe(0);
    }

    private PollingLoop Loop(string name, SemaphoreSlim? turns) =>
        new(
            name,
            async cancellationToken =>
            {
                var pass = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _running[name] = pass;
                await pass.Task.WaitAsync(cancellationToken);
                return Timeout.InfiniteTimeSpan;
            },
            TimeProvider.System, new Random(1), NullLogger.Instance, turns);

    private async Task StopAsync(IEnumerable<Task> loops)
    {
        await _stop.CancelAsync();
        await Task.WhenAll(loops).WaitAsync(TestTime.Patience);
    }
}
