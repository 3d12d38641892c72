using System.Data.Common;
using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;
using JobMaster.Storage;

namespace JobMaster.Postgres.Tests;

/// <summary>Operations among transactions that hold some of their jobs.</summary>
public sealed class HeldOperationTests : HeldOperationConformance<PostgresFixture>
{
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
