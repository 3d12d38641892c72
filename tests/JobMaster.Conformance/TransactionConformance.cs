using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Conformance;

/// <summary>Writing through a transaction of the caller. Joined only by stores that have it.</summary>
public abstract class TransactionConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : ITransactionalStoreFixture, new()
{
    private IJobTransactions Transactions => Store.Transactions.ShouldNotBeNull();

    [Fact]
    public async Task Jobs_are_there_once_the_caller_commits()
    {
        var jobs = ManyJobs(3);
        await using var connection = await Fixture.OpenConnectionAsync();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            var inserted = await Transactions.InsertAsync(transaction, jobs, default);
            inserted.ShouldBe(jobs.Select(job => new InsertedJob(job.Id, true, Clock.Now, Clock.Now)));
            (await Open().Reads.GetAsync(jobs[0].Id, default)).ShouldBeNull();
            await transaction.CommitAsync();
        }

        (await ClaimAsync()).Select(job => job.Id).ShouldBe(jobs.Select(job => job.Id));
    }

    [Fact]
    public async Task Jobs_were_never_there_when_the_caller_rolls_back()
    {
        var job = Job() with { IdempotencyKey = "order-7" };
        await using var connection = await Fixture.OpenConnectionAsync();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await Transactions.InsertAsync(transaction, [job], default);
            await transaction.RollbackAsync();
        }

        (await Store.Reads.GetAsync(job.Id, default)).ShouldBeNull();
        await InsertAsync(Job() with { IdempotencyKey = "order-7" });
    }

    [Fact]
    public async Task A_taken_key_is_answered_and_leaves_the_transaction_usable()
    {
        var holder = await InsertAsync(Job() with { IdempotencyKey = "order-7" });
        var fresh = Job() with { IdempotencyKey = "order-8" };
        var after = Job();
        await using var connection = await Fixture.OpenConnectionAsync();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            var answers = await Transactions.InsertAsync(transaction, [Job() with { IdempotencyKey = "order-7" }, fresh], default);
            answers.Select(answer => (answer.Id, answer.IsNew)).ShouldBe([(holder, false), (fresh.Id, true)]);
            (await Transactions.InsertAsync(transaction, [after], default)).Single().IsNew.ShouldBeTrue();
            await transaction.CommitAsync();
        }

        (await ClaimAsync()).Select(job => job.Id).ShouldBe([holder, fresh.Id, after.Id]);
    }

    [Fact]
    public async Task A_unique_key_is_taken_with_the_callers_commit_and_free_again_after_a_rollback()
    {
        var (dropped, kept, after) = (Unique(UniqueConflict.ReturnExisting), Unique(UniqueConflict.ReturnExisting), Job());
        await using var connection = await Fixture.OpenConnectionAsync();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            (await Transactions.InsertAsync(transaction, [dropped], default)).Single().IsNew.ShouldBeTrue();
            await transaction.RollbackAsync();
        }

        await using (var transaction = await connection.BeginTransactionAsync())
        {
            (await Transactions.InsertAsync(transaction, [kept], default)).Single().IsNew.ShouldBeTrue();
            var answers = await Transactions.InsertAsync(
                transaction, [Unique(UniqueConflict.ReturnExisting), Unique(UniqueConflict.Reject), after], default);
            answers.Select(answer => (answer.Id, answer.IsNew, answer.IsRefused)).ShouldBe(
                [(kept.Id, false, false), (kept.Id, false, true), (after.Id, true, false)]);
            await transaction.CommitAsync();
        }

        (await Jobs.InsertAsync([Unique(UniqueConflict.ReturnExisting)], false, default)).Single().Id.ShouldBe(kept.Id);
        (await ClaimAsync()).Select(job => job.Id).ShouldBe([kept.Id, after.Id]);

        NewJob Unique(UniqueConflict onConflict) => Job() with
        {
            Unique = new JobUnique { Key = "report-7", While = UniqueWhile.WaitingOrRunning, OnConflict = onConflict },
        };
    }

    [Theory]
    [InlineData(true, UniqueConflict.ReturnExisting, IsolationLevel.ReadCommitted)]
    [InlineData(true, UniqueConflict.ReturnExisting, IsolationLevel.RepeatableRead)]
    [InlineData(true, UniqueConflict.ReplaceWaiting, IsolationLevel.ReadCommitted)]
    [InlineData(true, UniqueConflict.ReplaceWaiting, IsolationLevel.RepeatableRead)]
    [InlineData(false, UniqueConflict.ReturnExisting, IsolationLevel.ReadCommitted)]
    [InlineData(false, UniqueConflict.ReturnExisting, IsolationLevel.RepeatableRead)]
    [InlineData(false, UniqueConflict.ReplaceWaiting, IsolationLevel.ReadCommitted)]
    [InlineData(false, UniqueConflict.ReplaceWaiting, IsolationLevel.RepeatableRead)]
    public async Task A_job_that_the_transaction_ends_leaves_its_unique_key_to_the_next(
        bool cancels, UniqueConflict onConflict, IsolationLevel isolation)
    {
        var (holder, next) = (Unique(), Unique());
        var running = cancels ? null : await RunOneAsync(holder);
        _ = running is null ? await InsertAsync(holder) : running.Id;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await using var connection = await Fixture.OpenConnectionAsync();
        await using (var transaction = await connection.BeginTransactionAsync(isolation))
        {
            if (running is null)
            {
                (await Transactions.CancelAsync(transaction, [holder.Id], null, default)).ShouldBe([CancelResult.Cancelled]);
            }
            else
            {
                await Transactions.RecordAsync(transaction, Outcome(running, OutcomeKind.Succeeded), default);
            }

            var answer = (await Transactions.InsertAsync(transaction, [next], patience.Token)).ShouldHaveSingleItem();
            (answer.Id, answer.IsNew, answer.IsRefused).ShouldBe((next.Id, true, false));
            await transaction.CommitAsync();
        }

        (await GetAsync(holder.Id)).State.ShouldBe(cancels ? JobState.Cancelled : JobState.Succeeded);
        (await ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(next.Id);

        NewJob Unique() => Job() with
        {
            Unique = new JobUnique { Key = "report-7", While = UniqueWhile.WaitingOrRunning, OnConflict = onConflict },
        };
    }

    [Theory]
    [InlineData(IsolationLevel.ReadCommitted)]
    [InlineData(IsolationLevel.RepeatableRead)]
    public async Task A_job_that_the_transaction_ends_keeps_its_idempotency_key(IsolationLevel isolation)
    {
        await InsertAsync(Job() with { IdempotencyKey = "order-7" });
        var running = (await ClaimAsync()).ShouldHaveSingleItem();
        await using var connection = await Fixture.OpenConnectionAsync();
        await using (var transaction = await connection.BeginTransactionAsync(isolation))
        {
            await Transactions.RecordAsync(transaction, Outcome(running, OutcomeKind.Succeeded), default);
            var answer = (await Transactions.InsertAsync(transaction, [Job() with { IdempotencyKey = "order-7" }], default)).Single();
            (answer.Id, answer.IsNew).ShouldBe((running.Id, false));
            await transaction.CommitAsync();
        }

        (await GetAsync(running.Id)).State.ShouldBe(JobState.Succeeded);
        (await ClaimAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_id_already_stored_is_answered_and_leaves_the_transaction_usable()
    {
        var stored = Job();
        await InsertAsync(stored);
        var fresh = Job();
        await using var connection = await Fixture.OpenConnectionAsync();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            var answers = await Transactions.InsertAsync(transaction, [stored, fresh], default);
            answers.Select(answer => answer.IsNew).ShouldBe([false, true]);
            await transaction.CommitAsync();
        }

        (await ClaimAsync()).Select(job => job.Id).ShouldBe([stored.Id, fresh.Id]);
    }

    [Theory]
    [InlineData(OutcomeKind.Succeeded, JobState.Succeeded)]
    [InlineData(OutcomeKind.Failed, JobState.Failed)]
    [InlineData(OutcomeKind.Cancelled, JobState.Cancelled)]
    public async Task A_job_is_finished_once_the_caller_commits(OutcomeKind kind, JobState state)
    {
        var running = await RunOneAsync();
        await using var connection = await Fixture.OpenConnectionAsync();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            (await Transactions.RecordAsync(transaction, Outcome(running, kind), default)).ShouldBe(RecordResult.Recorded);
            (await Open().Reads.GetAsync(running.Id, default))!.State.ShouldBe(JobState.Running);
            await transaction.CommitAsync();
        }

        (await GetAsync(running.Id)).State.ShouldBe(state);
        (await RecordAsync(Outcome(running, kind) with { IsResent = true })).ShouldBe(RecordResult.AlreadyRecorded);
    }

    [Fact]
    public async Task A_job_goes_on_running_when_the_caller_rolls_back()
    {
        var running = await RunOneAsync();
        await using var connection = await Fixture.OpenConnectionAsync();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await Transactions.RecordAsync(transaction, Outcome(running, OutcomeKind.Succeeded), default);
            await transaction.RollbackAsync();
        }

        (await GetAsync(running.Id)).ShouldBe(running);
        (await RecordAsync(running, OutcomeKind.Failed)).ShouldBe(RecordResult.Recorded);
    }

    [Fact]
    public async Task A_fenced_outcome_changes_nothing_and_leaves_the_transaction_usable()
    {
        var old = await RunOneAsync();
        await LoseAsync(old);
        var current = (await ClaimAsync()).Single();
        var fresh = Job();
        await using var connection = await Fixture.OpenConnectionAsync();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            (await Transactions.RecordAsync(transaction, Outcome(old, OutcomeKind.Succeeded), default)).ShouldBe(RecordResult.Fenced);
            await Transactions.InsertAsync(transaction, [fresh], default);
            await transaction.CommitAsync();
        }

        (await GetAsync(current.Id)).ShouldBe(current);
        (await ClaimAsync()).Single().Id.ShouldBe(fresh.Id);
    }

    [Fact]
    public async Task Finishing_one_job_and_storing_the_next_go_together()
    {
        var running = await RunOneAsync();
        var next = Job();
        await using var connection = await Fixture.OpenConnectionAsync();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await Transactions.InsertAsync(transaction, [next], default);
            await Transactions.RecordAsync(transaction, Outcome(running, OutcomeKind.Succeeded), default);
            await transaction.CommitAsync();
        }

        (await GetAsync(running.Id)).State.ShouldBe(JobState.Succeeded);
        (await ClaimAsync()).Single().Id.ShouldBe(next.Id);
    }

    [Fact]
    public async Task A_transaction_of_another_provider_is_refused()
    {
        await using var transaction = new ForeignTransaction();
        await Should.ThrowAsync<JobMasterStoreException>(() => Transactions.InsertAsync(transaction, [Job()], default));
        await Should.ThrowAsync<JobMasterStoreException>(async () =>
            await Transactions.RecordAsync(transaction, Outcome(await RunOneAsync(), OutcomeKind.Succeeded), default));
    }

    [Fact]
    public async Task A_transaction_that_has_ended_is_refused()
    {
        await using var connection = await Fixture.OpenConnectionAsync();
        var transaction = await connection.BeginTransactionAsync();
        await transaction.CommitAsync();
        await Should.ThrowAsync<Exception>(() => Transactions.InsertAsync(transaction, [Job()], default));
        (await ClaimAsync()).ShouldBeEmpty();
    }

    /// <summary>A transaction that no database has begun.</summary>
    private sealed class ForeignTransaction : DbTransaction
    {
        public override IsolationLevel IsolationLevel => IsolationLevel.ReadCommitted;

        protected override DbConnection DbConnection { get; } = new ForeignConnection();

        public override void Commit() => throw new NotSupportedException();

        public override void Rollback() => throw new NotSupportedException();
    }

    private sealed class ForeignConnection : DbConnection
    {
        [AllowNull]
        public override string ConnectionString { get; set; } = "";

        public override string Database => "elsewhere";

        public override string DataSource => "elsewhere";

        public override string ServerVersion => "1";

        public override ConnectionState State => ConnectionState.Open;

        public override void ChangeDatabase(string databaseName) => throw new NotSupportedException();

        public override void Close()
        {
        }

        public override void Open()
        {
        }

        protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => throw new NotSupportedException();

        protected override DbCommand CreateDbCommand() => throw new NotSupportedException();
    }
}
