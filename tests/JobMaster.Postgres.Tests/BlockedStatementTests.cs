using JobMaster.Conformance.Jobs;
using JobMaster.Storage;
using Npgsql;

namespace JobMaster.Postgres.Tests;

/// <summary>
/// A statement of the store's that the server ends while it waits for a lock: it fails as one that passes, has changed nothing, and is made
/// again.
/// </summary>
public sealed class BlockedStatementTests : PostgresSchema
{
    [Fact]
    public async Task A_record_in_a_deadlock_gives_up_before_the_server_finds_it_and_is_made_again()
    {
        var store = Open(options => options.ConnectionString += ";Options=-c deadlock_timeout=1min");

        // In the order of their ids and of their place in the table, so that they are locked in this order whatever the plan.
        var jobs = new List<StoredJob>();
        foreach (var job in Jobs(2).OrderBy(job => job.Id.ToString(), StringComparer.Ordinal))
        {
            await InsertAsync(job);
            jobs.AddRange(await Store.Jobs.ClaimAsync(await RequestAsync(1), default));
        }

        AttemptOutcome[] outcomes = [.. jobs.Select(Succeeded)];
        await using var holder = await ConnectAsync();
        await using (await holder.BeginTransactionAsync())
        {
            await RowsAsync(holder, "set local deadlock_timeout = '1min'");
            await RowsAsync(holder, $"select id from {T}job where id = '{jobs[1].Id}' for update");
            var recording = store.Jobs.RecordAsync(outcomes, default);
            await BlockedAsync(holder, recording);
            await RowsAsync(holder, $"select id from {T}job where id = '{jobs[0].Id}' for update");
            await FailsInPassingAsync(store, recording, PostgresErrorCodes.LockNotAvailable);
        }

        (await store.Jobs.RecordAsync(outcomes, default)).ShouldAllBe(result => result == RecordResult.Recorded);
    }

    [Fact]
    public async Task A_finish_whose_server_process_is_terminated_is_recorded_when_it_is_made_again()
    {
        var job = await RunOneAsync();

        // The server does it by itself: on a busy machine the record would long have given a lock up before another process had done it.
        await FailOnceAsync("perform pg_terminate_backend(pg_backend_pid()), pg_sleep(60);");

        await FailsInPassingAsync(Store, Store.Jobs.RecordAsync([Succeeded(job)], default), PostgresErrorCodes.AdminShutdown);

        (await Store.Jobs.RecordAsync([Succeeded(job)], default)).ShouldBe([RecordResult.Recorded]);
    }

    [Fact]
    public async Task A_claim_whose_server_process_is_terminated_has_taken_nothing()
    {
        await Store.Jobs.InsertAsync(Jobs(20), false, default);
        var request = await RequestAsync(20);
        await using var holder = await ConnectAsync();
        await using (await holder.BeginTransactionAsync())
        {
            await RowsAsync(holder, $"lock table {T}job in share row exclusive mode");
            var claiming = Store.Jobs.ClaimAsync(request, default);
            await TerminateAsync((await BlockedAsync(holder, claiming)).ShouldNotBeNull());
            await FailsInPassingAsync(Store, claiming, PostgresErrorCodes.AdminShutdown);
        }

        var claimed = await Store.Jobs.ClaimAsync(request, default);
        claimed.Count.ShouldBe(20);
        claimed.ShouldAllBe(job => job.ClaimNo == 1);
    }

    [Fact]
    public async Task An_outcome_that_fails_to_serialize_is_recorded_when_it_is_made_again()
    {
        var job = await RunOneAsync();
        await FailOnceAsync("raise exception 'could not serialize access' using errcode = 'serialization_failure';");

        await FailsInPassingAsync(Store, Store.Jobs.RecordAsync([Succeeded(job)], default), PostgresErrorCodes.SerializationFailure);

        (await Store.Jobs.RecordAsync([Succeeded(job)], default)).ShouldBe([RecordResult.Recorded]);
    }

    /// <summary>Has the server fail the first deletion of a job in its middle.</summary>
    private Task<int> FailOnceAsync(string failure) => Fixture.ExecuteAsync($"""
        create sequence {T}failures;
        create function {T}fail_once() returns trigger language plpgsql as $$
        begin
          if nextval('{T}failures') = 1 then {failure} end if;
          return null;
        end $$;
        create trigger fail_once after delete on {T}job for each row execute function {T}fail_once();
        """);

    private static async Task FailsInPassingAsync(PostgresMasterStore store, Task call, string state)
    {
        var failure = await Should.ThrowAsync<PostgresException>(call.Soon());
        failure.SqlState.ShouldBe(state);
        store.IsTransient(failure).ShouldBeTrue();
    }

    /// <summary>Waits until a server process waits for the holder, and tells which; none if the call has given up before.</summary>
    private static async Task<int?> BlockedAsync(NpgsqlConnection holder, Task call)
    {
        using var patience = new CancellationTokenSource(TestTime.Patience);
        await using var looking = await ConnectAsync();
        while (!call.IsCompleted)
        {
            patience.Token.ThrowIfCancellationRequested();
            var blocked = await RowsAsync(
                looking, $"select pid from pg_stat_activity where {holder.ProcessID} = any (pg_blocking_pids(pid))");
            if (blocked.Count > 0)
            {
                return int.Parse(blocked[0], System.Globalization.CultureInfo.InvariantCulture);
            }
        }

        return null;
    }

    private static async Task TerminateAsync(int process)
    {
        await using var connection = await ConnectAsync();
        await RowsAsync(connection, $"select pg_terminate_backend({process})");
    }
}
