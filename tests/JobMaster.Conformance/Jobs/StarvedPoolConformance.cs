using JobMaster.Conformance.Faults;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Conformance.Jobs;

/// <summary>What must go on while every thread of the pool is blocked.</summary>
[Collection(StarvedPoolTests.Name)]
public abstract class StarvedPoolConformance<TFixture> : JobsConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private StoreFaults Faults { get; } = new();

    protected override IMasterStore OpenStore() => new FaultyStore(base.OpenStore(), Faults);

    [Fact]
    public async Task Blocking_twins_on_every_pool_thread_at_once_come_through()
    {
        var app = await StartAsync(_ => { });

        var calls = Enumerable.Range(0, StarvedPoolTests.Crowd).Select(number =>
            Task.Run(() => app.Jobs.OnceNow<ProbeHandler>(Named($"{number}"))));

        (await Task.WhenAll(calls).Soon()).Length.ShouldBe(StarvedPoolTests.Crowd);
    }

    [Fact]
    public async Task A_beat_needs_no_thread_of_the_pool()
    {
        await using var store = OpenStore();
        await store.Schema.MigrateAsync(CancellationToken.None);
        var session = new NewSession
        {
            Id = Guid.CreateVersion7(), WorkerName = "w", NodeName = "n", Lanes = ["default"], Concurrency = 1,
            Version = "1"
        };
        await store.Sessions.StartAsync(session, CancellationToken.None);
        using var release = new ManualResetEventSlim();
        using var beaten = new ManualResetEventSlim();
        var blocked = Enumerable.Range(0, StarvedPoolTests.Crowd).Select(_ => Task.Run(release.Wait)).ToList();
        BeatResult? result = null;
        var thread = new Thread(() =>
        {
            result = store.Sessions.Beat(new BeatRequest { SessionIds = [session.Id], Queues = [], Raise = true });
            beaten.Set();
        });
        thread.Start();
        try
        {
            beaten.Wait(TestTime.Patience).ShouldBeTrue();
        }
        finally
        {
            release.Set();
        }

        await Task.WhenAll(blocked);
        result!.Sessions.ShouldHaveSingleItem().Beat.ShouldBe(1);
    }

    [Fact]
    public async Task Handlers_that_block_on_threads_of_their_own_leave_the_pool_to_the_app()
    {
        using var release = new ManualResetEventSlim();
        var onPool = 0;
        Probe.Run = async _ =>
        {
            Count();
            await Task.Yield();
            Count();
            BlockAsync().GetAwaiter().GetResult();
        };
        var app = await StartAsync(config => config.AddWorker(worker => worker.MaxConcurrency(StarvedPoolTests.Crowd).RunOnOwnThreads()));
        var jobs = await app.Jobs.OnceNowBulkAsync<ProbeHandler>(
            Enumerable.Range(0, StarvedPoolTests.Crowd).Select(number => Named($"{number}")));
        try
        {
            for (var i = 0; i < jobs.Count; i++)
            {
                await Probe.NextAsync();
            }

            onPool.ShouldBe(0);
        }
        finally
        {
            release.Set();
        }

        foreach (var job in jobs)
        {
            await app.WaitAsync(job.Id, JobState.Succeeded);
        }

        onPool.ShouldBe(0);

        void Count() => Interlocked.Add(ref onPool, Thread.CurrentThread.IsThreadPoolThread ? 1 : 0);

        // Blocks on a task whose rest has to run on one of these very threads.
        async Task BlockAsync()
        {
            release.Wait();
            await Task.Yield();
            Count();
        }
    }

    [Fact]
    public async Task Handlers_that_starve_the_pool_are_named()
    {
        using var release = new ManualResetEventSlim();
        var blocked = 0;
        Probe.Run = _ =>
        {
            Interlocked.Increment(ref blocked);
            release.Wait();
            return Task.CompletedTask;
        };

        // A busy machine adds no thread to the pool for long, so the handlers end some beats after they hold half of it. The finding is
        // logged then at last. Idle threads that the tests before left count as the pool's until they end.
        var ending = new Thread(() =>
        {
            WaitUntil(() => Volatile.Read(ref blocked) * 2 >= ThreadPool.ThreadCount);
            var beats = Beats() + 20;
            WaitUntil(() => Beats() >= beats);
            release.Set();
        });

        // The tests before may have left the pool with more threads than a fixed crowd would block.
        var crowd = ThreadPool.ThreadCount + StarvedPoolTests.Crowd;
        var app = await StartAsync(config => config.AddWorker(worker => worker.MaxConcurrency(crowd)));
        ending.Start();
        try
        {
            await app.Jobs.OnceNowBulkAsync<ProbeHandler>(Enumerable.Range(0, crowd).Select(number => Named($"{number}")));

            (
                await app.Logs.WaitAsync(message => message.StartsWith("The thread pool is starved", StringComparison.Ordinal)))
                    .ShouldContain("these handlers ran: probe (");
        }
        finally
        {
            release.Set();
            ending.Join();
        }

        int Beats() => Faults.CallsOf(nameof(ISessionStore.Beat));

        void WaitUntil(Func<bool> isTrue)
        {
            while (!isTrue() && !release.Wait(TimeSpan.FromMilliseconds(50)))
            {
            }
        }
    }

    [Fact]
    public async Task A_node_on_the_apps_own_clock_beats_on_while_every_pool_thread_is_blocked()
    {
        Track(
            await StartAppAsync(
                config => config.UseMasterStore("suite", _ => OpenStore()).AddWorker(),
                services => services.AddSingleton<TimeProvider>(new OwnClock())));
        await using var store = OpenStore();
        using var release = new ManualResetEventSlim();
        using var beaten = new ManualResetEventSlim();
        var blocked = Enumerable.Range(0, StarvedPoolTests.Crowd).Select(_ => Task.Run(release.Wait)).ToList();
        var thread = new Thread(() =>
        {
            var first = Beat();
            while (Beat() < first + 3 && !release.Wait(TimeSpan.FromMilliseconds(50)))
            {
            }

            if (!release.IsSet)
            {
                beaten.Set();
            }
        })
        {
            IsBackground = true,
        };
        thread.Start();
        try
        {
            beaten.Wait(TestTime.Patience).ShouldBeTrue();
        }
        finally
        {
            release.Set();
        }

        await Task.WhenAll(blocked);

        long Beat() =>
            store.Sessions.Beat(new BeatRequest { SessionIds = [], Queues = [], Raise = false }).Sessions.ShouldHaveSingleItem().Beat;
    }

    /// <summary>Goes as the system's clock does, and is another one.</summary>
    private sealed class OwnClock : TimeProvider;
}
