using JobMaster.Sql;
using JobMaster.Storage;
using Npgsql;

namespace JobMaster.Postgres.Tests;

/// <summary>
/// A search reads the index of the condition that leads in its order, day by day, and sorts nothing but equal times, and the few jobs of a
/// key. Days that are still empty are read as they are.
/// </summary>
public sealed class SearchPlanTests : PostgresSchema
{
    private static readonly Dictionary<string, (JobSearch Filter, string Index)> Searches = new(StringComparer.Ordinal)
    {
        ["time"] = (new JobSearch(), "state_finalized_at"),
        ["definition"] = (new JobSearch { JobDefinitionId = "d7" }, "definition_id_finalized_at"),
        ["lane"] = (new JobSearch { WorkerLane = "l3" }, "lane_finalized_at"),
        ["tenant"] = (new JobSearch { Tenant = "t11" }, "tenant_finalized_at"),
        ["key"] = (new JobSearch { IdempotencyKey = "k12" }, "idempotency_key_finalized_at"),
        ["schedule"] = (
            new JobSearch { RecurringScheduleId = Guid.Parse("00000000-0000-0000-0000-000000000003") },
            "recurring_schedule_id_final"),
    };

    [Fact]
    public async Task Each_condition_goes_by_its_index_and_sorts_nothing()
    {
        await FillAsync();
        await using var connection = await ConnectAsync();
        foreach (var (name, (filter, index)) in Searches)
        {
            foreach (bool oldestFirst in new[] { false, true })
            {
                var query = new SearchQuery(Store.Parts, Request(filter with { OldestFirst = oldestFirst }), StateOf(filter));
                await CheckAsync(query.Page(null), index);
            }

            async Task CheckAsync((SqlStatement Statement, SqlArgument[] Arguments) search, string expected)
            {
                var plan = await RowsAsync(connection, "explain " + search.Statement.Text, Parameters(search.Arguments));
                string text = $"{name}\n{search.Statement.Text}\n{string.Join('\n', plan)}";
                var scans = plan.Where(line => line.Contains(" Scan ")).ToList();
                scans.ShouldNotBeEmpty(text);
                scans.ShouldAllBe(line => line.Contains(expected) || line.Contains("(cost=0.00..0.00 rows=1 "), text);
                plan.ShouldNotContain(
                    line => name != "key" && line.TrimStart(' ', '-', '>').StartsWith("Sort  ", StringComparison.Ordinal), text);
            }
        }
    }

    [Fact]
    public async Task A_page_behind_another_reads_no_day_that_comes_before_it()
    {
        await FillAsync();
        await using var connection = await ConnectAsync();
        var middle = DateTimeOffset.UtcNow.AddDays(-1.5);
        foreach (bool oldestFirst in new[] { false, true })
        {
            var request = Request(new JobSearch { WorkerLane = "l3", OldestFirst = oldestFirst }) with
            {
                After = new JobPlace(middle, Guid.NewGuid()),
            };
            var passed = middle.AddDays(oldestFirst ? -1 : 1);
            var query = new SearchQuery(Store.Parts, request, state: null);
            foreach (var (statement, arguments) in new[] { query.Page(null), query.Place(10_000) })
            {
                var plan = await RowsAsync(connection, "explain " + statement.Text, Parameters(arguments));
                string text = $"{statement.Text}\n{string.Join('\n', plan)}";
                plan.ShouldContain(line => line.Contains($"job_history_{middle:yyyyMMdd}"), text);
                plan.ShouldNotContain(line => line.Contains($"job_history_{passed:yyyyMMdd}"), text);
            }
        }
    }

    [Fact]
    public async Task Live_jobs_that_do_not_match_are_read_together_after_a_first_window()
    {
        await Fixture.ExecuteAsync(
            $"""
            insert into {T}job (
              id, created_at, scheduled_at, due_at, timeout, max_retries, priority, trigger_source, definition_id, lane)
            select gen_random_uuid(), statement_timestamp(), statement_timestamp(), statement_timestamp(), 1, 1, 3, 1, 'd1', 'l' || n % 8
            from generate_series(1, 30000) n;
            analyze {T}job;
            """);
        await using var connection = await ConnectAsync();
        foreach (var filter in new[]
            {
                new JobSearch { JobDefinitionId = "d7" }, new JobSearch { JobDefinitionId = "d7*" }, new JobSearch { WorkerLane = "x" },
                new JobSearch { Tenant = "t" },
            })
        {
            var request = Request(filter) with { Section = JobSection.Live, After = null };
            (await Store.Reads.SearchAsync(request, default)).Reached.ShouldNotBeNull("The first step looks at a window.");
            var rest = await Store.Reads.SearchAsync(request with { Step = 1 }, default);
            (rest.Jobs.Count, rest.Reached).ShouldBe((0, null));
            (await Store.Reads.SearchAsync(request with { Step = 2 }, default)).Reached.ShouldNotBeNull("They are too many, it was found.");

            var query = new SearchQuery(Store.Parts, request with { Step = 1 }, state: null) { ReadsAll = true };
            var (statement, arguments) = query.Page(null);
            var plan = await RowsAsync(connection, "explain " + statement.Text, Parameters(arguments));
            plan.ShouldContain(line => line.Contains("Seq Scan on jobmaster_job"), string.Join('\n', plan));
        }
    }

    [Theory]
    [InlineData(20_000)]
    [InlineData(2)]
    [InlineData(0)]
    public async Task Live_jobs_of_a_key_go_by_its_index_however_many_jobs_have_keys(int keys)
    {
        await using var connection = await ConnectAsync();
        foreach (string analyze in new[] { "", $"analyze {T}job" })
        {
            await Fixture.ExecuteAsync(
                $"""
                insert into {T}job (
                  id, created_at, scheduled_at, due_at, timeout, max_retries, priority, trigger_source, definition_id, lane, idempotency_key)
                select gen_random_uuid(), statement_timestamp(), statement_timestamp(), statement_timestamp(), 1, 1, 3, 1, 'd1', 'l',
                  case when n <= {keys} then 'k' || n end
                from generate_series(1, 30000) n;
                {analyze}
                """);
            foreach (bool oldestFirst in new[] { false, true })
            {
                var filter = new JobSearch { IdempotencyKey = "k1", Tenant = "t", OldestFirst = oldestFirst };
                var request = Request(filter) with { Section = JobSection.Live };
                var query = new SearchQuery(Store.Parts, request, state: null);
                foreach (var (statement, arguments) in new[] { query.Page(null), query.Count(null, 10_000), query.Place(10_000) })
                {
                    var plan = await RowsAsync(connection, "explain " + statement.Text, Parameters(arguments));
                    plan.ShouldContain(line => line.Contains("job_idempotency"), string.Join('\n', plan));
                    plan.ShouldNotContain(line => line.Contains("Seq Scan") || line.Contains("job_pkey"), string.Join('\n', plan));
                }
            }
        }
    }

    private static JobState? StateOf(JobSearch filter) => SearchQuery.Leads(filter) ? null : JobState.Succeeded;

    private static JobSearchRequest Request(JobSearch filter) => new()
    {
        Section = JobSection.Finished,
        Filter = filter,
        After = new JobPlace(filter.OldestFirst ? DateTimeOffset.UnixEpoch : DateTimeOffset.UtcNow.AddDays(1), Guid.NewGuid()),
        Limit = 50,
    };

    private NpgsqlParameter[] Parameters(SqlArgument[] arguments) => [.. arguments.Select(argument =>
    {
        var parameter = new NpgsqlParameter();
        Store.Parts.Dialect.Bind(parameter, argument);
        return parameter;
    })];

    /// <summary>Fills the three whole days before today, each with as many jobs as make an index worth its while, at any hour.</summary>
    private async Task FillAsync() => await Fixture.ExecuteAsync(
        $"""
        select {T}prepare_history(statement_timestamp() - interval '3 days', 3);
        insert into {T}job_history (
          id, finalized_at, created_at, scheduled_at, due_at, timeout, claim_no, max_retries, failures, lost_count, priority, state,
          trigger_source, definition_id, lane, tenant, idempotency_key, recurring_schedule_id)
        select gen_random_uuid(), at, at, at, at, 1, 1, 1, 0, 0, 3, case when n % 50 = 0 then 6 else 4 end, 1, 'd' || n % 40, 'l' || n % 10,
          't' || n % 200, 'k' || n, ('00000000-0000-0000-0000-' || lpad((n % 100)::text, 12, '0'))::uuid
        from (
          select n, (date_trunc('day', statement_timestamp() at time zone 'utc') - interval '3 days' + n * interval '4 seconds')
            at time zone 'utc' as at
          from generate_series(1, 64799) n) made;
        analyze {T}job_history;
        """);
}
