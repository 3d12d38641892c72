using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit.Abstractions;

namespace JobMaster.Chaos;

/// <summary>A long run of many jobs leaves nothing behind in memory.</summary>
[Collection(nameof(SoakTests))]
[CollectionDefinition(nameof(SoakTests), DisableParallelization = true)]
public sealed class SoakTests(ITestOutputHelper output)
{
    private static readonly int Jobs = ChaosSettings.IsLong ? 1_000_000 : 50_000;

    [Fact]
    public async Task Memory_is_as_flat_at_the_last_job_as_at_the_first_fifth()
    {
        await using var cluster = await ChaosCluster.CreateAsync(new SqlitePlace());
        var tally = new Tally();
        using var host = await StartAsync(cluster, tally);
        var jobs = host.Services.GetRequiredService<IJobMasterScheduler>();

        var atFirst = await RunAsync(cluster, jobs, tally, from: 0, to: Jobs / 5);
        var atLast = await RunAsync(cluster, jobs, tally, from: Jobs / 5, to: Jobs);
        await host.StopAsync();

        output.WriteLine($"managed heap after {Jobs / 5:N0} jobs {atFirst:N0} bytes, after {Jobs:N0} jobs {atLast:N0} bytes");
        (atLast - atFirst).ShouldBeLessThan(3_000_000, "even one small object kept per job would show");
        var counts = await cluster.Store.Reads.CountAsync(10_000_000, CancellationToken.None);
        counts.Select(count => (count.State, count.Count)).ShouldBe([(JobState.Succeeded, (long)Jobs)]);
    }

    /// <summary>
    /// Schedules in batches, a few ahead of what has run, and measures the heap once all have and their outcomes are recorded.
    /// </summary>
    private static async Task<long> RunAsync(ChaosCluster cluster, IJobMasterScheduler jobs, Tally tally, int from, int to)
    {
        for (var scheduled = from; scheduled < to; scheduled += 1000)
        {
            await jobs.ScheduleManyAsync([.. Enumerable.Range(0, 1000).Select(_ => JobRequest.For<CountedHandler>())]);
            await tally.ReachedAsync(scheduled - 4000);
        }

        await tally.ReachedAsync(to);
        await cluster.DrainedAsync();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static async Task<IHost> StartAsync(ChaosCluster cluster, Tally tally)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton(tally).AddJobMasterCluster(config => config
            .UseMasterStore(
                cluster.Options.Provider, context => StoreChoice.Open(cluster.Options.Provider, cluster.Options.Connection, context))
            .AddJobHandler<CountedHandler>()
            .AddWorker(worker => worker.MaxConcurrency(32)));
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    /// <summary>How many jobs have run.</summary>
    internal sealed class Tally
    {
        private readonly Lock _lock = new();
        private TaskCompletionSource _reached = new();
        private int _goal = int.MinValue;
        private int _count;

        public void Add()
        {
            lock (_lock)
            {
                if (++_count == _goal)
                {
                    _reached.SetResult();
                }
            }
        }

        public Task ReachedAsync(int goal)
        {
            lock (_lock)
            {
                if (_count >= goal)
                {
                    return Task.CompletedTask;
                }

                _goal = goal;
                _reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                return _reached.Task;
            }
        }
    }

    [JobMasterDefinitionId("soak.counted")]
    internal sealed class CountedHandler(Tally tally) : IJobHandler
    {
        public Task HandleAsync(JobContext job)
        {
            tally.Add();
            return Task.CompletedTask;
        }
    }
}
