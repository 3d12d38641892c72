namespace JobMaster.Conformance;

/// <summary>Jobs claimed before they are due, and not run by their claimer.</summary>
public abstract class EarlyClaimConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task A_released_job_that_was_claimed_before_it_was_due_waits_for_its_time()
    {
        var id = await InsertAsync(Job() with { Delay = Hour });
        var claimed = (
            await Jobs.ClaimAsync(Request(await StartSessionAsync(), freeSlots: 0) with { Prefetch = 1, Ahead = Hour }, default))
                .ShouldHaveSingleItem();
        Clock.Move(TimeSpan.FromSeconds(9));

        await RecordAsync(claimed, OutcomeKind.Release);

        (await ClaimAsync()).ShouldBeEmpty();
        var job = await GetAsync(id);
        (job.State, job.DueAt).ShouldBe((JobState.Scheduled, claimed.DueAt));
        Clock.Move(Hour);
        (await ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(id);
    }

    [Fact]
    public async Task A_rescued_job_that_was_claimed_before_it_was_due_waits_for_its_time()
    {
        var id = await InsertAsync(Job() with { Delay = Hour });
        var lost = (
            await Jobs.ClaimAsync(Request(await StartSessionAsync(), freeSlots: 0) with { Prefetch = 1, Ahead = Hour }, default))
                .ShouldHaveSingleItem();
        Clock.Move(TimeSpan.FromSeconds(30));

        await LoseAsync(lost);

        (await ClaimAsync()).ShouldBeEmpty();
        var job = await GetAsync(id);
        (job.State, job.DueAt, job.LostCount).ShouldBe((JobState.Scheduled, lost.DueAt, 1));
        Clock.Move(Hour);
        (await ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(id);
    }
}
