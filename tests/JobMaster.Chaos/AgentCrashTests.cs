using Xunit.Abstractions;

namespace JobMaster.Chaos;

/// <summary>A cluster with an agent: every job that was accepted ends once, whichever of its processes are killed.</summary>
public sealed class AgentCrashTests(ITestOutputHelper output)
{
    private static readonly int Kills = ChaosSettings.IsLong ? 200 : 15;

    private const int FewestJobsBetweenKills = 10;

    private const int MostJobsBetweenKills = 60;

    private const int FewestOfAgents = 50;

    private readonly Random _random = new(ChaosSettings.Seed);

    [Fact]
    public async Task Kills_of_everything_at_random_lose_no_accepted_job_and_end_none_twice()
    {
        output.WriteLine($"{GetType().Name}, JOBMASTER_CHAOS_SEED={ChaosSettings.Seed}");
        await using var cluster = await ChaosCluster.CreateAsync(new SqlitePlace());
        await using var agents = new ChaosAgents().Add("agent", "sqlite", cluster.FileOf("agent.db"));
        var worker = cluster.Options with { Agents = agents.Text, AgentName = "agent", MaxLosses = 1_000_000 };
        string[] names = ["worker-1", "worker-2", "worker-3"];
        foreach (var name in names)
        {
            await cluster.StartAsync(worker with { Name = name });
        }

        await cluster.StartAsync(
            cluster.Options with { Name = "producer", Agents = agents.Text, Concurrency = 0, Seed = ChaosSettings.Seed });
        await cluster.StartAsync(cluster.OperatorOptions with { Agents = agents.Text });
        await Task.WhenAll(cluster.Names.Select(name => cluster[name].ReadyAsync()));

        var accepted = 0;
        for (var kill = 0; kill < Kills; kill++)
        {
            // Counted in jobs, not in time: a slow machine gets what it needs to have something to lose.
            await cluster.AcceptedAsync(accepted += _random.Next(FewestJobsBetweenKills, MostJobsBetweenKills));
            var victim = cluster[_random.Next(8) switch
            {
                0 => NodeOptions.Operator,
                1 or 2 => "producer",
                _ => names[_random.Next(names.Length)],
            }];
            await victim.KillAsync();
            await cluster.StartAsync(victim.Options with { Seed = victim.Options.Seed + 1 });
        }

        await cluster.AcceptedByAgentsAsync(FewestOfAgents + 1);
        await cluster["producer"].StopAsync();
        await cluster.EndOperatorAsync();
        await agents.EmptiedAsync(cluster);
        await cluster.KillOneAtWorkAsync(names);
        await cluster.DrainedAsync();

        var report = await ChaosReport.ReadAsync(cluster);
        output.WriteLine(report.Table);
        report.Accepted.ShouldBeGreaterThan(100);
        report.AcceptedByAgents.ShouldBeGreaterThan(FewestOfAgents);
        report.Losses.ShouldBePositive("at least the last kill met a running job");
        report.ShouldBeSound();
    }
}
