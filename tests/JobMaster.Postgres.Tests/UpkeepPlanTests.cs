using JobMaster.Storage;
using Npgsql;
using NpgsqlTypes;

namespace JobMaster.Postgres.Tests;

/// <summary>
/// What an API call asks of the audit, and the alerts and lists of failed jobs, cost what they return, not what is stored, with and without
/// statistics.
/// </summary>
public sealed class UpkeepPlanTests : PostgresSchema
{
    private static readonly (string Name, string Index, string NotRead)[] Statements =
    [
        ("list_called_audit+list_audit_kind+list_audit_order", "jobmaster_audit_call", "jobmaster_audit_filed"),
        ("list_called_audit+list_audit_target+list_audit_order", "jobmaster_audit_call", "jobmaster_audit_target"),
        ("list_call_audit", "jobmaster_audit_", "jobmaster_audit_filed"),
        ("list_failure_groups", "jobmaster_failure_group_jobs", "Seq Scan on jobmaster_job_failed"),
        ("read_growing_failures", "jobmaster_job_failed_state", "Seq Scan on jobmaster_job_failed"),
    ];

    [Fact]
    public async Task Each_statement_goes_by_its_index_with_and_without_statistics()
    {
        await FillAsync();
        await using var connection = await ConnectAsync();
        foreach (bool isAnalyzed in new[] { false, true })
        {
            if (isAnalyzed)
            {
                await Fixture.ExecuteAsync($"analyze {T}audit; analyze {T}failure_group; analyze {T}failure_delta; analyze {T}job_failed");
            }

            foreach (var (name, index, notRead) in Statements)
            {
                string text = Store.Parts.Statements.Compose(name.Split('+')).Text;
                var plan = await RowsAsync(connection, "explain " + text, Parameters());
                string shown = $"{name}, analyzed: {isAnalyzed}\n{string.Join('\n', plan)}";
                plan.ShouldContain(line => line.Contains(index, StringComparison.Ordinal), shown);
                plan.ShouldNotContain(line => line.Contains(notRead, StringComparison.Ordinal), shown);
                plan.ShouldNotContain(line => line.Contains("Seq Scan on jobmaster_audit", StringComparison.Ordinal), shown);
            }
        }
    }

    [Fact]
    public async Task Groups_are_listed_with_little_memory_without_reading_the_counts_for_each()
    {
        await FillAsync();
        await Fixture.ExecuteAsync($"""
            insert into {T}failure_delta (id, fingerprint, jobs, first_at, last_at)
            select gen_random_uuid(), 'f' || n, 1, statement_timestamp(), statement_timestamp() from generate_series(1, 20000) n;
            analyze {T}failure_group; analyze {T}failure_delta; analyze {T}job_failed
            """);
        await using var connection = await ConnectAsync();
        await RowsAsync(connection, "set work_mem = '64kB'");
        var plan = await RowsAsync(connection, "explain " + Store.Parts.Statements["list_failure_groups"].Text, Parameters());
        plan.ShouldContain(line => line.Contains("Anti Join", StringComparison.Ordinal), string.Join('\n', plan));
    }

    /// <summary>Many entries without a call's key, and many groups of which few failed lately.</summary>
    private Task<int> FillAsync() => Fixture.ExecuteAsync(
        $"""
        insert into {T}audit (id, filed_at, who, host, source, action, target_kind, target_id, call_key)
        select gen_random_uuid(), statement_timestamp() - n * interval '1 second', 'ann', 'h', 'api', 'worker.cordon', 'worker',
          'w' || n % 50, case when n % 10000 = 0 then 'k' || n end
        from generate_series(1, 100000) n;
        insert into {T}failure_group (fingerprint, jobs, first_at, last_at)
        select 'f' || n, n % 1000, statement_timestamp(), statement_timestamp() from generate_series(1, 50000) n;
        insert into {T}failure_delta (id, fingerprint, jobs, first_at, last_at)
        select gen_random_uuid(), 'f' || n, 1, statement_timestamp(), statement_timestamp() from generate_series(1, 20) n;
        insert into {T}job_failed (
          id, finalized_at, created_at, scheduled_at, due_at, timeout, claim_no, max_retries, failures, lost_count, priority, state,
          trigger_source, definition_id, lane, fingerprint, last_result)
        select gen_random_uuid(), at, at, at, at, 1, 1, 1, 0, 0, 3, 5, 1, 'd', 'l', 'f' || n % 2000, 1
        from (select n, statement_timestamp() - n * interval '10 seconds' as at from generate_series(1, 50000) n) made;
        """);

    private static NpgsqlParameter[] Parameters() =>
    [
        new("call_from", NpgsqlDbType.Text) { Value = "k10000" },
        new("call_before", NpgsqlDbType.Text) { Value = "k10001" },
        new("call_first", NpgsqlDbType.Uuid) { Value = new AuditCall(Guid.Empty).First },
        new("call_last", NpgsqlDbType.Uuid) { Value = new AuditCall(Guid.Empty).Last },
        new("names", NpgsqlDbType.Json) { Value = """["w7"]""" },
        new("target_kind", NpgsqlDbType.Text) { Value = "worker" },
        new("target_id", NpgsqlDbType.Text) { Value = "w7" },
        new("fingerprint", NpgsqlDbType.Text) { Value = DBNull.Value },
        new("with_muted", NpgsqlDbType.Boolean) { Value = true },
        new("with_new", NpgsqlDbType.Boolean) { Value = true },
        new("retention", NpgsqlDbType.Bigint) { Value = 600_000_000L },
        new("growth", NpgsqlDbType.Bigint) { Value = 10L },
        new("most_jobs", NpgsqlDbType.Bigint) { Value = 10_000L },
        new("limit", NpgsqlDbType.Bigint) { Value = 10L },
        new("now", NpgsqlDbType.TimestampTz) { Value = DBNull.Value },
    ];
}
