using JobMaster.Conformance;
namespace JobMaster.Chaos;

/// <summary>Processes that die while they start.</summary>
public abstract class StartTests<TPlace>
    where TPlace : IChaosPlace, new()
{
    private readonly Random _random = new(ChaosSettings.Seed);

    [Fact]
    public async Task Starters_killed_while_they_make_the_schema_leave_one_that_the_next_can_use()
    {
        await using var cluster = await ChaosCluster.CreateAsync(new TPlace());
        for (var kill = 0; kill < (ChaosSettings.IsLong ? 30 : 4); kill++)
        {
            var starters = new[] { await cluster.StartAsync(cluster.Options with { Name = "a" }),
                await cluster.StartAsync(cluster.Options with { Name = "b" }) };
            await starters[0].Lines.WaitAsync(line => line == "starting");
            await Eventually.LastsAsync(TimeSpan.FromMilliseconds(_random.Next(300)));
            await Task.WhenAll(starters.Select(starter => starter.KillAsync()));
        }

        var survivor = await cluster.StartAsync(cluster.Options with { Name = "a" });
        await survivor.ReadyAsync();
        var producer = await cluster.StartAsync(cluster.Options with { Name = "producer", Concurrency = 0, Seed = ChaosSettings.Seed });
        await producer.Lines.WaitAsync(line => line.StartsWith("accepted", StringComparison.Ordinal), count: 10);
        await producer.StopAsync();
        await cluster.DrainedAsync();

        (await ChaosReport.ReadAsync(cluster)).ShouldBeSound();
    }
}
