using System.Data;
using System.Data.Common;

namespace JobMaster.Conformance.Jobs;

/// <summary>Jobs and outcomes that are part of the caller's own transaction.</summary>
public abstract partial class TransactionJobsConformance<TFixture> : JobsConformance<TFixture>
    where TFixture : ITransactionalStoreFixture, new()
{
    [Fact]
    public async Task A_committed_transaction_brings_its_jobs_and_they_start_soon()
    {
        var app = await StartAsync(config => config.AddWorker().SetAsDefault().Options.PollInterval = TimeSpan.FromMinutes(1));
        await using var connection = await Fixture.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();

        var job = await app.Jobs.InTransaction(transaction).OnceNowAsync<ProbeHandler>(Named("inside"));
        (await app.Monitor.GetAsync(job.Id)).ShouldBeNull("it does not exist before the commit");
        await transaction.CommitAsync();

        // Nothing but the polls that follow such a write can find it: the next regular one is a minute away.
        await app.WaitAsync(job.Id, JobState.Succeeded);
    }

    [Fact]
    public async Task A_transaction_of_the_callers_own_counts_even_inside_a_transaction_scope()
    {
        var app = await StartAsync(_ => { });
        await using var connection = await Fixture.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        JobContext job;
        using (new System.Transactions.TransactionScope(System.Transactions.TransactionScopeAsyncFlowOption.Enabled))
        {
            job = await app.Jobs.InTransaction(transaction).OnceNowAsync<ProbeHandler>();
        }

        await transaction.CommitAsync();
        (await app.Monitor.GetAsync(job.Id)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_transaction_rolled_back_leaves_no_job()
    {
        var app = await StartAsync();
        await using var connection = await Fixture.OpenConnectionAsync();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await app.Jobs.InTransaction(transaction).OnceNowBulkAsync<ProbeHandler>([Named("a"), Named("b")]);
            await transaction.RollbackAsync();
        }

        (await app.Monitor.ListAsync()).Jobs.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_key_that_is_taken_leaves_the_transaction_usable()
    {
        var app = await StartAsync(_ => { });
        var first = await app.Jobs.OnceNowAsync<ProbeHandler>(null, new JobOptions { IdempotencyKey = "k" });
        await using var connection = await Fixture.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();

        var again = await app.Jobs.InTransaction(transaction).OnceNowAsync<ProbeHandler>(null, new JobOptions { IdempotencyKey = "k" });
        var other = await app.Jobs.InTransaction(transaction).OnceNowAsync<ProbeHandler>();
        await transaction.CommitAsync();

        (again.IsNew, again.Id).ShouldBe((false, first.Id));
        (await app.Monitor.GetAsync(other.Id)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_handler_can_commit_its_work_and_its_outcome_together()
    {
        Probe.Run = async job =>
        {
            await using var connection = await Fixture.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            job.Attempt.SetResult("together");
            await job.Attempt.FinishInAsync(transaction);
            await transaction.CommitAsync();
        };
        var app = await StartAsync();

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();
        var done = await app.WaitAsync(job.Id, JobState.Succeeded);

        done.Result.ShouldBe("\"together\"");
        Probe.Runs.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(IsolationLevel.ReadCommitted)]
    [InlineData(IsolationLevel.RepeatableRead)]
    public async Task A_handler_can_finish_its_job_and_schedule_the_next_with_its_unique_key_together(IsolationLevel isolation)
    {
        var rule = new JobUnique { Key = "report-7", While = UniqueWhile.WaitingOrRunning };
        var told = new TaskCompletionSource<(JobContext Next, JobContext Repeated)>();
        var app = await StartAsync();
        Probe.Run = job => Probe.Runs.Count == 1 ? FinishAsync(job) : Task.CompletedTask;

        var first = await app.Jobs.OnceNowAsync<ProbeHandler>(null, new JobOptions { IdempotencyKey = "order-7", Unique = rule });

        var (next, repeated) = await told.Task.Soon();
        (next.IsNew, next.Id == first.Id).ShouldBe((true, false));
        (repeated.IsNew, repeated.Id).ShouldBe((false, first.Id), "an idempotency key ends with the history of its job");
        await app.WaitAsync(first.Id, JobState.Succeeded);
        await app.WaitAsync(next.Id, JobState.Succeeded);

        async Task FinishAsync(JobContext job)
        {
            await using var connection = await Fixture.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync(isolation);
            await job.Attempt.FinishInAsync(transaction);
            var scheduler = app.Jobs.InTransaction(transaction);
            var unique = await scheduler.OnceNowAsync<ProbeHandler>(null, new JobOptions { Unique = rule });
            var keyed = await scheduler.OnceNowAsync<ProbeHandler>(null, new JobOptions { IdempotencyKey = "order-7" });
            await transaction.CommitAsync();
            told.SetResult((unique, keyed));
        }
    }

    [Fact]
    public async Task An_exception_after_the_commit_changes_nothing_about_the_outcome()
    {
        Probe.Run = async job =>
        {
            await using var connection = await Fixture.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            await job.Attempt.FinishInAsync(transaction);
            await transaction.CommitAsync();
            throw new IOException("after the commit");
        };
        var app = await StartAsync();

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();
        await app.WaitAsync(job.Id, JobState.Succeeded);

        (await app.Monitor.GetAttemptsAsync(job.Id)).ShouldHaveSingleItem().Result.ShouldBe(AttemptResult.Succeeded);
        await app.Logs.WaitAsync(message =>
            message.StartsWith($"The handler of job {job.Id} (probe), attempt 1, threw after it had finished", StringComparison.Ordinal)
                && message.EndsWith("[IOException: after the commit]", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_handler_that_returns_without_committing_has_failed()
    {
        Probe.Run = async job =>
        {
            await using var connection = await Fixture.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            await job.Attempt.FinishInAsync(transaction);
        };
        var app = await StartAsync();

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>(maxNumberOfRetries: 0);

        (await app.WaitAsync(job.Id, JobState.Failed)).Error.ShouldNotBeNull().ShouldContain("Not committed");
    }

    [Theory]
    [InlineData("in this transaction")]
    [InlineData("in a transaction that is committed")]
    public async Task An_attempt_that_finishes_its_job_twice_is_told_so(string where)
    {
        var told = new TaskCompletionSource<Exception>();
        Probe.Run = async job =>
        {
            await using var connection = await Fixture.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            await job.Attempt.FinishInAsync(transaction);
            if (where.EndsWith("committed", StringComparison.Ordinal))
            {
                await transaction.CommitAsync();
            }

            await using var other = await Fixture.OpenConnectionAsync();
            await using var second = where == "in this transaction" ? null : await other.BeginTransactionAsync();
            told.SetResult(await Should.ThrowAsync<InvalidOperationException>(job.Attempt.FinishInAsync(second ?? transaction)));
            if (!where.EndsWith("committed", StringComparison.Ordinal))
            {
                await transaction.CommitAsync();
            }
        };
        var app = await StartAsync();

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();

        (await told.Task.Soon()).Message.ShouldStartWith(
            $"FinishInAsync was called twice: this attempt has finished job {job.Id} {where}.");
        await app.WaitAsync(job.Id, JobState.Succeeded);
        Probe.Runs.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_attempt_whose_transaction_was_rolled_back_may_finish_its_job_in_another()
    {
        Probe.Run = async job =>
        {
            await using var connection = await Fixture.OpenConnectionAsync();
            await using (var first = await connection.BeginTransactionAsync())
            {
                await job.Attempt.FinishInAsync(first);
                await first.RollbackAsync();
            }

            await using var second = await connection.BeginTransactionAsync();
            await job.Attempt.FinishInAsync(second);
            await second.CommitAsync();
        };
        var app = await StartAsync();

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>(maxNumberOfRetries: 0);

        await app.WaitAsync(job.Id, JobState.Succeeded);
    }

    [Fact]
    public async Task A_fenced_attempt_is_told_to_roll_back()
    {
        var fenced = new TaskCompletionSource<Exception>();
        Probe.Run = async job =>
        {
            if (job.Attempt.Number > 1)
            {
                return;
            }

            await using (var store = Fixture.Open(null))
            {
                var session = (await store.Sessions.ListAsync(default)).ShouldHaveSingleItem();
                await store.Sessions.EndAsync([session.Session.Id], default);
                (await store.Jobs.RescueAsync(new Storage.RescueRequest(10, 100), default)).Count.ShouldBeLessThanOrEqualTo(1);
            }

            await using var connection = await Fixture.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            fenced.SetResult(await Should.ThrowAsync<JobFencedException>(job.Attempt.FinishInAsync(transaction)));
        };
        var app = await StartAsync();

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();

        (await fenced.Task.Soon()).Message.ShouldContain("Roll the transaction back");
        await app.WaitAsync(job.Id, JobState.Succeeded);
    }

    [Fact]
    public async Task A_transaction_of_another_provider_is_refused_by_name()
    {
        var app = await StartAsync();

        (await Should.ThrowAsync<JobMasterStoreException>(app.Jobs.InTransaction(new ForeignTransaction()).OnceNowAsync<ProbeHandler>()))
            .Message.ShouldContain(nameof(ForeignTransaction));
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
