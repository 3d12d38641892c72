using JobMaster.Conformance;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace JobMaster.Chaos;

/// <summary>Jobs that kill every process that runs them, while an operator pauses and resumes.</summary>
public abstract class PoisonTests<TPlace>(ITestOutputHelper output)
    where TPlace : IChaosPlace, new()
{
    [Fact]
    public async Task A_job_that_always_kills_its_process_fails_after_five_losses_and_takes_no_neighbour_with_it()
    {
        await using var cluster = await ChaosCluster.CreateAsync(new TPlace());
        await cluster.StartAsync(cluster.ControlsOptions);
        using var stop = new CancellationTokenSource();
        var restarts = Task.WhenAll(KeepRunningAsync(cluster, "worker-1", stop.Token), KeepRunningAsync(cluster, "worker-2", stop.Token));
        using var host = await cluster.StartScheduleHostAsync(
            config => config.AddJobHandler<WorkHandler>().AddJobHandler<DeadlyHandler>());
        var jobs = host.Services.GetRequiredService<IJobMasterScheduler>();

        var neighbours = new List<Guid>();
        var deadly = await jobs.OnceNowBulkAsync([new Deadly(), new Deadly()]);
        while (await LiveAsync(cluster, deadly) > 0)
        {
            var batch = (await jobs.OnceNowBulkAsync(Enumerable.Range(0, 10).Select(number => new Work(20 * number))))
                .Select(job => job.Id)
                .ToList();
            neighbours.AddRange(batch);
            await Eventually.BecomesAsync(
                "A neighbour starts, or the deadly jobs are over",
                async () => RunLines.Read(cluster.Lines).Started.Keys.Any(batch.Contains) || await LiveAsync(cluster, deadly) == 0,
                ChaosSettings.Patience);
        }

        await cluster.EndOperatorAsync(each: NodeOptions.ControlsOnceEach);
        await cluster.DrainedAsync();
        await stop.CancelAsync();
        await restarts;

        var history = await StoredHistory.ReadAsync(cluster.Store.Reads);
        var ends = history.Jobs.ToDictionary(job => job.Id);
        output.WriteLine(
            $"{neighbours.Count} neighbours, lost {neighbours.Sum(id => ends[id].LostCount)} times in all, none more than " +
            $"{neighbours.Max(id => ends[id].LostCount)} times");
        foreach (var id in deadly.Select(job => job.Id))
        {
            (ends[id].State, ends[id].LostCount).ShouldBe((JobState.Failed, 5));
            ends[id].Error.ShouldNotBeNull().ShouldContain("worker lost");
        }

        neighbours.ShouldAllBe(id => ends[id].State == JobState.Succeeded);
    }

    /// <summary>As a service supervisor would.</summary>
    private static async Task KeepRunningAsync(ChaosCluster cluster, string name, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var node = await cluster.StartAsync(cluster.Options with { Name = name });
            await node.Exited.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task<int> LiveAsync(ChaosCluster cluster, IEnumerable<JobContext> jobs)
    {
        var found = await Task.WhenAll(jobs.Select(job => cluster.Store.Reads.GetAsync(job.Id, CancellationToken.None)));
        return found.Count(job => job!.State != JobState.Failed);
    }
}
