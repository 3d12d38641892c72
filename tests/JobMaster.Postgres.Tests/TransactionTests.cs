using System.Transactions;
using JobMaster.Conformance;
using JobMaster.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace JobMaster.Postgres.Tests;

/// <summary>The caller's own transactions: joined when given, never by accident.</summary>
public sealed class TransactionTests : PostgresSchema
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_current_transaction_of_EF_Core_decides_about_the_job(bool commits)
    {
        var job = Job();
        await using (var context = new AppContext(Fixture.Schema))
        {
            await using var transaction = await context.Database.BeginTransactionAsync();
            await context.Database.ExecuteSqlAsync($"select 1");
            await Store.Transactions!.InsertAsync(context.Database.CurrentTransaction!.GetDbTransaction(), [job], default);
            await (commits ? transaction.CommitAsync() : transaction.RollbackAsync());
        }

        (await Store.Reads.GetAsync(job.Id, default) is not null).ShouldBe(commits);
    }

    [Fact]
    public async Task A_transaction_that_has_ended_is_refused_with_what_to_do()
    {
        await using var connection = await ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await transaction.CommitAsync();
        (await Should.ThrowAsync<JobMasterStoreException>(() => Store.Transactions!.InsertAsync(transaction, [Job()], default)))
            .Message.ShouldContain("is over: it was committed, rolled back or disposed. Pass one that is open.");
    }

    [Fact]
    public async Task A_transaction_whose_connection_is_busy_is_refused_with_what_to_do()
    {
        await using var connection = await ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand("select generate_series(1, 100000)", connection, transaction);
        await using var reader = await command.ExecuteReaderAsync();
        var refusal = await Should.ThrowAsync<NpgsqlException>(() => Store.Transactions!.InsertAsync(transaction, [Job()], default));

        string message = Store.Explain(refusal).ShouldNotBeNull().Message;
        message.ShouldContain("Await each call before the next");
        message.ShouldNotContain("connection string");
        message.ShouldNotContain("insert");
    }

    [Fact]
    public async Task Inside_a_transaction_scope_nothing_enlists()
    {
        var job = Job();
        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            await Store.Jobs.InsertAsync([job], false, default);
            Store.Sessions.Beat(new BeatRequest { SessionIds = [], Raise = false, Queues = [] });
            Transaction.Current!.TransactionInformation.DistributedIdentifier.ShouldBe(Guid.Empty);
        }

        (await Store.Reads.GetAsync(job.Id, default)).ShouldNotBeNull("the scope was not completed, but the job was never part of it");
    }

    [Fact]
    public async Task Inside_a_transaction_scope_nothing_enlists_on_a_data_source_of_the_app_either()
    {
        await using var source = NpgsqlDataSource.Create(PostgresFixture.ConnectionString);
        var store = Open(options => (options.ConnectionString, options.DataSource) = (null, source));
        var job = Job();
        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            await store.Jobs.InsertAsync([job], false, default);
        }

        (await Store.Reads.GetAsync(job.Id, default)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_transaction_on_another_database_is_refused_naming_both()
    {
        string database = Fixture.Schema + "_other";
        await Fixture.ExecuteAsync($"create database {database}");
        try
        {
            var elsewhere = new NpgsqlConnectionStringBuilder(PostgresFixture.ConnectionString)
            {
                Database = database,
                Pooling = false
            }.ConnectionString;
            await using var connection = await ConnectAsync(elsewhere);
            await using var transaction = await connection.BeginTransactionAsync();
            var refusal = await Should.ThrowAsync<JobMasterStoreException>(() =>
                Store.Transactions!.InsertAsync(transaction, [Job()], default));
            refusal.Message.ShouldContain(database);
            await transaction.CommitAsync();
        }
        finally
        {
            await Fixture.ExecuteAsync($"drop database {database} with (force)");
        }
    }

    [Fact]
    public async Task A_cancel_does_not_wait_for_a_handler_that_finishes_in_its_own_transaction_for_ever()
    {
        var running = await RunOneAsync();
        var waiting = await InsertAsync();
        await using var connection = await ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await Store.Transactions!.RecordAsync(transaction, Succeeded(running), default);

        (await Store.Jobs.CancelAsync([waiting], default)).ShouldBe([CancelResult.Cancelled]);
        var failure = await Should.ThrowAsync<PostgresException>(() => Store.Jobs.CancelAsync([running.Id], default));
        Store.IsTransient(failure).ShouldBeTrue();
        (await Store.Jobs.RescueAsync(new RescueRequest(10, 5), default)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(System.Data.IsolationLevel.ReadCommitted, false)]
    [InlineData(System.Data.IsolationLevel.RepeatableRead, true)]
    public async Task A_call_that_would_replace_a_job_that_was_claimed_after_the_transaction_began_to_read_ends(
        System.Data.IsolationLevel isolation, bool isToldToTryAgain)
    {
        var holder = await InsertAsync(Unique());
        await using var connection = await ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync(isolation);
        await using (var read = new NpgsqlCommand($"select count(*) from {T}job", connection, transaction))
        {
            await read.ExecuteScalarAsync();
        }

        (await Store.Jobs.ClaimAsync(await RequestAsync(1), default)).ShouldHaveSingleItem().Id.ShouldBe(holder);
        using var patience = new CancellationTokenSource(Conformance.Jobs.TestTime.Patience);
        var insert = Store.Transactions!.InsertAsync(transaction, [Unique()], patience.Token);
        if (isToldToTryAgain)
        {
            (await Should.ThrowAsync<PostgresException>(insert)).SqlState.ShouldBe(PostgresErrorCodes.SerializationFailure);
        }
        else
        {
            var answer = (await insert).ShouldHaveSingleItem();
            (answer.Id, answer.IsNew, answer.IsRefused).ShouldBe((holder, false, true));
        }

        static NewJob Unique() => Job() with
        {
            Unique = new JobUnique { Key = "k", While = UniqueWhile.WaitingOrRunning, OnConflict = UniqueConflict.ReplaceWaiting },
        };
    }

    private sealed class AppContext(string schema) : DbContext
    {
        protected override void OnConfiguring(DbContextOptionsBuilder options) =>
            options.UseNpgsql(PostgresFixture.ConnectionString + ";Pooling=false");

        protected override void OnModelCreating(ModelBuilder model) => model.HasDefaultSchema(schema);
    }
}
