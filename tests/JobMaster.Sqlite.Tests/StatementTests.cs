using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using JobMaster.Sql;

namespace JobMaster.Sqlite.Tests;

public sealed partial class StatementTests : StoreFile
{
    /// <summary>Statements that sort a few rows.</summary>
    private static readonly string[] Sorting =
    [
        "claim_solo", "read_missed_occurrences", "list_called_audit", "list_failure_groups", "read_growing_failures", "hold_discarded",
    ];

    private static readonly string Sources = Path.GetFullPath(Path.Combine(ThisDirectory(), "../../src"));

    [Fact]
    public void Every_statement_begins_with_its_contract()
    {
        string[] files =
        [
            .. Directory.GetFiles(Path.Combine(Sources, "JobMaster.Sqlite", "Sql"), "*.sql", SearchOption.AllDirectories),
            .. Directory.GetFiles(Path.Combine(Sources, "JobMaster.Sql", "Sql"), "*.sql", SearchOption.AllDirectories),
        ];
        files.Length.ShouldBeGreaterThan(50);
        foreach (string file in files)
        {
            string contract = string.Join(
                ' ', File.ReadLines(file).TakeWhile(line => line.StartsWith("-- ", StringComparison.Ordinal)).Select(line => line[3..]));
            contract.ShouldMatch("^.{15,}?[.]( |$)", file);
        }
    }

    [Fact]
    public void No_source_file_holds_sql()
    {
        var files = Directory.EnumerateFiles(Sources, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
            .ToList();
        files.ShouldNotBeEmpty();
        foreach (string file in files)
        {
            File.ReadAllLines(file).Where(line => SqlInLiteral().IsMatch(line)).ShouldBeEmpty(file);
        }
    }

    [Fact]
    public void Only_valid_names_are_put_into_statements()
    {
        var assembly = typeof(SqliteMasterStore).Assembly;
        foreach (string name in (string[])["a b", "1a", "a;drop", "ä", new string('a', 33), "a\"b"])
        {
            Should.Throw<JobMasterConfigurationException>(() =>
                new SqlStatements(assembly, schema: null, name)).Message.ShouldContain(name);
            Should.Throw<JobMasterConfigurationException>(() => new SqlStatements(assembly, name, "jobs_")).Message.ShouldContain(name);
        }

        var statements = new SqlStatements(assembly, schema: null, "Jobs_1_");
        foreach (string name in statements.Names)
        {
            statements[name].Text.Replace("{final}", "").ShouldNotContain("{", Case.Sensitive, name);
        }

        statements["end_sessions"].Text.ShouldContain("delete from Jobs_1_session");
    }

    [Theory]
    [InlineData("claim_jobs", "job_claim (lane=? AND priority=? AND due_at<?)")]
    [InlineData("claim_solo", "job_solo (lane=? AND priority=? AND due_at<?)")]
    [InlineData("find_orphans", "job_running")]
    [InlineData("find_expired", "job_expiry (expires_at>? AND expires_at<?)")]
    [InlineData("unpark_jobs", "job_parked (parked_reason=? AND definition_id=? AND lane=?)")]
    [InlineData("unpark_unread", "job_parked (parked_reason=? AND definition_id=? AND lane=?)")]
    [InlineData("forget_readers", "job_unread (definition_id=?)")]
    [InlineData("park_unread", "job_unread")]
    [InlineData("read_beat", "job_unread")]
    [InlineData("read_beat", "job_parked (parked_reason=? AND definition_id>?)")]
    [InlineData("read_beat", "job_claim (lane=? AND priority=?)")]
    [InlineData("read_missed_occurrences", "schedule_occurrence_filed (filed_at>?)")]
    [InlineData("list_called_audit+list_audit_kind+list_audit_order", "audit_call (call_key>? AND call_key<?)")]
    [InlineData("list_call_audit", "audit_target (target_id=?)")]
    [InlineData("list_failure_groups", "SEARCH jobmaster_failure_group USING INDEX jobmaster_failure_group_jobs")]
    [InlineData("read_growing_failures", "SEARCH held USING PRIMARY KEY (fingerprint=?)")]
    [InlineData("hold_discarded", "(id=?)")]
    [InlineData("take_discarded", "(id=?)")]
    [InlineData("restore_discarded", "(id=?)")]
    [InlineData("remove_discarded", "(id=?)")]
    [InlineData("watch_canaries", "SEARCH ended USING INDEX sqlite_autoindex_jobmaster_job_history_1 (id=?)")]
    [InlineData("find_changing_discarded+find_changing_order", "job_history_discarded")]
    [InlineData("find_changing_failed+find_definition+find_changing_order", "jobmaster_job_failed_1")]
    [InlineData("find_changing_failed+find_ids_after+find_definition+find_changing_order", "(id>?)")]
    [InlineData("find_changing_failed+find_ids_after+find_lane+find_final_from+find_changing_order", "(id>?)")]
    [InlineData("find_changing_failed+find_ids_after+find_tenant+find_changing_order", "(id>?)")]
    [InlineData("find_changing_failed+find_ids_after+find_tenant+find_fingerprint+find_changing_order", "(fingerprint=? AND id>?)")]
    [InlineData("find_changing_failed+find_ids_after+find_of_schedule+find_changing_order", "jobmaster_job_failed_1 (id>?)")]
    [InlineData("find_changing_discarded+find_ids_after+find_of_schedule+find_changing_order", "job_history_discarded (id>?)")]
    [InlineData("find_changing+find_ids_after+find_of_schedule+find_changing_order", "jobmaster_job_1 (id>?)")]
    [InlineData("export_failed+find_ids_after+find_of_schedule+find_changing_order", "jobmaster_job_failed_1 (id>?)")]
    [InlineData("export_failed+find_ids_after+find_lane+find_changing_order", "(id>?)")]
    [InlineData("find_changing_discarded+find_ids_after+find_definition+find_changing_order", "job_history_discarded (id>?)")]
    [InlineData("find_changing_discarded+find_ids_after+find_tenant+find_changing_order", "job_history_discarded (id>?)")]
    [InlineData("find_changing+find_ids_after+find_lane+list_live_ready+find_changing_order", "(id>?)")]
    [InlineData("read_standing", "job_claim (lane=? AND priority=? AND due_at<?)")]
    [InlineData("find_changing+list_live_running+find_changing_order", "job_running")]
    [InlineData("Search/live_place+Search/from_failed+find_ids_after+Search/live_skip_oldest", "COVERING INDEX sqlite_autoindex")]
    [InlineData("Search/live_place+Search/from_discarded+find_ids_after+Search/live_skip_oldest", "job_history_discarded (id>?)")]
    [InlineData(
        "Search/live_place+Search/from_failed+find_fingerprint+find_ids_after+Search/live_skip_oldest",
        "COVERING INDEX jobmaster_job_failed_fingerprint (fingerprint=? AND id>?)")]
    [InlineData(
        "find_changing_failed+find_ids_after+Search/live_until_oldest+find_tenant+find_fingerprint+find_changing_order",
        "job_failed_fingerprint (fingerprint=? AND id>? AND id<?)")]
    [InlineData(
        "find_changing_failed+find_ids_after+Search/live_until_oldest+find_of_schedule+find_changing_order",
        "jobmaster_job_failed_1 (id>? AND id<?)")]
    [InlineData(
        "find_changing_failed+find_ids_after+Search/live_until_oldest+find_definition+find_changing_order", "(id>? AND id<?)")]
    [InlineData("find_changing+find_ids_after+Search/live_until_oldest+find_lane+find_changing_order", "(id>? AND id<?)")]
    [InlineData(
        "Search/live+Search/live_without_metadata+Search/from_live+Search/by_running+Search/live_order_newest", "job_running")]
    [InlineData(
        "Search/live+Search/live_without_metadata+Search/from_live+Search/by_key+Search/live_after_newest+Search/has_tenant"
            + "+Search/live_order_newest",
        "job_idempotency (idempotency_key=? AND id<?)")]
    [InlineData("Search/count+Search/from_live+Search/by_key+Search/count_end", "COVERING INDEX jobmaster_job_idempotency")]
    [InlineData("find_old_failed", "job_failed_state (state=? AND finalized_at<?)")]
    [InlineData(
        "list_finished+list_definition+list_final_after+list_final_order",
        "job_history_definition (definition_id=? AND (finalized_at,id)<(?,?))")]
    [InlineData("list_failed+list_final_state+list_final_order", "job_failed_state (state=?)")]
    [InlineData(
        "Search/final+Search/final_without_metadata+Search/from_finished+Search/by_tenant+Search/final_after_newest"
            + "+Search/final_until_newest+Search/has_lane+Search/has_definition+Search/has_state+Search/final_order_newest",
        "job_history_tenant (tenant=? AND")]
    [InlineData(
        "Search/final+Search/final_without_metadata+Search/from_finished+Search/by_definition+Search/has_lane+Search/final_order_oldest",
        "job_history_definition (definition_id=?)")]
    [InlineData(
        "Search/final+Search/final_without_metadata+Search/from_failed+Search/by_key+Search/has_tenant+Search/final_order_newest",
        "job_failed_key (idempotency_key=?)")]
    [InlineData(
        "Search/final+Search/final_without_metadata+Search/from_finished+Search/by_schedule+Search/finalized_from+Search/has_created_before"
            + "+Search/final_order_newest",
        "job_history_schedule (recurring_schedule_id=? AND finalized_at>?)")]
    [InlineData(
        "Search/final+Search/final_without_metadata+Search/from_finished+Search/by_state+Search/has_session+Search/final_order_oldest",
        "job_history_state (state=?)")]
    [InlineData(
        "Search/final_place+Search/from_finished+Search/by_lane+Search/final_skip_newest", "COVERING INDEX jobmaster_job_history_lane")]
    [InlineData("Search/live_place+Search/from_live+Search/live_after_newest+Search/live_skip_newest", "COVERING INDEX sqlite_autoindex")]
    public async Task Statements_on_big_tables_go_by_their_index_and_sort_nothing(string name, string index)
    {
        var store = await OpenMigratedAsync();
        string text = store.Parts.Statements.Compose(name.Split('+')).Text;
        using var command = Connect().CreateCommand();
        command.CommandText = "explain query plan " + text;
        foreach (string parameter in Parameter().Matches(text).Select(match => match.Value).Distinct())
        {
            command.Parameters.AddWithValue(parameter, DBNull.Value);
        }

        var plan = new List<string>();
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            plan.Add(reader.GetString(3));
        }

        plan.ShouldContain(step => step.Contains(index), string.Join('\n', plan));
        plan.ShouldNotContain(step => name.Contains("discarded") && step.Contains("job_history_state"), string.Join('\n', plan));
        plan.ShouldNotContain(step => step.Contains("priority>?"), string.Join('\n', plan));
        if (!Sorting.Contains(name.Split('+')[0]))
        {
            plan.ShouldNotContain(step => step.Contains("TEMP B-TREE"), string.Join('\n', plan));
        }
    }

    private static string ThisDirectory([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    [GeneratedRegex(
        "\"[^\"]*\\b(select\\s+\\S+.*\\bfrom|insert\\s+into|update\\s+\\S+\\s+set|delete\\s+from|pragma\\s+\\w+|begin\\s+immediate)\\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex SqlInLiteral();

    [GeneratedRegex(@"@\w+")]
    private static partial Regex Parameter();
}
