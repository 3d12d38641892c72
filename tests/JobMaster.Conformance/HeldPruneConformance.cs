namespace JobMaster.Conformance;

/// <summary>
/// Pruning while a transaction of the app holds keys of old jobs. Joined by stores that can pass over a locked key and still see whose it
/// is.
/// </summary>
public abstract class HeldPruneConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : ITransactionalStoreFixture, new()
{
    private static readonly PruneRequest Old = new(TimeSpan.FromDays(10), TimeSpan.FromDays(10), 1000);

    /// <summary>Less than any store waits for a lock.</summary>
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(4);

    public static TheoryData<OutcomeKind, string> Held => new()
    {
        { OutcomeKind.Succeeded, "unique" },
        { OutcomeKind.Failed, "unique" },
        { OutcomeKind.Succeeded, "idempotency" },
        { OutcomeKind.Failed, "idempotency" },
    };

    [Theory]
    [MemberData(nameof(Held))]
    public async Task A_key_that_a_transaction_holds_delays_the_pruning_of_its_own_job_only(OutcomeKind kind, string key)
    {
        var held = await FinishOneAsync(kind, Keyed(key, "held"));
        var free = await FinishOneAsync(kind, Keyed(key, "free"));
        Clock.Move(TimeSpan.FromDays(32));
        await using var connection = await Fixture.OpenConnectionAsync();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            bool takesKey = (await Store.Transactions!.InsertAsync(transaction, [Keyed(key, "held")], default))[0].IsNew;
            await PruneAsync();
            (await Store.Reads.GetAsync(held.Id, default) is not null || !takesKey).ShouldBeTrue("The job must stay as long as its key.");
            (await Jobs.InsertAsync([Keyed(key, "free")], mayBeStored: false, default))[0].IsNew.ShouldBeTrue();
            await transaction.RollbackAsync();
        }

        await PruneAsync();
        (await Store.Reads.GetAsync(free.Id, default)).ShouldBeNull();
        (await Store.Reads.GetAsync(held.Id, default)).ShouldBeNull();
        await InsertAsync(Keyed(key, "held"));
    }

    [Fact]
    public async Task A_key_that_a_transaction_moves_to_its_own_job_stays_with_that_job()
    {
        var old = await FinishOneAsync(OutcomeKind.Failed, Keyed("unique", "held"));
        Clock.Move(TimeSpan.FromDays(32));
        var next = Keyed("unique", "held");
        await using var connection = await Fixture.OpenConnectionAsync();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            (await Store.Transactions!.InsertAsync(transaction, [next], default))[0].IsNew.ShouldBeTrue();
            await PruneAsync();
            await transaction.CommitAsync();
        }

        await PruneAsync();
        (await Store.Reads.GetAsync(old.Id, default)).ShouldBeNull();
        (await Jobs.InsertAsync([Keyed("unique", "held")], mayBeStored: false, default))[0].Id.ShouldBe(next.Id);
    }

    [Fact]
    public async Task A_key_past_its_window_that_a_transaction_takes_delays_no_other()
    {
        NewJob[] jobs = [Windowed("held"), Windowed("free")];
        await Jobs.InsertAsync(jobs, mayBeStored: false, default);
        Clock.Move(2 * Hour);
        await using var connection = await Fixture.OpenConnectionAsync();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            (await Store.Transactions!.InsertAsync(transaction, [Windowed("held")], default))[0].IsNew.ShouldBeTrue();
            await PruneAsync();
            await transaction.RollbackAsync();
        }

        await PruneAsync();
        (await Jobs.InsertAsync([Windowed("held"), Windowed("free")], mayBeStored: false, default)).ShouldAllBe(job => job.IsNew);
    }

    private async Task PruneAsync() => await Store.Retention.PruneAsync(Old, default).WaitAsync(AtOnce);

    private NewJob Windowed(string key) => Job() with { IdempotencyKey = key, IdempotencyWindow = Hour };

    private NewJob Keyed(string kind, string key) => kind == "unique"
        ? Job() with { Unique = new JobUnique { Key = key, While = UniqueWhile.WaitingOrRunning } }
        : Job() with { IdempotencyKey = key };
}
