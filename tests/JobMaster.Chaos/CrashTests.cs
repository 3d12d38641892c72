using JobMaster.Conformance;
using Xunit.Abstractions;

namespace JobMaster.Chaos;

/// <summary>Every job that was accepted ends once, whatever is done to the processes that work on it.</summary>
public abstract class CrashTests<TPlace>(ITestOutputHelper output)
    where TPlace : IChaosPlace, new()
{
    private const int JobsPerStrike = 6;
    private const int FewestJobs = 100;
    private static readonly TimeSpan HeartbeatTimeout = TimeSpan.FromSeconds(ChaosSettings.HeartbeatTimeout);
    private readonly Random _random = new(ChaosSettings.Seed);

    [Fact]
    public async Task Kills_pauses_locks_and_clock_jumps_lose_no_job_and_end_none_twice()
    {
        output.WriteLine($"{GetType().Name}, JOBMASTER_CHAOS_SEED={ChaosSettings.Seed}");
        await using var cluster = await ChaosCluster.CreateAsync(new TPlace());
        var plan = Strike.Plan(_random, kills: ChaosSettings.IsLong ? 220 : 18, HeartbeatTimeout);
        await StartNodesAsync(cluster);

        var lasting = new List<Task>();
        foreach (var strike in plan)
        {
            await Eventually.LastsAsync(strike.After);
            if (lasting.TrueForAll(task => task.IsCompleted))
            {
                // On a busy machine, where everything takes longer, there is to be work between the strikes all the same.
                await cluster.AcceptedAsync(lasting.Count * JobsPerStrike);
            }

            lasting.Add(await StrikeAsync(cluster, strike));
        }

        await Task.WhenAll(lasting);
        await cluster.EndOperatorAsync(kinds: ChaosSettings.IsLong ? 11 : 5, each: NodeOptions.OnceEach);
        await cluster.AcceptedAsync(FewestJobs + 1);
        await cluster["producer"].StopAsync();
        await cluster.KillOneAtWorkAsync(["worker-1", "worker-2", "worker-3"]);
        await cluster["worker-3"].SendAsync("clock 3600");
        await cluster.DrainedAsync();

        var report = await ChaosReport.ReadAsync(cluster);
        output.WriteLine(report.Table);
        foreach (var kind in plan.CountBy(strike => strike.Kind))
        {
            output.WriteLine($"{kind.Key,-35}{kind.Value,7}");
        }

        report.Accepted.ShouldBeGreaterThan(FewestJobs);
        report.Losses.ShouldBePositive("at least the last kill met a running job");
        report.ShouldBeSound();
    }

    private static async Task StartNodesAsync(ChaosCluster cluster)
    {
        foreach (var options in new[]
        {
            Producer(cluster), cluster.OperatorOptions, Worker(cluster, "worker-1"), Worker(cluster, "worker-2"),
            Worker(cluster, "worker-3") with { Clock = 0 },
        })
        {
            await cluster.StartAsync(options);
        }

        await Task.WhenAll(cluster.Names.Select(name => cluster[name].ReadyAsync()));
    }

    /// <summary>Strikes; the returned task ends with what lasts.</summary>
    private async Task<Task> StrikeAsync(ChaosCluster cluster, Strike strike)
    {
        var victim = cluster.Names.Contains(strike.Victim) ? cluster[strike.Victim] : null;
        switch (strike.Kind)
        {
            case StrikeKind.Kill or StrikeKind.KillWhileStopping:
                await EndAsync(victim!, inOrder: strike.Kind == StrikeKind.KillWhileStopping);
                await cluster.StartAsync(victim!.Options with { Seed = victim.Options.Seed + 1 });
                return Task.CompletedTask;
            case StrikeKind.Pause:
                await victim!.PauseAsync();
                return ResumeLaterAsync(victim, strike.Lasts);
            case StrikeKind.MoveClock:
                await victim!.SendAsync($"clock {(_random.Next(3) - 1) * 3600}");
                return Task.CompletedTask;
            default:
                return cluster.DisturbStoreAsync(strike.Lasts);
        }
    }

    private async Task EndAsync(NodeProcess node, bool inOrder)
    {
        if (inOrder)
        {
            await node.SendAsync("stop");
            await Eventually.LastsAsync(TimeSpan.FromMilliseconds(_random.Next(100)));
        }

        await node.KillAsync();
    }

    private static async Task ResumeLaterAsync(NodeProcess node, TimeSpan after)
    {
        await Eventually.LastsAsync(after);
        await node.ResumeAsync();
    }

    /// <summary>Kills are not the jobs' fault here, so no number of losses ends one.</summary>
    private static NodeOptions Worker(ChaosCluster cluster, string name) => cluster.Options with { Name = name, MaxLosses = 1_000_000 };

    private static NodeOptions Producer(ChaosCluster cluster) =>
        cluster.Options with { Name = "producer", Concurrency = 0, Clock = 0, Seed = ChaosSettings.Seed };
}
