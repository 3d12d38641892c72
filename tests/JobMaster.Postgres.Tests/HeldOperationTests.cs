using System.Data.Common;
using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;
using JobMaster.Storage;

namespace JobMaster.Postgres.Tests;

/// <summary>Operations among transactions that hold some of their jobs.</summary>
public sealed class HeldOperationTests : OperationConformance<PostgresFixture>
{
    private static readonly OperationSpec ToOtherLane = new()
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
    public async Task A_node_that_looked_before_another_left_a_held_job_does_not_end_the_operation()
    {
        var id = await InsertAsync();
        Clock.Move(Microsecond);
        await using var connection = await Fixture.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await Store.Transactions!.RescheduleAsync(transaction, id, Clock.Now + Hour, by: null, default);
        var operation = await StartAsync(ToOtherLane);

        // The first look at an operation stops between the statement's snapshot and the lock on the row, until the gate is open.
        await PlaceGateAsync();
        var work = await MeetAtGateAsync();

        (work.State, work.WaitsForHolders).ShouldBe((JobOperationState.Running, true));
        (await ReadAsync(operation)).Waiting.ShouldBe(1);
        await transaction.RollbackAsync();
        Clock.Move(work.NextIn.ShouldNotBeNull());
        (await Store.Operations.WorkAsync(10, default)).ShouldNotBeNull().State.ShouldBe(JobOperationState.Done);
        (await GetAsync(id)).Lane.ShouldBe("mail");
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

    private Task<int> PlaceGateAsync() => Fixture.ExecuteAsync($"""
        create function {Fixture.Schema}.pass() returns boolean language plpgsql volatile as $$
        begin
          if pg_try_advisory_xact_lock(hashtext('{Fixture.Schema} first')) then
            perform pg_advisory_xact_lock(hashtext('{Fixture.Schema} gate'));
          end if;
          return true;
        end $$;
        alter table {Fixture.Schema}.jobmaster_operation rename to operation_below;
        create view {Fixture.Schema}.jobmaster_operation as
          select * from {Fixture.Schema}.operation_below where {Fixture.Schema}.pass();
        """);

    private Task<int> RemoveGateAsync() => Fixture.ExecuteAsync($"""
        drop view {Fixture.Schema}.jobmaster_operation;
        alter table {Fixture.Schema}.operation_below rename to jobmaster_operation;
        drop function {Fixture.Schema}.pass();
        """);

    /// <summary>While one node stands at the gate, another does its part of the operation. Returns what the first does then.</summary>
    private async Task<OperationWork> MeetAtGateAsync()
    {
        await using var connection = await Fixture.OpenConnectionAsync();
        await using var closed = await connection.BeginTransactionAsync();
        await AskAsync(closed, $"select pg_advisory_xact_lock(hashtext('{Fixture.Schema} gate'))");
        var other = Open();
        var late = Task.Run(() => other.Operations.WorkAsync(10, default));
        try
        {
            string waits =
                $"select count(*) from pg_locks where not granted and objid = hashtext('{Fixture.Schema} gate')::bigint & 4294967295";
            await Eventually.BecomesAsync("a node stands at the gate", async () => await AskAsync(closed, waits) is 1L, TestTime.Patience);
            (await Store.Operations.WorkAsync(10, default)).ShouldNotBeNull().State.ShouldBe(JobOperationState.Running);
        }
        finally
        {
            await closed.RollbackAsync();
            await late.Soon();
            await RemoveGateAsync();
        }

        return (await late).ShouldNotBeNull();
    }

    private static async Task<object?> AskAsync(DbTransaction transaction, string sql)
    {
        await using var command = transaction.Connection!.CreateCommand();
        (command.Transaction, command.CommandText) = (transaction, sql);
        return await command.ExecuteScalarAsync();
    }
}
