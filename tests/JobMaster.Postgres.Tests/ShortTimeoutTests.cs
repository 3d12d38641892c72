using JobMaster.Conformance.Jobs;

namespace JobMaster.Postgres.Tests;

/// <summary>A role or database whose own timeouts are so short that two starters would not get past each other.</summary>
public sealed class ShortTimeoutTests : PostgresSchema
{
    public override Task InitializeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Two_starters_on_an_empty_database_both_succeed_though_its_timeouts_are_short()
    {
        PostgresMasterStore Starter() =>
            Open(options => options.ConnectionString += ";Options=-c lock_timeout=50ms -c statement_timeout=5s");
        PostgresMasterStore[] starters = [Starter(), Starter(), Starter()];
        await using var holder = await ConnectAsync();
        Task migrating;
        await using (await holder.BeginTransactionAsync())
        {
            await RowsAsync(holder, $"do $$ begin perform pg_advisory_xact_lock(hashtextextended('jobmaster {T}', 0)); end $$");
            migrating = Task.WhenAll(starters.Select(store => Task.Run(() => store.Schema.MigrateAsync(default))));
            await using var looking = await ConnectAsync();

            // Longer than the lock timeout, by the server's own account of when each began to wait.
            while (
                (
                    await RowsAsync(
                        looking,
                        "select pid from pg_locks where locktype = 'advisory' and not granted and waitstart < now() - interval '100ms' " +
                        $"and {holder.ProcessID} = any (pg_blocking_pids(pid))"))
                        .Count < starters.Length)
            {
                migrating.IsFaulted.ShouldBeFalse(migrating.Exception?.Message);
            }
        }

        await migrating.Soon();
        foreach (var starter in starters)
        {
            (await starter.Schema.ReadVersionAsync(default)).ShouldBe(starter.Schema.SupportedVersions.Newest);
        }
    }
}
