using JobMaster.Storage;

namespace JobMaster.Postgres.Tests;

/// <summary>History by the day: a missing day or a long reader never stops a finish.</summary>
public sealed class HistoryTests : PostgresSchema
{
    private static readonly PruneRequest KeepAWeek = new(TimeSpan.FromDays(7), TimeSpan.FromDays(7), 1000);

    private string DaysOfHistory => $"select count(*) from pg_inherits where inhparent = '{T}job_history'::regclass";

    [Fact]
    public async Task Migrating_prepares_the_next_four_days_and_pruning_keeps_them_ready()
    {
        (await Fixture.ReadAsync<long>(DaysOfHistory)).ShouldBe(5);
        await DropHistoryAsync();
        await Store.Retention.PruneAsync(KeepAWeek, default);
        (await Fixture.ReadAsync<long>(DaysOfHistory)).ShouldBe(5);
    }

    [Fact]
    public async Task A_job_finishes_on_a_day_that_history_lacks()
    {
        var running = await RunOneAsync();
        await DropHistoryAsync();

        (await Store.Jobs.RecordAsync([Succeeded(running)], default)).ShouldBe([RecordResult.Recorded]);

        (await Store.Reads.GetAsync(running.Id, default))!.State.ShouldBe(JobState.Succeeded);
    }

    [Fact]
    public async Task A_job_finishes_in_the_callers_transaction_on_a_day_that_history_lacks()
    {
        var running = await RunOneAsync();
        await DropHistoryAsync();
        await using var connection = await ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync();

        (await Store.Transactions!.RecordAsync(transaction, Succeeded(running), default)).ShouldBe(RecordResult.Recorded);
        await transaction.CommitAsync();

        (await Store.Reads.GetAsync(running.Id, default))!.State.ShouldBe(JobState.Succeeded);
    }

    [Fact]
    public async Task Finishers_at_once_on_a_day_that_history_lacks_all_succeed()
    {
        await Store.Jobs.InsertAsync(Jobs(40), false, default);
        var running = await Store.Jobs.ClaimAsync(await RequestAsync(), default);
        await DropHistoryAsync();
        var stores = Enumerable.Range(0, 4).Select(_ => Open()).ToList();

        var results = await Task.WhenAll(
            running.Chunk(10).Select((chunk, at) => stores[at].Jobs.RecordAsync([.. chunk.Select(Succeeded)], default)));

        results.SelectMany(result => result).ShouldAllBe(result => result == RecordResult.Recorded);
    }

    [Fact]
    public async Task Those_who_add_a_day_at_once_add_it_once_though_each_remembers_that_it_is_not_there()
    {
        var connections = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ConnectAsync()));
        for (int round = 0; round < 30; round++)
        {
            await DropHistoryAsync();
            await Task.WhenAll(
                connections.Select(connection =>
                    RowsAsync(
                        connection, $"select to_regclass('{T}job_history_' || to_char(now() at time zone 'UTC', 'YYYYMMDD')) is null")));

            var added = await Task.WhenAll(
                connections.Select(connection => RowsAsync(connection, $"select {T}prepare_history(statement_timestamp(), 0)")));

            added.Sum(rows => int.Parse(rows[0], System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(1);
        }

        foreach (var connection in connections)
        {
            await connection.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_final_job_of_a_host_with_a_clock_days_ahead_is_found_by_its_id()
    {
        var ahead = Job() with { Id = Guid.CreateVersion7(DateTimeOffset.UtcNow.AddHours(49)) };
        await InsertAsync(ahead);
        var running = (await Store.Jobs.ClaimAsync(await RequestAsync(1), default)).Single();

        await Store.Jobs.RecordAsync([Succeeded(running)], default);

        (await Store.Reads.GetAsync(ahead.Id, default)).ShouldNotBeNull().State.ShouldBe(JobState.Succeeded);
        (await Store.Jobs.RecordAsync([Succeeded(running) with { IsResent = true }], default)).ShouldBe([RecordResult.AlreadyRecorded]);
        (await Store.Jobs.InsertAsync([ahead], true, default)).Single().IsNew.ShouldBeFalse();
        (await Store.Jobs.ClaimAsync(await RequestAsync(1), default)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("read_job")]
    [InlineData("read_final")]
    public async Task A_look_up_by_id_reads_no_day_that_is_too_old_to_hold_the_job(string name)
    {
        var today = DateTimeOffset.UtcNow;
        await Fixture.ExecuteAsync($"select {T}prepare_history(statement_timestamp() - interval '30 days', 30)");
        await using var connection = await ConnectAsync();
        var id = Guid.CreateVersion7(today.AddMinutes(1));
        var plan = await RowsAsync(
            connection,
            "explain (analyze, costs off, timing off) " + Store.Parts.Statements[name].Text,
            new("id", NpgsqlTypes.NpgsqlDbType.Uuid) { Value = id },
            new("ids", NpgsqlTypes.NpgsqlDbType.Json) { Value = $"[\"{id}\"]" },
            new("now", NpgsqlTypes.NpgsqlDbType.TimestampTz) { Value = DBNull.Value });

        var read = plan.Where(line => line.Contains("_history_", StringComparison.Ordinal) && !line.Contains("never executed")).ToList();
        string text = string.Join('\n', plan);
        read.ShouldContain(line => line.Contains($"_history_{today:yyyyMMdd}", StringComparison.Ordinal), text);
        read.ShouldNotContain(line => line.Contains($"_history_{today.AddDays(-3):yyyyMMdd}", StringComparison.Ordinal), text);
    }

    [Fact]
    public async Task A_long_reader_holds_up_neither_a_finish_nor_the_days_to_come_and_the_drop_is_left_for_later()
    {
        var clock = new Conformance.MovableClock(DateTimeOffset.UtcNow);
        var store = Open(clock: clock);
        var running = await RunOneAsync();
        var old = await RunOneAsync();
        await store.Jobs.RecordAsync([Succeeded(old)], default);
        clock.Move(TimeSpan.FromDays(10));

        await using (var reader = await ConnectAsync())
        await using (await reader.BeginTransactionAsync())
        {
            await RowsAsync(reader, $"select count(*) from {T}job_history");
            (await store.Jobs.RecordAsync([Succeeded(running)], default)).ShouldBe([RecordResult.Recorded]);
            (await store.Retention.PruneAsync(KeepAWeek, default)).ShouldBe(0);
            (await Fixture.ReadAsync<long>(DaysOfHistory)).ShouldBeGreaterThanOrEqualTo(10);
        }

        (await store.Retention.PruneAsync(KeepAWeek, default)).ShouldBe(1);
        (await store.Reads.GetAsync(old.Id, default)).ShouldBeNull();
        (await store.Reads.GetAsync(running.Id, default)).ShouldNotBeNull();
    }

    private Task<int> DropHistoryAsync() => Fixture.ExecuteAsync(
        $"""
        do $$ declare part regclass; begin
          for part in select inhrelid::regclass from pg_inherits where inhparent = '{T}job_history'::regclass loop execute 'drop table ' || part; end loop;
        end $$
        """);
}
