using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;
using NpgsqlTypes;

namespace JobMaster.Postgres.Tests;

/// <summary>The claim reads its index in order, whatever the statistics say.</summary>
public sealed partial class ClaimPlanTests : PostgresSchema
{
    private const int Claimed = 500;

    [Theory]
    [InlineData("", "analyze")]
    [InlineData("", "")]
    [InlineData("analyze", "")]
    public async Task The_claim_reads_its_own_index_in_order_and_sorts_nothing(string before, string after)
    {
        await using var connection = await ConnectAsync();
        await ExecuteAsync(before);
        for (int batch = 0; batch < 20; batch++)
        {
            await Store.Jobs.InsertAsync(Jobs(1000), false, default);
        }

        await ExecuteAsync(after);
        foreach (string[] excluded in (string[][])[[], ["report.build", "never.seen"]])
        {
            var plan = await RowsAsync(connection, "explain " + Store.Parts.Statements["claim_jobs"].Text, Parameters(excluded));
            string text = string.Join('\n', plan);
            plan.ShouldContain(line => line.Contains("Index Scan using jobmaster_job_claim on jobmaster_job"), text);
            plan.ShouldContain(
                line =>
                    line.Contains("Index Cond") && line.Contains("lane") && line.Contains("priority") && line.Contains("ROW(due_at, seq)"),
                text);
            plan.ShouldNotContain(line => line.Contains("Sort"), text);
            plan.ShouldNotContain(line => line.Contains("Seq Scan on jobmaster_job"), text);
        }

        async Task ExecuteAsync(string command)
        {
            if (command.Length > 0)
            {
                await Fixture.ExecuteAsync($"{command} {T}job");
            }
        }
    }

    [Fact]
    public async Task A_claim_from_a_deep_queue_touches_no_more_pages_than_one_from_a_shallow_queue()
    {
        // Both have two levels of each index: one more costs each job the same whatever the depth.
        await InsertAsync(batches: 3);
        await PagesAsync();
        var shallow = await PagesAsync();
        await InsertAsync(batches: 22);
        var deep = await PagesAsync();

        // Finding the jobs reads what is in front of the queue alone. Writing them may touch one page more for each, where a table of that
        // size has room for its new version.
        (deep.Finding - shallow.Finding).ShouldBeLessThan(10, $"{shallow}, {deep}");
        (deep.InAll - shallow.InAll).ShouldBeLessThan(2 * Claimed, $"{shallow}, {deep}");

        async Task InsertAsync(int batches)
        {
            for (int batch = 0; batch < batches; batch++)
            {
                await Store.Jobs.InsertAsync(Jobs(1000), false, default);
            }
        }
    }

    /// <summary>The pages that claiming jobs reads or writes; the claim is undone.</summary>
    private async Task<(long Finding, long InAll)> PagesAsync()
    {
        var session = (await RequestAsync()).SessionId;
        await using var connection = await ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var plan = await RowsAsync(
            connection, "explain (analyze, buffers) " + Store.Parts.Statements["claim_jobs"].Text, Parameters([], session));
        plan[0].ShouldContain($"rows={Claimed}");
        return (
            PagesFrom(plan.SkipWhile(line => !line.Contains("Index Scan using jobmaster_job_claim", StringComparison.Ordinal))),
            PagesFrom(plan));
    }

    private static long PagesFrom(IEnumerable<string> plan)
    {
        var pages = Pages().Match(plan.First(line => line.Contains("Buffers:", StringComparison.Ordinal)));
        return pages.Groups.Cast<Group>()
            .Skip(1)
            .Where(group => group.Success)
            .Sum(group => long.Parse(group.Value, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"shared(?: hit=(\d+))?(?: read=(\d+))?")]
    private static partial Regex Pages();

    private static NpgsqlParameter[] Parameters(string[] excluded, Guid session = default) =>
    [
        new("session", NpgsqlDbType.Uuid) { Value = session },
        new("lane", NpgsqlDbType.Text) { Value = Queue.Lane },
        new("priority", NpgsqlDbType.Bigint) { Value = (long)Queue.Priority },
        new("after_due_at", NpgsqlDbType.TimestampTz) { Value = DateTime.MinValue },
        new("after_seq", NpgsqlDbType.Bigint) { Value = 0L },
        new("lost_below", NpgsqlDbType.Bigint) { Value = 2L },
        new("limit", NpgsqlDbType.Bigint) { Value = (long)Claimed },
        new("ahead", NpgsqlDbType.Bigint) { Value = 0L },
        new("excluded", NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = excluded },
        new("reader", NpgsqlDbType.Text) { Value = "0123456789abcdef" },
        new("now", NpgsqlDbType.TimestampTz) { Value = DBNull.Value },
    ];
}
