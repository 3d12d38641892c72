using JobMaster.Execution;
using JobMaster.Testing;

namespace JobMaster.Tests.Execution;

public sealed class AttemptStopTests : IDisposable
{
    private readonly AsyncLocal<string?> _ambient = new();
    private readonly TaskCompletionSource<Exception> _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly AttemptStop _stop;

    public AttemptStopTests() => _stop = StopOf(TimeProvider.System);

    public void Dispose() => _stop.Dispose();

    [Fact]
    public async Task Callbacks_run_on_the_pool_without_what_is_ambient_at_the_one_who_fires()
    {
        var seen = new TaskCompletionSource<(
            Thread Thread, bool IsPool, string? Ambient, StopCause Cause)>(TaskCreationOptions.RunContinuationsAsynchronously);
        _stop.Token.UnsafeRegister(
            _ => seen.SetResult((Thread.CurrentThread, Thread.CurrentThread.IsThreadPoolThread, _ambient.Value, _stop.Cause)), null);

        var caller = new Thread(() =>
        {
            _ambient.Value = "the caller's";
            _stop.Fire(StopCause.CancelRequested);
        });
        caller.Start();

        var (thread, isPool, ambient, cause) = await Soon(seen.Task);
        thread.ShouldNotBeSameAs(caller);
        isPool.ShouldBeTrue();
        ambient.ShouldBeNull();
        cause.ShouldBe(StopCause.CancelRequested);
    }

    [Fact]
    public async Task A_callback_that_blocks_holds_up_nobody_and_is_not_disposed_of_under_its_feet()
    {
        var (entered, left) = (
            new TaskCompletionSource(), new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously));
        using var release = new ManualResetEventSlim();
        var token = _stop.Token;
        token.Register(() =>
        {
            entered.SetResult();
            release.Wait();
            left.SetResult(Record.Exception(() => token.WaitHandle.WaitOne(TimeSpan.Zero).ShouldBeTrue()));
        });

        _stop.Fire(StopCause.Timeout);
        await Soon(entered.Task);
        _stop.Fire(StopCause.Shutdown);
        _stop.Dispose();
        release.Set();

        (await Soon(left.Task)).ShouldBeNull();
        _stop.Cause.ShouldBe(StopCause.Timeout, "the first cause counts");
    }

    [Fact]
    public async Task A_callback_that_throws_is_told_of_and_the_others_run()
    {
        var other = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _stop.Token.Register(other.SetResult);
        _stop.Token.Register(() => throw new InvalidOperationException("from a callback"));

        _stop.Fire(StopCause.SessionLost);

        (await Soon(_failure.Task)).ShouldBeOfType<InvalidOperationException>().Message.ShouldBe("from a callback");
        await Soon(other.Task);
    }

    [Fact]
    public async Task A_token_that_fires_late_fires_with_its_cause_though_the_attempt_is_over()
    {
        var fired = new TaskCompletionSource<StopCause>(TaskCreationOptions.RunContinuationsAsynchronously);
        _stop.Token.Register(() => fired.SetResult(_stop.Cause));

        _stop.Fire(StopCause.SessionLost);
        _stop.Dispose();

        (await Soon(fired.Task)).ShouldBe(StopCause.SessionLost);
    }

    [Fact]
    public void Nothing_fires_once_the_attempt_is_over()
    {
        _stop.Dispose();

        _stop.Fire(StopCause.Timeout);

        _stop.Cause.ShouldBe(StopCause.None);
    }

    [Fact]
    public async Task A_timeouts_timer_waits_for_no_callback_either()
    {
        var clock = new TestClock();
        using var stop = StopOf(clock);
        var entered = new TaskCompletionSource<StopCause>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var release = new ManualResetEventSlim();
        stop.Token.Register(() =>
        {
            entered.SetResult(stop.Cause);
            release.Wait();
        });
        stop.After(TimeSpan.FromMinutes(5));

        clock.Advance(TimeSpan.FromMinutes(5));

        (await Soon(entered.Task)).ShouldBe(StopCause.Timeout);
        release.Set();
    }

    private AttemptStop StopOf(TimeProvider time) => new(job: null!, time, (_, exception) => _failure.SetResult(exception));

    private static Task<T> Soon<T>(Task<T> task) => task.WaitAsync(TimeSpan.FromSeconds(30));

    private static Task Soon(Task task) => task.WaitAsync(TimeSpan.FromSeconds(30));
}
