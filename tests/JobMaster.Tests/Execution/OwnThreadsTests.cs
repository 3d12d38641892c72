using JobMaster.Execution;

namespace JobMaster.Tests.Execution;

public sealed class OwnThreadsTests : IDisposable
{
    private readonly OwnThreads _threads = new("w", 4);

    public void Dispose() => _threads.Close();

    [Fact]
    public async Task A_call_and_what_follows_its_awaits_run_on_threads_of_their_own()
    {
        var onPool = await _threads.RunAsync(async () =>
        {
            var before = Thread.CurrentThread.IsThreadPoolThread;
            await Task.Run(() => { });
            return (before, Thread.CurrentThread.IsThreadPoolThread, Thread.CurrentThread.IsBackground);
        }).WaitAsync(TimeSpan.FromSeconds(30));

        onPool.ShouldBe((false, false, true));
    }

    [Fact]
    public async Task Any_number_of_calls_that_wait_for_their_own_continuations_come_through()
    {
        var calls = Enumerable.Range(0, 12).Select(number =>
            _threads.RunAsync(() => Task.FromResult(DoubleAsync(number).GetAwaiter().GetResult())));

        (await Task.WhenAll(calls).WaitAsync(TimeSpan.FromSeconds(30))).Sum().ShouldBe(12 * 11);

        static async Task<int> DoubleAsync(int number)
        {
            await Task.Yield();
            return 2 * number;
        }
    }

    [Fact]
    public async Task Calls_run_once_though_the_process_gets_no_thread()
    {
        var (refused, runs) = (0, 0);
        var threads = new OwnThreads("w", 4, _ =>
        {
            Interlocked.Increment(ref refused);
            return false;
        });

        var calls = Enumerable.Range(0, 10).Select(_ => threads.RunAsync(async () =>
        {
            await Task.Yield();
            return Interlocked.Increment(ref runs);
        }));
        (await Task.WhenAll(calls).WaitAsync(TimeSpan.FromSeconds(30))).Order().ShouldBe(Enumerable.Range(1, 10));
        threads.Close();

        refused.ShouldBeGreaterThan(0);
        runs.ShouldBe(10);
    }

    [Fact]
    public async Task A_fan_out_has_few_threads_at_once()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var done = _threads.RunAsync(() => Task.WhenAll(Enumerable.Range(0, 5_000).Select(DoubleAsync)));
        gate.SetResult();

        (await done.WaitAsync(TimeSpan.FromSeconds(30))).Sum().ShouldBe(5_000 * 4_999);
        _threads.Most.ShouldBeInRange(1, 50);

        async Task<int> DoubleAsync(int number)
        {
            await gate.Task;
            await Task.Yield();
            return 2 * number;
        }
    }

    [Fact]
    public async Task A_reserve_is_kept_though_what_is_ready_runs_out_again_and_again()
    {
        var made = 0;
        var threads = new OwnThreads("w", 1, thread =>
        {
            Interlocked.Increment(ref made);
            thread.UnsafeStart();
            return true;
        });
        for (var round = 0; round < 200; round++)
        {
            using var release = new ManualResetEventSlim();
            var first = threads.RunAsync(() => Task.FromResult(release.Wait(TimeSpan.FromSeconds(30))));
            var second = threads.RunAsync(() => Task.FromResult(true));
            release.Set();
            (await Task.WhenAll(first, second).WaitAsync(TimeSpan.FromSeconds(30))).ShouldBe([true, true]);
        }

        threads.Close();
        made.ShouldBeInRange(2, 20);
    }

    [Fact]
    public async Task A_thread_that_is_free_is_used_again()
    {
        var names = new List<string?>();
        for (var i = 0; i < 5; i++)
        {
            await Task.Yield();
            names.Add(await _threads.RunAsync(() => Task.FromResult(Thread.CurrentThread.Name)).WaitAsync(TimeSpan.FromSeconds(30)));
        }

        names.Distinct().Count().ShouldBeLessThan(5, string.Join(", ", names));
    }

    [Fact]
    public async Task A_call_that_throws_fails_alone()
    {
        await Should.ThrowAsync<IOException>(_threads.RunAsync<int>(() => throw new IOException("down")));

        (await _threads.RunAsync(() => Task.FromResult(7))).ShouldBe(7);
    }

    [Fact]
    public async Task Who_waits_on_a_thread_of_the_pool_runs_no_call_there()
    {
        var isPool = await Task.Run(() =>
        {
            var task = new Task<bool>(() => Thread.CurrentThread.IsThreadPoolThread);
            task.Start(_threads);
            return task.GetAwaiter().GetResult();
        }).WaitAsync(TimeSpan.FromSeconds(30));

        isPool.ShouldBeFalse();
    }

    [Fact]
    public async Task What_runs_when_the_threads_are_closed_runs_to_its_end()
    {
        using var release = new ManualResetEventSlim();
        var call = _threads.RunAsync(async () =>
        {
            release.Wait();
            await Task.Yield();
            return 7;
        });

        _threads.Close();
        release.Set();

        (await call.WaitAsync(TimeSpan.FromSeconds(30))).ShouldBe(7);
    }
}
