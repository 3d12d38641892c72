namespace JobMaster.Conformance;

/// <summary>Which error a job shows that was finished inside the handler's own transaction.</summary>
public abstract class ErrorTransactionConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : ITransactionalStoreFixture, new()
{
    [Fact]
    public async Task A_job_that_succeeded_shows_no_error_of_an_earlier_attempt()
    {
        await RecordAsync(Outcome(await RunOneAsync(), OutcomeKind.Retry) with { Error = "it broke" });
        Clock.Move(Hour);
        var claimed = (await ClaimAsync()).ShouldHaveSingleItem();
        await using var connection = await Fixture.OpenConnectionAsync();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            (
                await Store.Transactions!.RecordAsync(transaction, Outcome(claimed, OutcomeKind.Succeeded), default))
                    .ShouldBe(RecordResult.Recorded);
            await transaction.CommitAsync();
        }

        var job = await GetAsync(claimed.Id);
        (job.State, job.Error).ShouldBe((JobState.Succeeded, null));
        (await EarlierAttemptsAsync(claimed.Id)).ShouldHaveSingleItem().Error.ShouldBe("it broke");
    }
}
