using JobMaster.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using MySqlConnector;

namespace JobMaster.MySql.Tests;

/// <summary>The caller's own transactions: joined when given, and never repeated.</summary>
public sealed class TransactionTests : MySqlPlace
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_current_transaction_of_EF_Core_decides_about_the_job(bool commits)
    {
        var job = Job();
        await using (var context = new AppContext(Fixture.StoreConnectionString))
        {
            await using var transaction = await context.Database.BeginTransactionAsync();
            await context.Database.ExecuteSqlAsync($"select 1");
            await Store.Transactions!.InsertAsync(context.Database.CurrentTransaction!.GetDbTransaction(), [job], default);
            await (commits ? transaction.CommitAsync() : transaction.RollbackAsync());
        }

        (await Store.Reads.GetAsync(job.Id, default) is not null).ShouldBe(commits);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_current_transaction_of_EF_Core_decides_about_an_outcome(bool commits)
    {
        var job = await RunOneAsync();
        await using (var context = new AppContext(Fixture.StoreConnectionString))
        {
            await using var transaction = await context.Database.BeginTransactionAsync();
            var result = await Store.Transactions!.RecordAsync(transaction.GetDbTransaction(), Succeeded(job), default);
            result.ShouldBe(RecordResult.Recorded);
            await (commits ? transaction.CommitAsync() : transaction.RollbackAsync());
        }

        (await Store.Reads.GetAsync(job.Id, default))!.State.ShouldBe(commits ? JobState.Succeeded : JobState.Running);
    }

    [Theory]
    [InlineData(System.Data.IsolationLevel.RepeatableRead, false)]
    [InlineData(System.Data.IsolationLevel.RepeatableRead, true)]
    [InlineData(System.Data.IsolationLevel.ReadCommitted, false)]
    [InlineData(System.Data.IsolationLevel.ReadCommitted, true)]
    public async Task A_key_that_was_taken_after_the_transaction_began_to_read_is_seen(System.Data.IsolationLevel isolation, bool isUnique)
    {
        await using var own = (MySqlConnection)await Fixture.OpenConnectionAsync();
        await using var transaction = await own.BeginTransactionAsync(isolation);
        await Store.Transactions!.InsertAsync(transaction, [Job() with { IdempotencyKey = "first" }, Keyed("first")], default);
        await using (var read = new MySqlCommand("select count(*) from information_schema.tables", own, transaction))
        {
            await read.ExecuteScalarAsync();
        }

        var holder = await InsertAsync(Wanted());
        var answer = (await Store.Transactions!.InsertAsync(transaction, [Wanted()], default)).ShouldHaveSingleItem();
        await transaction.CommitAsync();

        (answer.Id, answer.IsNew, answer.CreatedAt == default).ShouldBe((holder, false, false));
        (await Store.Reads.GetAsync(holder, default)).ShouldNotBeNull().State.ShouldBe(JobState.Ready);

        NewJob Wanted() => isUnique
            ? Job() with
            {
                Unique = new JobUnique { Key = "k", While = UniqueWhile.WaitingOrRunning, OnConflict = UniqueConflict.ReturnExisting },
            }
            : Keyed("order-7");

        NewJob Keyed(string key) => Job() with { IdempotencyKey = key };
    }

    [Theory]
    [InlineData(false, UniqueConflict.ReplaceWaiting, System.Data.IsolationLevel.RepeatableRead)]
    [InlineData(false, UniqueConflict.ReplaceWaiting, System.Data.IsolationLevel.ReadCommitted)]
    [InlineData(true, UniqueConflict.ReplaceWaiting, System.Data.IsolationLevel.RepeatableRead)]
    [InlineData(true, UniqueConflict.ReplaceWaiting, System.Data.IsolationLevel.ReadCommitted)]
    [InlineData(true, UniqueConflict.ReturnExisting, System.Data.IsolationLevel.RepeatableRead)]
    [InlineData(true, UniqueConflict.ReturnExisting, System.Data.IsolationLevel.ReadCommitted)]
    public async Task What_has_become_of_the_holder_of_a_key_since_the_transaction_began_to_read_counts(
        bool hasEnded, UniqueConflict onConflict, System.Data.IsolationLevel isolation)
    {
        var holder = await InsertAsync(Unique());
        await using var own = (MySqlConnection)await Fixture.OpenConnectionAsync();
        await using var transaction = await own.BeginTransactionAsync(isolation);
        await ReadAsync(own, transaction);
        var claimed = (await Store.Jobs.ClaimAsync(await RequestAsync(1), default)).ShouldHaveSingleItem();
        if (hasEnded)
        {
            await Store.Jobs.RecordAsync([Succeeded(claimed)], default);
        }

        var next = Unique();
        using var patience = new CancellationTokenSource(Conformance.Jobs.TestTime.Patience);
        var answer = (await Store.Transactions!.InsertAsync(transaction, [next], patience.Token)).ShouldHaveSingleItem();
        await transaction.CommitAsync();

        (answer.Id, answer.IsNew, answer.IsRefused).ShouldBe(hasEnded ? (next.Id, true, false) : (holder, false, true));

        NewJob Unique() => Job() with
        {
            Unique = new JobUnique { Key = "k", While = UniqueWhile.WaitingOrRunning, OnConflict = onConflict },
        };
    }

    [Fact]
    public async Task A_job_that_was_replayed_after_the_transaction_began_to_read_keeps_its_key()
    {
        var rule = new JobUnique { Key = "k", While = UniqueWhile.WaitingOrRunning, OnConflict = UniqueConflict.ReturnExisting };
        var holder = await InsertAsync(Job() with { Unique = rule });
        var claimed = (await Store.Jobs.ClaimAsync(await RequestAsync(1), default)).ShouldHaveSingleItem();
        var failed = Succeeded(claimed) with { Kind = OutcomeKind.Failed, Error = "it broke", Fingerprint = "f" };
        await Store.Jobs.RecordAsync([failed], default);
        await using var own = (MySqlConnection)await Fixture.OpenConnectionAsync();
        await using var transaction = await own.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead);
        await ReadAsync(own, transaction);
        (await Store.Jobs.ReplayAsync([holder], null, default)).ShouldHaveSingleItem().Kind.ShouldBe(ReplayKind.Replayed);

        var answer = (await Store.Transactions!.InsertAsync(transaction, [Job() with { Unique = rule }], default)).ShouldHaveSingleItem();
        await transaction.CommitAsync();

        (answer.Id, answer.IsNew).ShouldBe((holder, false));
    }

    [Theory]
    [InlineData(System.Data.IsolationLevel.ReadCommitted, 0)]
    [InlineData(System.Data.IsolationLevel.RepeatableRead, 1)]
    public async Task Only_a_transaction_that_reads_an_old_snapshot_has_another_connection_read_for_it(
        System.Data.IsolationLevel isolation, int reads)
    {
        var rule = new JobUnique { Key = "k", While = UniqueWhile.WaitingOrRunning, OnConflict = UniqueConflict.ReturnExisting };
        await InsertAsync(Job() with { Unique = rule });
        await using var own = (MySqlConnection)await Fixture.OpenConnectionAsync();
        await using var transaction = await own.BeginTransactionAsync(isolation);
        int read = 0;
        Store.Parts.Dialect.StatementRan = (statement, _) =>
        {
            read += statement.Name == "read_keys" ? 1 : 0;
            return Task.CompletedTask;
        };

        (await Store.Transactions!.InsertAsync(transaction, [Job() with { Unique = rule }], default)).Single().IsNew.ShouldBeFalse();

        read.ShouldBe(reads);
    }

    [Fact]
    public async Task A_connection_that_has_moved_to_another_database_is_refused()
    {
        await using var own = (MySqlConnection)await Fixture.OpenConnectionAsync();
        await using (var first = await own.BeginTransactionAsync(System.Data.IsolationLevel.ReadCommitted))
        {
            await Store.Transactions!.InsertAsync(first, [Job()], default);
        }

        await own.ChangeDatabaseAsync("information_schema");
        await using var elsewhere = await own.BeginTransactionAsync(System.Data.IsolationLevel.ReadCommitted);

        (await Should.ThrowAsync<JobMasterStoreException>(() => Store.Transactions!.InsertAsync(elsewhere, [Job()], default)))
            .Message.ShouldContain("information_schema");
    }

    [Fact]
    public async Task A_unit_of_the_store_that_loses_a_deadlock_runs_again()
    {
        var jobs = (await Store.Jobs.InsertAsync(Jobs(2), false, default)).Select(job => job.Id).Order(BySixteenBytes).ToList();
        int held = 0;
        Store.Parts.Dialect.StatementRan = (statement, _) =>
        {
            held += statement.Name == "hold_jobs" ? 1 : 0;
            return Task.CompletedTask;
        };
        await using var connection = await HeavyAsync(jobs[1]);

        // It has the first job and waits for the second; the server ends the transaction that has written less.
        var cancelling = Store.Jobs.CancelAsync(jobs, null, default);
        await WaitsAsync();
        await ExecuteAsync(connection, $"update jobmaster_job set progress = 1 where id = x'{jobs[0]:N}'; commit");

        (await cancelling).ShouldAllBe(result => result == Storage.CancelResult.Cancelled);
        held.ShouldBe(1, "the first time it got no answer");
    }

    [Fact]
    public async Task A_transaction_of_the_caller_that_loses_a_deadlock_is_over_and_not_repeated()
    {
        var jobs = (await Store.Jobs.InsertAsync(Jobs(2), false, default)).Select(job => job.Id).Order(BySixteenBytes).ToList();
        var added = Job();
        await using var connection = await HeavyAsync(jobs[1]);
        await using var own = (MySqlConnection)await Fixture.OpenConnectionAsync();
        await using var transaction = await own.BeginTransactionAsync(System.Data.IsolationLevel.ReadCommitted);
        await Store.Transactions!.InsertAsync(transaction, [added], default);

        var cancelling = Store.Transactions!.CancelAsync(transaction, jobs, null, default);
        await WaitsAsync();
        await ExecuteAsync(connection, $"update jobmaster_job set progress = 1 where id = x'{jobs[0]:N}'; commit");

        var error = await Should.ThrowAsync<MySqlException>(() => cancelling);
        error.ErrorCode.ShouldBe(MySqlErrorCode.LockDeadlock);
        Store.Explain(error)!.Message.ShouldContain("rolled a transaction back");
        (await Store.Reads.GetAsync(added.Id, default)).ShouldBeNull();
        (await Store.Reads.GetAsync(jobs[0], default))!.State.ShouldBe(JobState.Ready);
    }

    private static Comparer<Guid> BySixteenBytes { get; } = Comparer<Guid>.Create(
        (one, other) => one.ToByteArray(bigEndian: true).AsSpan().SequenceCompareTo(other.ToByteArray(bigEndian: true)));

    /// <summary>A transaction that holds a job and has written much, so that it wins a deadlock.</summary>
    private async Task<MySqlConnection> HeavyAsync(Guid held)
    {
        var connection = (MySqlConnection)await Fixture.OpenConnectionAsync();
        await ExecuteAsync(
            connection,
            "set session transaction isolation level read committed; start transaction; " +
            string.Concat(Enumerable.Range(0, 50).Select(n => $"insert into jobmaster_setting (name, value) values ('heavy {n}', '1'); ")) +
            $"update jobmaster_job set progress = 1 where id = x'{held:N}'");
        return connection;
    }

    /// <summary>From here on the transaction reads what was committed by now.</summary>
    private static async Task ReadAsync(MySqlConnection connection, MySqlTransaction transaction)
    {
        await using var command = new MySqlCommand("select count(*) from jobmaster_job", connection, transaction);
        await command.ExecuteScalarAsync();
    }

    private Task WaitsAsync() =>
        Conformance.Eventually.BecomesAsync("it waits", Fixture.IsWaitingAsync, Conformance.Jobs.TestTime.Patience);

    private static async Task ExecuteAsync(MySqlConnection connection, string sql)
    {
        await using var command = new MySqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private sealed class AppContext(string connectionString) : DbContext
    {
        protected override void OnConfiguring(DbContextOptionsBuilder options) => options.UseMySql(
            connectionString + ";Pooling=false", new MariaDbServerVersion(new Version(10, 11)));
    }
}
