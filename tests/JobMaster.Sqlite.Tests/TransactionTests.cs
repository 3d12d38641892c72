using System.Data;
using System.Data.Common;
using JobMaster.Storage;
using Microsoft.Data.Sqlite;

namespace JobMaster.Sqlite.Tests;

public sealed class TransactionTests : StoreFile
{
    private SqliteMasterStore store = null!;

    public override async Task InitializeAsync() => store = await OpenMigratedAsync();

    [Fact]
    public async Task A_job_lives_and_dies_with_the_callers_transaction()
    {
        var connection = Connect();
        var kept = Job();
        var dropped = Job();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await store.Transactions!.InsertAsync(transaction, [dropped], default);
            await transaction.RollbackAsync();
        }

        await using (var transaction = await connection.BeginTransactionAsync())
        {
            (await store.Transactions!.InsertAsync(transaction, [kept], default)).ShouldHaveSingleItem().IsNew.ShouldBeTrue();
            (await store.Reads.GetAsync(kept.Id, default)).ShouldBeNull();
            await transaction.CommitAsync();
        }

        (await store.Reads.GetAsync(kept.Id, default)).ShouldNotBeNull();
        (await store.Reads.GetAsync(dropped.Id, default)).ShouldBeNull();
    }

    [Fact]
    public async Task A_refused_batch_leaves_the_callers_transaction_usable_and_nothing_of_itself()
    {
        await using var transaction = await Connect().BeginTransactionAsync();
        await Should.ThrowAsync<SqliteException>(store.Transactions!.InsertAsync(transaction, [Job(), Job(definitionId: null)], default));
        await store.Transactions.InsertAsync(transaction, [Job()], default);
        await transaction.CommitAsync();

        (await store.Reads.CountAsync(10, default)).ShouldHaveSingleItem().Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_outcome_recorded_in_the_callers_transaction_is_undone_with_it()
    {
        var job = Job();
        await store.Jobs.InsertAsync([job], mayBeStored: false, default);
        var claimed = (await store.Jobs.ClaimAsync(await StartSessionAsync(store), default))[0];
        var outcome = new AttemptOutcome { JobId = claimed.Id, ClaimNo = claimed.ClaimNo, Kind = OutcomeKind.Succeeded };
        var connection = Connect();

        await using (var transaction = await connection.BeginTransactionAsync())
        {
            (await store.Transactions!.RecordAsync(transaction, outcome, default)).ShouldBe(RecordResult.Recorded);
            await transaction.RollbackAsync();
        }

        (await store.Reads.GetAsync(job.Id, default))!.State.ShouldBe(JobState.Running);
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await store.Transactions.RecordAsync(transaction, outcome, default);
            await transaction.CommitAsync();
        }

        (await store.Reads.GetAsync(job.Id, default))!.State.ShouldBe(JobState.Succeeded);
    }

    [Fact]
    public async Task A_wrapped_transaction_is_unwrapped()
    {
        await using var transaction = new ProfiledTransaction(await Connect().BeginTransactionAsync());
        await store.Transactions!.InsertAsync(transaction, [Job()], default);
        await transaction.CommitAsync();
        (await store.Reads.CountAsync(10, default)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_transaction_of_another_provider_is_refused_by_name()
    {
        await using var transaction = new ForeignTransaction();
        var refusal = await Should.ThrowAsync<JobMasterStoreException>(store.Transactions!.InsertAsync(transaction, [Job()], default));
        refusal.Message.ShouldContain(nameof(ForeignTransaction));
        refusal.Message.ShouldContain(FilePath);
    }

    [Fact]
    public async Task A_transaction_on_another_file_is_refused_naming_both()
    {
        string other = InDirectory("other.db");
        await using var transaction = await Connect(other).BeginTransactionAsync();
        var refusal = await Should.ThrowAsync<JobMasterStoreException>(store.Transactions!.InsertAsync(transaction, [Job()], default));
        refusal.Message.ShouldContain(other);
        refusal.Message.ShouldContain(FilePath);
    }

    [Fact]
    public async Task A_transaction_that_is_over_is_refused()
    {
        await using var transaction = await Connect().BeginTransactionAsync();
        await transaction.CommitAsync();
        (
            await Should.ThrowAsync<JobMasterStoreException>(store.Transactions!.InsertAsync(transaction, [Job()], default)))
                .Message.ShouldContain("is over");
    }

    [Fact]
    public async Task A_call_that_would_replace_a_job_that_was_claimed_after_the_transaction_began_to_read_ends()
    {
        await store.Jobs.InsertAsync([Unique()], mayBeStored: false, default);
        var connection = Connect();
        await using var transaction = connection.BeginTransaction(deferred: true);
        await using (var read = new SqliteCommand("select count(*) from jobmaster_job", connection, transaction))
        {
            await read.ExecuteScalarAsync();
        }

        (await store.Jobs.ClaimAsync(await StartSessionAsync(store), default)).ShouldHaveSingleItem();
        using var patience = new CancellationTokenSource(Conformance.Jobs.TestTime.Patience);
        var insert = store.Transactions!.InsertAsync(transaction, [Unique()], patience.Token);

        (await Should.ThrowAsync<SqliteException>(insert)).SqliteExtendedErrorCode.ShouldBe(SQLitePCL.raw.SQLITE_BUSY_SNAPSHOT);

        NewJob Unique() => Job() with
        {
            Unique = new JobUnique { Key = "k", While = UniqueWhile.WaitingOrRunning, OnConflict = UniqueConflict.ReplaceWaiting },
        };
    }

    private sealed class ProfiledTransaction(DbTransaction inner) : DbTransaction
    {
        public DbTransaction WrappedTransaction => inner;

        public override IsolationLevel IsolationLevel => inner.IsolationLevel;

        protected override DbConnection? DbConnection => inner.Connection;

        public override void Commit() => inner.Commit();

        public override void Rollback() => inner.Rollback();
    }

    private sealed class ForeignTransaction : DbTransaction
    {
        public override IsolationLevel IsolationLevel => IsolationLevel.ReadCommitted;

        protected override DbConnection? DbConnection => null;

        public override void Commit()
        {
        }

        public override void Rollback()
        {
        }
    }
}
