namespace JobMaster.Conformance;

/// <summary>Admission against a finish that another transaction has made and not yet committed.</summary>
public abstract class AdmissionTransactionConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : ITransactionalStoreFixture, new()
{
    /// <summary>From before the transaction: where there is one writer, none can be started beside it.</summary>
    private Guid session;

    [Theory]
    [InlineData(OutcomeKind.Succeeded)]
    [InlineData(OutcomeKind.Failed)]
    [InlineData(OutcomeKind.Cancelled)]
    public async Task A_delivery_again_while_the_finish_is_committing_waits_for_it_and_is_dropped(OutcomeKind kind)
    {
        var (job, running) = await AdmitOneAsync();
        await using var connection = await Fixture.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        (await Store.Transactions!.RecordAsync(transaction, Outcome(running, kind), default)).ShouldBe(RecordResult.Recorded);

        var again = AdmitAsync(session, job);
        await transaction.CommitAsync();

        (await again).ShouldBe([new AdmitResult(AdmitKind.Known)]);
        JobTransitions.IsFinal((await GetAsync(job.Id)).State).ShouldBeTrue();
        (await ClaimAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_delivery_again_while_a_finish_rolls_back_leaves_the_job_running()
    {
        var (job, running) = await AdmitOneAsync();
        await using var connection = await Fixture.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await Store.Transactions!.RecordAsync(transaction, Outcome(running, OutcomeKind.Succeeded), default);

        var again = AdmitAsync(session, job);
        await transaction.RollbackAsync();

        (await again).ShouldBe([new AdmitResult(AdmitKind.Known)]);
        (await GetAsync(job.Id)).ShouldBe(running);
    }

    private async Task<(NewJob Job, StoredJob Running)> AdmitOneAsync()
    {
        session = await StartSessionAsync();
        var job = Job() with { Id = AgentJobId.Create(Clock.Now), DueAt = Clock.Now };
        return (job, (await AdmitAsync(session, job))[0].Job!);
    }

    private async Task<IReadOnlyList<AdmitResult>> AdmitAsync(Guid by, NewJob job) =>
        await Store.Admissions.AdmitAsync(
            new AdmitRequest { SessionId = by, Jobs = [new DeliveredJob(job)], DedupeWindow = Hour }, default);
}
