using JobMaster.Conformance;
using JobMaster.Storage;
using Xunit.Abstractions;

namespace JobMaster.Chaos;

/// <summary>Every occurrence becomes one job, whatever is done to the processes that fire schedules and run their jobs.</summary>
public abstract class RecurringCrashTests<TPlace>(ITestOutputHelper output)
    where TPlace : IChaosPlace, new()
{
    private const int Schedules = 40;
    private static readonly string[] Workers = ["worker-1", "worker-2", "worker-3"];
    private readonly Random _random = new(ChaosSettings.Seed);

    [Fact]
    public async Task Kills_and_pauses_of_nodes_that_fire_miss_no_occurrence_and_fire_none_twice()
    {
        output.WriteLine($"{GetType().Name}, JOBMASTER_CHAOS_SEED={ChaosSettings.Seed}");
        await using var cluster = await ChaosCluster.CreateAsync(new TPlace());
        await Task.WhenAll(Workers.Select(name => cluster.StartAsync(Firing(cluster, name))));
        await Task.WhenAll(Workers.Select(name => cluster[name].Lines.WaitAsync(line => line == "scheduled")));

        await cluster.StartAsync(cluster.OperatorOptions);
        await cluster[NodeOptions.Operator].ReadyAsync();

        var kills = ChaosSettings.IsLong ? 120 : 15;
        for (var kill = 0; kill < kills; kill++)
        {
            var isPause = kill % 5 == 3;
            var victim = !isPause && _random.Next(6) == 0 ? NodeOptions.Operator : Workers[_random.Next(Workers.Length)];
            await StrikeAsync(cluster, cluster[victim], isPause);
        }

        await cluster.EndOperatorAsync("pause schedule");
        await EndAsync(cluster);

        var report = await ChaosReport.ReadAsync(cluster);
        var firings = await FiringReport.ReadAsync(cluster.Store);
        output.WriteLine(
            $"{report.Table}\n{firings.Table}\nkills                              " +
            $"{kills - (kills / 5),7}\npauses                             {kills / 5,7}");
        firings.Schedules.ShouldBe(Schedules, "a start that finds its schedules there adds none");
        firings.Fired.ShouldBeGreaterThan(Schedules * kills / 10);
        firings.ShouldBeSound();
        report.ShouldBeSound();
    }

    /// <summary>
    /// Kills a node and starts it again, or stops it past its heartbeat: it may then go on in the middle of a step that others have taken.
    /// </summary>
    private async Task StrikeAsync(ChaosCluster cluster, NodeProcess victim, bool isPause)
    {
        await Eventually.LastsAsync(TimeSpan.FromMilliseconds(_random.Next(100, 1000)));
        if (isPause)
        {
            await cluster.PauseOutsideTransactionAsync(victim);
            await Eventually.LastsAsync(TimeSpan.FromSeconds(ChaosSettings.HeartbeatTimeout) * 1.3);
            await victim.ResumeAsync();
            return;
        }

        await victim.KillAsync();
        await cluster.StartAsync(victim.Options with { Seed = victim.Options.Seed + 1 });
    }

    /// <summary>Pauses every schedule, so that what has fired comes to its end and nothing more does.</summary>
    private static async Task EndAsync(ChaosCluster cluster)
    {
        foreach (var schedule in await cluster.Store.Schedules.ListAsync(new ScheduleListRequest { Limit = 1000 }, CancellationToken.None))
        {
            // The nodes go on firing it until then, and each step they take makes another try needed.
            await Eventually.BecomesAsync(
                $"Schedule {schedule.Id} is paused", () => TryPauseAsync(cluster.Store, schedule.Id), ChaosSettings.Patience);
        }

        await cluster.DrainedAsync();
    }

    /// <summary>On a busy machine the nodes may keep a SQLite file locked for longer than a call waits.</summary>
    private static async Task<bool> TryPauseAsync(IMasterStore store, Guid id)
    {
        try
        {
            var current = (await store.Schedules.GetAsync(id, CancellationToken.None)).Schedule!;
            return await store.Schedules.UpdateAsync(current with { State = RecurringScheduleState.Paused }, CancellationToken.None);
        }
        catch (Exception exception) when (store.IsTransient(exception))
        {
            return false;
        }
    }

    private static NodeOptions Firing(ChaosCluster cluster, string name) =>
        cluster.Options with { Name = name, Schedules = Schedules, MaxLosses = 1_000_000 };
}
