using System.Globalization;
using System.Text.RegularExpressions;
using JobMaster.Conformance;
using JobMaster.Sql;
using Npgsql;
using NpgsqlTypes;

namespace JobMaster.Postgres.Tests;

/// <summary>
/// While a transaction stays open elsewhere, the index entries of all jobs that ran since it began stay too. What a busy node asks again
/// and again walks over none of them.
/// </summary>
public sealed partial class DeadEntryTests : PostgresSchema
{
    private const int Ended = 10_000;

    [Theory]
    [InlineData("analyze")]
    [InlineData("vacuum")]
    [InlineData("vacuum analyze")]
    public async Task Outcomes_find_their_jobs_by_id_though_the_statistics_are_those_of_an_empty_table(string maintenance)
    {
        await EndManyAsync();
        await Fixture.ExecuteAsync($"{maintenance} {T}job");
        for (int batch = 0; batch < 10; batch++)
        {
            await Store.Jobs.InsertAsync(Jobs(1000), false, default);
        }

        await using var connection = await ConnectAsync();
        var statements = Store.Parts.Statements;
        foreach (var statement in (SqlStatement[])
            [
                statements.Into("leave_jobs", "job_history"), statements.Into("leave_jobs", "job_failed"), statements["record_attempts"],
                statements["requeue_jobs"]])
        {
            var plan = await RowsAsync(
                connection,
                "explain " + statement.Text,
                new NpgsqlParameter("outcomes", NpgsqlDbType.Json) { Value = $$"""[{"id":"{{Guid.CreateVersion7()}}","claim_no":1,"kind":4}]""" },
                new NpgsqlParameter("leaving", NpgsqlDbType.Json) { Value = $$"""[{"id":"{{Guid.CreateVersion7()}}","claim_no":1,"state":4}]""" },
                new NpgsqlParameter("running", NpgsqlDbType.Boolean) { Value = true },
                new NpgsqlParameter("patience", NpgsqlDbType.Text) { Value = "500ms" },
                new NpgsqlParameter("now", NpgsqlDbType.TimestampTz) { Value = DBNull.Value });
            string text = string.Join('\n', plan);
            int scan = plan.FindIndex(line => line.Contains("jobmaster_job_pkey"));
            scan.ShouldBeGreaterThan(0, text);
            plan[scan + 1].ShouldContain("Index Cond: (id = ANY", Case.Sensitive, text);
        }
    }

    [Fact]
    public async Task A_look_behind_the_place_of_the_last_claim_and_for_orphans_reads_no_more_pages_after_many_jobs()
    {
        await using var elsewhere = await ConnectAsync();
        await RowsAsync(elsewhere, "begin isolation level repeatable read; select 1");
        var place = await EndManyAsync();
        await using var connection = await ConnectAsync();
        var (_, fromFront) = await LookAsync(connection, QueuePlace.Start);
        fromFront.ShouldBeGreaterThan(200);
        var (plan, fromPlace) = await LookAsync(connection, place);
        fromPlace.ShouldBeLessThan(100, plan);
    }

    [Fact]
    public async Task A_look_is_answered_by_the_index_alone_until_a_job_waits_that_some_reader_could_not_read()
    {
        await Store.Jobs.InsertAsync(Jobs(5000), false, default);
        await using var connection = await ConnectAsync();
        foreach (string maintenance in (string[])["", "analyze", "vacuum analyze"])
        {
            if (maintenance.Length > 0)
            {
                await Fixture.ExecuteAsync($"{maintenance} {T}job");
            }

            var (plan, pages) = await LookAsync(connection, QueuePlace.Start);
            pages.ShouldBeLessThan(50, plan);
            plan.ShouldContain("Index Only Scan using jobmaster_job_claim", Case.Sensitive, plan);
            plan.ShouldContain("using jobmaster_job_unread", Case.Sensitive, plan);
            plan.ShouldNotContain("Seq Scan on jobmaster_job ", Case.Sensitive, plan);
        }
    }

    [Fact]
    public async Task A_client_that_reschedules_all_the_time_makes_claims_read_no_more_pages()
    {
        await using var elsewhere = await ConnectAsync();
        await RowsAsync(elsewhere, "begin isolation level repeatable read; select 1");
        await EndManyAsync();
        var request = await RequestAsync(1);

        // However slow the machine is, no look from the front falls due meanwhile.
        var store = Open(options => options.ClaimFullScanInterval = TimeSpan.FromHours(1));
        var waiting = Jobs(50).ConvertAll(job => job with { Lane = "mail", DueAt = DateTimeOffset.UtcNow.AddHours(1) });
        await store.Jobs.InsertAsync(waiting, false, default);
        await using var connection = await ConnectAsync();
        foreach (var job in waiting)
        {
            await store.Jobs.InsertAsync(Jobs(1), false, default);
            (await store.Jobs.ClaimAsync(request, default)).Count.ShouldBe(1);
            (await store.Jobs.RescheduleAsync(job.Id, DateTimeOffset.UtcNow.AddHours(2), default)).ShouldBeTrue();
            (await store.Jobs.RescheduleAsync(
                await InsertAsync(Job(DateTimeOffset.UtcNow.AddHours(1))), DateTimeOffset.UtcNow.AddHours(2), default)).ShouldBeTrue();
            var (plan, pages) = await LookAsync(connection, store.Watermarks.Next(Queue, ClaimFilter.ForFreeSlots));
            pages.ShouldBeLessThan(100, plan);
        }
    }

    private async Task<(string Plan, long Pages)> LookAsync(NpgsqlConnection connection, QueuePlace place)
    {
        string after = place == QueuePlace.Start ? "-infinity" : place.DueAt.ToString("O", CultureInfo.InvariantCulture);
        var plan = await RowsAsync(
            connection,
            "explain (analyze, buffers) " + Store.Parts.Statements["read_beat"].Text,
            new NpgsqlParameter("queues", NpgsqlDbType.Json)
            {
                Value = $$"""[{"lane":"{{Queue.Lane}}","priority":{{(int)Queue.Priority}},"after_due_at":"{{after}}","after_seq":{{place.Seq}}}]""",
            },
            new NpgsqlParameter("sessions", NpgsqlDbType.Json) { Value = "[]" },
            new NpgsqlParameter("reader", NpgsqlDbType.Text) { Value = DBNull.Value },
            new NpgsqlParameter("excluded", NpgsqlDbType.Json) { Value = "[]" },
            new NpgsqlParameter("patterns", NpgsqlDbType.Json) { Value = "[]" },
            new NpgsqlParameter("now", NpgsqlDbType.TimestampTz) { Value = DBNull.Value });
        var pages = Pages().Matches(plan.First(line => line.Contains("Buffers:", StringComparison.Ordinal)));
        return (string.Join('\n', plan), pages.Sum(match => long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)));
    }

    /// <summary>Runs many jobs to their end under a session that lives on.</summary>
    /// <returns>The place behind the last.</returns>
    private async Task<QueuePlace> EndManyAsync()
    {
        var request = await RequestAsync();
        var place = QueuePlace.Start;
        for (int ended = 0; ended < Ended;)
        {
            await Store.Jobs.InsertAsync(Jobs(1000), false, default);
            var jobs = await Store.Jobs.ClaimAsync(request, default);
            await Store.Jobs.RecordAsync([.. jobs.Select(Succeeded)], default);
            ended += jobs.Count;
            place = new QueuePlace(jobs.Max(job => job.DueAt), long.MaxValue);
        }

        return place;
    }

    [GeneratedRegex(@"(?:hit|read)=(\d+)")]
    private static partial Regex Pages();
}
