using JobMaster.Sql;

namespace JobMaster.SqlServer.Tests;

/// <summary>The kind of each parameter, as the shared code binds it.</summary>
internal static class ParameterTypes
{
    private static readonly Dictionary<SqlArgumentKind, string> Names = new()
    {
        [SqlArgumentKind.Text] =
            "action_before action_from agent_name call_before call_from cause cluster content counts definition definition_end " +
            "definition_id error_text fingerprint former found_cluster found_name gate hashes host idempotency_key key lane limits " +
            "metadata metadata_name metadata_value name node_name note patience payload payload_text prefix profile_id reader reason " +
            "report scheduled_by scope_key scope_of sink source spec target_id target_kind tenant trace_parent unseen value version " +
            "who worker_name",
        [SqlArgumentKind.Json] =
            "alerts audits contents definitions excluded gated ids jobs keys lanes leaving lines messages names notices occurrences " +
            "outcomes patterns places queues reports schedules sessions statistics steps uses",
        [SqlArgumentKind.Id] =
            "after_id alert_id call_first call_last counted cursor held_by id operation_id recurring_schedule_id schedule schedule_id " +
            "session until_id",
        [SqlArgumentKind.Time] =
            "after_at after_time before_time created_before created_from cutoff due_at due_before due_from expires_at " +
            "filed_before filed_from final_before final_from finalized_before finalized_from next_at now since starts_at " +
            "starts_before starts_from until until_at",
        [SqlArgumentKind.Number] =
            "after ahead amount before below changed claim_no concurrency delay gone growth in_use key_held kind lease limit " +
            "lost_below matched max_losses max_retries most_jobs on_agent priority resolution retention scope sent sequence " +
            "sign skip stage state states timeout token trigger_source unchanged unreadable window",
        [SqlArgumentKind.Flag] =
            "changes_expiry changes_payload is_capped is_over is_scanned keeps_payload running unreadable_too with_firing " +
            "with_muted with_new with_resolved",
        [SqlArgumentKind.Native] =
            "body",
    };

    private static readonly Dictionary<string, SqlArgumentKind> Kinds = Names
        .SelectMany(kind => kind.Value.Split(' ').Select(name => (name, kind.Key)))
        .ToDictionary(pair => pair.name, pair => pair.Key, StringComparer.Ordinal);

    /// <summary>Names that mean one thing in one statement and another elsewhere.</summary>
    private static readonly Dictionary<(string Statement, string Parameter), SqlArgumentKind> Others = new()
    {
        [("list_occurrences", "before")] = SqlArgumentKind.Time,
        [("list_gates", "after")] = SqlArgumentKind.Text,
        [("find_idle_keys", "after")] = SqlArgumentKind.Text,
        [("list_limit_keys", "after")] = SqlArgumentKind.Text,
        [("write_limit", "source")] = SqlArgumentKind.Number,
        [("lift_limit", "source")] = SqlArgumentKind.Number,
        [("start_session", "lanes")] = SqlArgumentKind.Text,
        [("insert_metadata", "metadata")] = SqlArgumentKind.Json,
        [("take_alert_turn", "turn")] = SqlArgumentKind.Id,
        [("end_alert_turn", "turn")] = SqlArgumentKind.Id,
        [("find_alert_turn", "turn")] = SqlArgumentKind.Id,
        [("move_operation", "running")] = SqlArgumentKind.Number,
    };

    /// <summary>All names.</summary>
    public static IEnumerable<string> Known => Kinds.Keys.Concat(Others.Keys.Select(other => other.Parameter));

    /// <summary>The type that the driver declares for the parameter of a statement.</summary>
    public static string Of(string statement, string parameter) =>
        SqlServerDialect.TypeOf(Others.TryGetValue((statement, parameter), out var other) ? other : Kinds[parameter]);
}
