using JobMaster.Conformance;
using JobMaster.TestServers;
using Xunit.Abstractions;

namespace JobMaster.Chaos;

/// <summary>
/// A master and agents on servers, two producers, three workers on different lanes and in different modes, while processes and servers are
/// killed.
/// </summary>
[NeedsServer("postgres")]
[NeedsServer("nats")]
public sealed class MixedClusterTests(ITestOutputHelper output)
{
    private static readonly int Strikes = ChaosSettings.IsLong ? 66 : 16;

    private const int Wanted = 150;

    private const int FewestOfAgents = 50;

    private readonly Random _random = new(ChaosSettings.Seed);

    [Fact]
    public async Task All_that_was_accepted_is_finished_once_whatever_is_killed_or_restarted()
    {
        output.WriteLine($"{GetType().Name}, JOBMASTER_CHAOS_SEED={ChaosSettings.Seed}");
        var master = await ChaosServer.StartAsync("postgres");
        await using var agent = await ChaosServer.StartAsync("postgres");
        await using var broker = await ChaosServer.StartAsync("nats");
        await using var cluster = await ChaosCluster.CreateAsync(master);
        await using var agents = new ChaosAgents().Add("one", "postgres", agent.Connection).Add("two", "nats", broker.Connection);
        await StartNodesAsync(cluster, agents);

        ChaosServer[] servers = [broker, master, agent];
        var (kills, crashes) = (0, 0);
        var crashing = Task.CompletedTask;
        for (var strike = 0; strike < Strikes || crashes < servers.Length; strike++)
        {
            await Eventually.LastsAsync(TimeSpan.FromMilliseconds(_random.Next(300, 1500)));
            if (_random.Next(2) == 0 && crashing.IsCompleted)
            {
                var down = TimeSpan.FromMilliseconds(_random.Next(2000));
                crashing = servers[crashes++ % servers.Length].CrashAsync(down);
                continue;
            }

            var victim = cluster[cluster.Names.Order(StringComparer.Ordinal).ElementAt(_random.Next(cluster.Names.Count))];
            await victim.KillAsync();
            await cluster.StartAsync(victim.Options with { Seed = victim.Options.Seed + 1 });
            kills++;
        }

        await crashing;
        await cluster.AcceptedAsync(Wanted);
        await cluster.AcceptedByAgentsAsync(FewestOfAgents + 1);
        await Task.WhenAll(cluster["producer-1"].StopAsync(), cluster["producer-2"].StopAsync());
        await cluster.EndOperatorAsync();
        await agents.EmptiedAsync(cluster);
        await cluster.DrainedAsync();

        var report = await ChaosReport.ReadAsync(cluster);
        output.WriteLine(report.Table);
        output.WriteLine($"""
            processes killed                   {kills,7}
            restarts of a server               {crashes,7}
            """);
        crashes.ShouldBeGreaterThanOrEqualTo(servers.Length, "a run in which not every server went down once shows less than it says");
        report.Accepted.ShouldBeGreaterThanOrEqualTo(Wanted);
        report.AcceptedByAgents.ShouldBeGreaterThan(FewestOfAgents);
        report.ShouldBeSound();
    }

    private static async Task StartNodesAsync(ChaosCluster cluster, ChaosAgents agents)
    {
        var node = cluster.Options with { Agents = agents.Text, MaxLosses = 1_000_000 };
        foreach (var options in new[]
        {
            node with { Name = "worker-1", AgentName = "one", Lane = "default,mail" },
            node with { Name = "worker-2", AgentName = "two", Lane = "default" },
            node with { Name = "worker-3", AgentName = "one", Lane = "mail", Mode = AgentWorkerMode.Execution },
            node with { Name = "producer-1", Concurrency = 0, Lanes = "default,mail", Seed = ChaosSettings.Seed },
            cluster.OperatorOptions with { Agents = agents.Text, Lanes = "default,mail" },
            node with { Name = "producer-2", Concurrency = 0, Lanes = "default", Seed = ChaosSettings.Seed + 1 },
        })
        {
            await cluster.StartAsync(options);
        }

        await Task.WhenAll(cluster.Names.Select(name => cluster[name].ReadyAsync()));
    }
}
