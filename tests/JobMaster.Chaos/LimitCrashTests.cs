using JobMaster.Conformance;
using JobMaster.Storage;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace JobMaster.Chaos;

/// <summary>
/// Processes that are killed while they run jobs under a limit, and while they let jobs through; an operator pauses and resumes meanwhile.
/// </summary>
public abstract class LimitCrashTests<TPlace>(ITestOutputHelper output)
    where TPlace : IChaosPlace, new()
{
    private const int Most = 10;
    private const int Keys = 8;
    private readonly Random _random = new(ChaosSettings.Seed);

    [Fact]
    public async Task Kills_let_no_more_jobs_run_at_once_than_the_limit_says_and_leave_none_waiting()
    {
        await using var cluster = await ChaosCluster.CreateAsync(new TPlace());
        var (scheduled, history) = await RunAsync(cluster, limit => limit.MaxConcurrent(Most), keepsOrder: false, key: null);
        int worst = Worst(history.Jobs.SelectMany(job => Intervals(job, history)).ToList());
        output.WriteLine($"{scheduled.Count} jobs, {history.Jobs.Sum(job => job.LostCount)} lost, at most {worst} at once");
        worst.ShouldBeLessThanOrEqualTo(Most);
        (await cluster.Store.Gates.RecountAsync(NodeOptions.Limit, CancellationToken.None)).ShouldBe(0);
    }

    [Fact]
    public async Task Kills_leave_the_order_of_each_key_as_it_is()
    {
        await using var cluster = await ChaosCluster.CreateAsync(new TPlace());
        var (scheduled, history) = await RunAsync(
            cluster, static limit => limit.KeepOrder(), keepsOrder: true, number => $"{NodeOptions.Limit}:{number % Keys}");
        var jobs = history.Jobs.ToDictionary(job => job.Id);
        output.WriteLine($"{scheduled.Count} jobs of {Keys} keys, {history.Jobs.Sum(job => job.LostCount)} lost");
        for (int key = 0; key < Keys; key++)
        {
            var inOrder = scheduled.Where((_, number) => number % Keys == key).Select(context => jobs[context.Id]).ToList();
            foreach (var (before, after) in inOrder.Zip(inOrder.Skip(1)))
            {
                Intervals(after, history).Min(interval => interval.From)
                    .ShouldBeGreaterThanOrEqualTo(before.FinalizedAt!.Value, $"job {after.Id} of key {key} did not wait for {before.Id}");
            }
        }
    }

    private async Task<(List<JobContext> Scheduled, StoredHistory History)> RunAsync(
        ChaosCluster cluster, Action<JobLimitBuilder> limit, bool keepsOrder, Func<int, string>? key)
    {
        var (processes, jobCount, kills) = ChaosSettings.IsLong ? (8, 6000, 100) : (4, 800, 12);
        var names = Enumerable.Range(1, processes).Select(number => $"worker-{number}").ToList();
        await cluster.StartAsync(cluster.ControlsOptions with { MaxConcurrent = Most, KeepsOrder = keepsOrder });
        foreach (string name in names)
        {
            await StartAsync(cluster, name, keepsOrder);
        }

        using var host = await cluster.StartScheduleHostAsync(
            config => config.AddJobHandler<WorkHandler>().AddLimit(NodeOptions.Limit, limit));
        var jobs = host.Services.GetRequiredService<IJobMasterScheduler>();
        var scheduled = new List<JobContext>();
        for (int kill = 0; kill < kills; kill++)
        {
            var batch = Enumerable.Range(0, jobCount / kills)
                .Select(number => JobRequest.ForPayload(new Work(_random.Next(keepsOrder ? 10 : 30))) with
                {
                    Options = new JobOptions { LimitKeys = [key?.Invoke(scheduled.Count + number) ?? NodeOptions.Limit] },
                }).ToList();
            scheduled.AddRange(await ScheduleAsync(jobs, batch));
            int before = RunLines.Read(cluster.Lines).Started.Count;
            await Eventually.BecomesAsync(
                "some more jobs start",
                () => Task.FromResult(RunLines.Read(cluster.Lines).Started.Count > before + 5
                    || RunLines.Read(cluster.Lines).Started.Count == scheduled.Count),
                ChaosSettings.Patience);
            string victim = names[_random.Next(names.Count)];
            await cluster[victim].KillAsync();
            await StartAsync(cluster, victim, keepsOrder);
        }

        await cluster.EndOperatorAsync(each: NodeOptions.ControlsOnceEach);
        await cluster.DrainedAsync();
        var history = await StoredHistory.ReadAsync(cluster.Store.Reads);
        history.Jobs.Count.ShouldBe(scheduled.Count);
        history.Jobs.ShouldAllBe(job => job.State == JobState.Succeeded);
        return (scheduled, history);
    }

    /// <summary>On a busy machine the nodes may keep a SQLite file locked for longer than a call waits; then nothing is stored.</summary>
    private static async Task<IReadOnlyList<JobContext>> ScheduleAsync(IJobMasterScheduler jobs, List<JobRequest> batch)
    {
        IReadOnlyList<JobContext> stored = [];
        await Eventually.BecomesAsync("the batch is stored", TryAsync, ChaosSettings.Patience);
        return stored;

        async Task<bool> TryAsync()
        {
            try
            {
                stored = await jobs.ScheduleManyAsync(batch);
                return true;
            }
            catch (JobMasterStoreException refused) when (refused.StoredJobIds.Count == 0)
            {
                return false;
            }
        }
    }

    private static Task<NodeProcess> StartAsync(ChaosCluster cluster, string name, bool keepsOrder) => cluster.StartAsync(
        cluster.Options with { Name = name, Concurrency = 8, MaxConcurrent = Most, KeepsOrder = keepsOrder, MaxLosses = 50 });

    /// <summary>From the claim of each attempt to its recorded end, by the database.</summary>
    private static IEnumerable<(DateTimeOffset From, DateTimeOffset To)> Intervals(StoredJob job, StoredHistory history)
    {
        foreach (var attempt in history.Earlier.GetValueOrDefault(job.Id) ?? [])
        {
            yield return (attempt.AttemptedAt, attempt.EndedAt);
        }

        yield return (job.AttemptedAt!.Value, job.FinalizedAt!.Value);
    }

    /// <summary>
    /// How many intervals overlap at the worst moment. What ends at the instant at which another begins does not overlap.
    /// </summary>
    private static int Worst(List<(DateTimeOffset From, DateTimeOffset To)> intervals)
    {
        int running = 0;
        int worst = 0;
        foreach (var (_, change) in intervals.SelectMany(interval => new[] { (At: interval.From, 1), (At: interval.To, -1) })
            .OrderBy(step => step.At).ThenBy(step => step.Item2))
        {
            running += change;
            worst = Math.Max(worst, running);
        }

        return worst;
    }
}
