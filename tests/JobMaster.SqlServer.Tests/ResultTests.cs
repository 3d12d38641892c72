using System.Globalization;

namespace JobMaster.SqlServer.Tests;

/// <summary>What a statement returns has as many columns as its reader reads.</summary>
public sealed class ResultTests
{
    private const string Counts =
        "claim_jobs=35 claim_solo=35 claim_many=1 enter_job=3 enter_jobs=5 leave_jobs=3 requeue_jobs=6 replay_jobs=5 " +
        "replace_jobs=2 fill_placeholders=1 hold_jobs=4 hold_changing=12 take_changing=12 hold_failed=1 hold_discarded=1 " +
        "hold_ids=1 hold_keys=1 insert_keys=2 move_keys=2 read_keys=8 read_rules=3 read_key_holder=1 find_kept_keys=1 " +
        "drop_stored=1 cancel_running=1 change_jobs=5 change_replayed=5 reschedule_job=5 find_orphans=8 find_expired=2 " +
        "find_queues=4 find_old_failed=1 find_old_finished=1 read_beat=5 read_standing=15 read_recorded=3 read_lane_waits=3 " +
        "read_job=35 read_held=35 " +
        "read_due_schedules=33 read_schedule=32 find_schedule=32 list_schedules=32 list_sessions=12 read_session_names=3 list_alerts=12 " +
        "read_alert=12 list_operations=25 read_operation=25 take_operation=1 insert_operation=1 set_operation=1 " +
        "insert_occurrences=3 list_occurrences=9 advance_schedules=1 bury_sessions=1 discard_failed=1 " +
        "restore_discarded=1 quarantine_jobs=1 store_placeholder=1 unpark_jobs=4 " +
        "park_unread=2 unpark_unread=4 forget_readers=4 count_jobs=4 count_live=4 list_failure_groups=10 read_growing_failures=7 " +
        "read_missed_occurrences=7 list_audit=13 list_call_audit=13 " +
        "read_server=5 lock_schema=1 schema_exists=1 take_due_alert_notice=5 read_controls=8 read_log=5 read_attempts=10 " +
        "list_failed=35 read_replayed=3 export_failed=35 list_finished=35 list_live=35 Search/live=35 Search/final=35 " +
        "read_limits=10 read_limits_of=10 read_gate=4 read_turns=5 find_first_gated=5 read_gated=5 read_turn_holders=2 find_limit_keys=1 " +
        "hold_limit_keys=6 read_limit_ledger=3 hold_gated=1 read_due_gates=4 " +
        "read_next_gate=1 list_gates=6 list_shut_lanes=1 find_admitted=2 find_shut_gates=4 count_holders=2 list_limit_keys=9 " +
        "read_limit_key=9 " +
        "agent:receive_messages=5 agent:read_depths=4 agent:find_messages=2 agent:read_identity=3";

    private static readonly Dictionary<string, int> Columns = Counts.Split(' ')
        .Select(entry => entry.Split('='))
        .ToDictionary(entry => entry[0], entry => int.Parse(entry[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);

    public static TheoryData<string> Names => new(Columns.Keys);

    /// <summary>
    /// Only the first result is read, so there is one; what a statement puts into a table on its way is no result.
    /// </summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void A_statement_returns_what_its_reader_reads(string name)
    {
        var rules = new TreeRules();
        Statements.Parse(Statements.All[name]).Tree.Accept(rules);
        rules.Results.Count.ShouldBe(1);
        rules.Results[0].ShouldBe(Columns[name]);
    }
}
