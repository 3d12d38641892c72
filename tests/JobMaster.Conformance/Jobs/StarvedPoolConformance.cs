namespace JobMaster.Conformance.Jobs;

/// <summary>What must go on while every thread of the pool is blocked.</summary>
[Collection(StarvedPoolTests.Name)]
public abstract class StarvedPoolConformance<TFixture> : JobsConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task Blocking_twins_on_every_pool_thread_at_once_come_through()
    {
        var app = await StartAsync(_ => { });

        var calls = Enumerable.Range(0, StarvedPoolTests.Crowd).Select(number => Task.Run(() => app.Jobs.OnceNow<ProbeHandler>(Named($"{number}"))));

        (await Task.WhenAll(calls).Soon()).Length.ShouldBe(StarvedPoolTests.Crowd);
    }

    [Fact]
    public async Task A_beat_needs_no_thread_of_the_pool()
    {
        await using var store = OpenStore();
        await store.Schema.MigrateAsync(CancellationToken.None);
        var session = new NewSession { Id = Guid.CreateVersion7(), WorkerName = "w", NodeName = "n", Lanes = ["default"], Concurrency = 1, Version = "1" };
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
}
