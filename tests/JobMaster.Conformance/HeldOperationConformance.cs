namespace JobMaster.Conformance;

/// <summary>
/// Operations among transactions of the app that hold some of their jobs. Joined by stores whose transactions write side by side.
/// </summary>
public abstract class HeldOperationConformance<TFixture> : StoredOperationConformance<TFixture>
    where TFixture : ITransactionalStoreFixture, new()
{
    protected static OperationSpec ToOtherLane { get; } = new()
    {
        Kind = JobOperationKind.Change, Change = new StoredJobChange { Lane = "mail" }, Filter = new JobOperationFilter(),
    };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_job_that_another_transaction_holds_is_passed_over_and_taken_once_it_is_free(bool byFilter)
    {
        var jobs = ManyJobs(6);
        await Jobs.InsertAsync(jobs, false, default);
        Clock.Move(Microsecond);
        var held = jobs[2].Id;
        await using var connection = await Fixture.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var dueAt = Clock.Now + Hour;
        await Store.Transactions!.RescheduleAsync(transaction, held, dueAt, by: null, default);
        var spec = byFilter ? ToOtherLane : ToOtherLane with { Filter = null };
        var id = await StartAsync(spec, byFilter ? null : [.. jobs.Select(job => job.Id)]);

        OperationWork? work;
        do
        {
            work = (await Store.Operations.WorkAsync(4, default)).ShouldNotBeNull();
        }
        while (!work.WaitsForHolders);
        var waiting = await ReadAsync(id);
        (waiting.State, waiting.Counts, waiting.Waiting).ShouldBe((JobOperationState.Running, new OperationCounts(5), 1));
        (await GetAsync(held)).Lane.ShouldBe(Lane);
        await transaction.CommitAsync();
        (await Store.Operations.WorkAsync(4, default)).ShouldBeNull("other operations go on meanwhile");
        Clock.Move(work.NextIn.ShouldNotBeNull());
        (await Store.Operations.WorkAsync(4, default)).ShouldNotBeNull().State.ShouldBe(JobOperationState.Done);

        var job = await GetAsync(held);
        (job.Lane, job.DueAt).ShouldBe(("mail", dueAt));
        (await ReadAsync(id)).Counts.ShouldBe(new OperationCounts(6));
        await IsFiledOnceEachAsync(id, "job.change", [.. jobs.Select(one => one.Id)]);
    }

    [Fact]
    public async Task A_held_job_that_ends_before_its_turn_is_counted_as_gone()
    {
        var id = await InsertAsync();
        Clock.Move(Microsecond);
        await using var connection = await Fixture.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await Store.Transactions!.CancelAsync(transaction, [id], by: null, default);
        var operation = await StartAsync(ToOtherLane);
        (await Store.Operations.WorkAsync(10, default)).ShouldNotBeNull().State.ShouldBe(JobOperationState.Running);
        await transaction.CommitAsync();

        (await Store.Operations.WorkAsync(10, default)).ShouldNotBeNull().State.ShouldBe(JobOperationState.Done);
        (await ReadAsync(operation)).Counts.ShouldBe(new OperationCounts(0, Gone: 1));
    }
}
