using JobMaster.Conformance;
using JobMaster.Storage;

namespace JobMaster.Chaos;

/// <summary>Processes that stall without dying.</summary>
public abstract class StallTests<TPlace>
    where TPlace : IChaosPlace, new()
{
    private static readonly TimeSpan HeartbeatTimeout = TimeSpan.FromSeconds(ChaosSettings.HeartbeatTimeout);

    [Fact]
    public async Task A_process_stopped_past_its_heartbeat_is_fenced_when_it_goes_on()
    {
        await using var cluster = await ChaosCluster.CreateAsync(new TPlace());
        var stopped = await cluster.StartAsync(cluster.Options with { Name = "stopped" });
        await stopped.ReadyAsync();
        var id = (await InsertAsync(cluster, count: 1, blocks: false, "default"))[0];
        await stopped.Lines.WaitAsync(line => line == $"started {id} 1");

        await cluster.PauseOutsideTransactionAsync(stopped);
        var other = await cluster.StartAsync(cluster.Options with { Name = "other" });
        await other.SendAsync("release");
        await other.Lines.WaitAsync(line => line == $"finished {id} 2");
        await cluster.DrainedAsync();

        await stopped.SendAsync("release");
        await stopped.ResumeAsync();
        await stopped.Lines.WaitAsync(line =>
            line.StartsWith("log AttemptFenced", StringComparison.Ordinal) && line.Contains(id.ToString(), StringComparison.Ordinal));
        await stopped.Lines.WaitAsync(line => line.StartsWith("log SessionLost", StringComparison.Ordinal));

        var job = (await cluster.Store.Reads.GetAsync(id, CancellationToken.None))!;
        (job.State, job.ClaimNo, job.LostCount).ShouldBe((JobState.Succeeded, 2, 1));
        (await ChaosReport.ReadAsync(cluster)).ShouldBeSound();
    }

    [Fact]
    public async Task Two_hundred_handlers_that_block_every_pool_thread_do_not_cost_the_session()
    {
        await using var cluster = await ChaosCluster.CreateAsync(new TPlace());
        var blocked = await cluster.StartAsync(cluster.Options with { Name = "blocked", Concurrency = 200, Lane = "blocking" });
        var witness = await cluster.StartAsync(cluster.Options with { Name = "witness" });
        await Task.WhenAll(blocked.ReadyAsync(), witness.ReadyAsync());
        var ids = await InsertAsync(cluster, count: 200, blocks: true, "blocking");
        await blocked.Lines.WaitAsync(line => line.StartsWith("started", StringComparison.Ordinal), count: 2 * Environment.ProcessorCount);

        // By the store's clock: what a rescuer would go by.
        var first = await LastBeatAsync(cluster, "blocking");
        await Eventually.BecomesAsync(
            "The blocked process has gone on beating for three timeouts",
            async () => await LastBeatAsync(cluster, "blocking") - first >= 3 * HeartbeatTimeout,
            ChaosSettings.Patience);
        await blocked.SendAsync("release");
        await cluster.DrainedAsync();

        var jobs = (await StoredHistory.ReadAsync(cluster.Store.Reads)).Jobs;
        jobs.Count.ShouldBe(ids.Count);
        jobs.ShouldAllBe(job => job.State == JobState.Succeeded && job.LostCount == 0);
        witness.Lines.Text.ShouldNotContain("SessionBuried");
    }

    private static async Task<DateTimeOffset> LastBeatAsync(ChaosCluster cluster, string lane) =>
        (await cluster.Store.Sessions.ListAsync(CancellationToken.None)).Single(session => session.Session.Lanes.Contains(lane)).LastBeatAt;

    private static async Task<IReadOnlyList<Guid>> InsertAsync(ChaosCluster cluster, int count, bool blocks, string lane)
    {
        var jobs = Enumerable.Range(0, count).Select(_ => new NewJob
        {
            Id = Guid.CreateVersion7(), DefinitionId = "chaos.hold", Lane = lane, Priority = JobMasterPriority.Medium,
            Timeout = TimeSpan.FromMinutes(5), MaxRetries = 0,
            Payload = blocks ? """{"BlocksItsThread":true}""" : """{"BlocksItsThread":false}""",
        }).ToList();
        await cluster.Store.Jobs.InsertAsync(jobs, mayBeStored: false, CancellationToken.None);
        return [.. jobs.Select(job => job.Id)];
    }
}
