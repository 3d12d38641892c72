using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace JobMaster.SqlServer.Tests;

/// <summary>
/// No engine of SQL Server can be had where these tests most often run. So each statement is read by Microsoft's own parser at
/// compatibility level 150, and rules are checked on its tree.
/// </summary>
public sealed class StatementTests
{
    private static readonly TableHintKind[] Waiting = [TableHintKind.UpdLock, TableHintKind.Rowlock, TableHintKind.ReadCommittedLock];
    private static readonly TableHintKind[] PassingOver = [.. Waiting, TableHintKind.ReadPast];

    public static TheoryData<string> Names => Statements.Names;

    /// <summary>Statements that take rows which others may hold, and must pass over those.</summary>
    public static TheoryData<string> Claims =>
    [
        "claim_jobs", "claim_solo", "agent:receive_messages", "find_orphans", "find_expired", "cancel_running", "report_progress",
        "advance_schedules", "take_due_alert_notice", "take_changing", "take_discarded", "take_failed", "unpark_jobs",
        "unpark_unread", "park_unread", "forget_readers", "find_old_failed", "hold_failure_deltas", "hold_statistic_fold",
        "find_old_finished", "prune_keys", "prune_audit", "prune_occurrences", "prune_operations", "prune_failure_groups",
        "touch_definitions", "hold_gated", "find_admitted", "read_limit_ledger",
    ];

    /// <summary>Statements that hold rows for what follows in their transaction, and wait for whoever holds one.</summary>
    public static TheoryData<string> Holds =>
    [
        "hold_jobs", "hold_changing", "hold_discarded", "hold_failed", "hold_keys", "move_keys", "leave_jobs", "requeue_jobs",
        "advertise_profiles", "fold_failures", "hold_limit_keys",
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_statement_parses_at_level_150(string name) =>
        Statements.Parse(Statements.All[name]).Errors.Select(error => $"{error.Line}:{error.Column} {error.Message}").ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_table_is_qualified(string name) => Rules(name).Unqualified.ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Names))]
    public void No_statement_reads_dirty_locks_ranges_or_merges(string name)
    {
        var rules = Rules(name);
        rules.Forbidden.ShouldBeEmpty();
        rules.Hints.SelectMany(table => table.Hints)
            .ShouldBeSubsetOf([.. PassingOver, TableHintKind.Index]);
    }

    [Theory]
    [MemberData(nameof(Claims))]
    public void A_claim_passes_over_what_others_hold(string name)
    {
        var hints = Rules(name).Hints;
        hints.Count.ShouldBe(name == "find_admitted" ? 2 : 1);
        foreach (var table in hints)
        {
            table.Hints.Except([TableHintKind.Index]).ShouldBe(PassingOver, ignoreOrder: true);
        }
    }

    [Fact]
    public void Operations_that_are_due_are_found_without_locks_that_stay()
    {
        var hints = Rules("take_operation").Hints;
        hints.Count.ShouldBe(2);
        hints[0].Hints.ShouldBe(PassingOver.Except([TableHintKind.UpdLock]), ignoreOrder: true);
        hints[1].Hints.ShouldBe(PassingOver, ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Holds))]
    public void A_hold_waits_for_the_rows_it_locks(string name)
    {
        var hints = Rules(name).Hints;
        hints.Count.ShouldBe(1);
        hints[0].Hints.ShouldBe(Waiting, ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_text_is_narrower_than_the_columns_it_meets(string name)
    {
        // Paths of JSON, dates, the name of a hash, and the names of migrations.
        string[] known =
        [
            "1970-01-01", "9999-12-31T23:59:59.999999", "SHA2_256", "initial", "schedules", "failures", "call_keys", "limits", "",
        ];
        Rules(name).NarrowTexts.Where(text => !text.StartsWith('$')).Except(known).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_statement_declares_with_the_parameters_that_are_bound(string name)
    {
        string text = Statements.All[name];
        var parameters = Statements.ParametersOf(text).Select(parameter => parameter[1..]).ToList();
        parameters.Except(ParameterTypes.Known).ShouldBeEmpty();
        string declared = string.Concat(parameters.Select(parameter => $"declare @{parameter} {ParameterTypes.Of(name, parameter)};\n"));
        Statements.Parse(declared + text).Errors.ShouldBeEmpty();
    }

    [Fact]
    public void Names_are_stored_and_compared_code_unit_by_code_unit()
    {
        string[] migrations = [.. Statements.All.Keys.Where(name => name.Contains("Migrations/", StringComparison.Ordinal))];
        migrations.ShouldNotBeEmpty();
        foreach (string name in migrations)
        {
            var columns = new Columns();
            Statements.Parse(Statements.All[name]).Tree.Accept(columns);
            columns.Texts.ShouldNotBeEmpty();
            columns.Texts.ShouldAllBe(column =>
                ((SqlDataTypeReference)column.DataType).SqlDataTypeOption == SqlDataTypeOption.NVarChar
                && column.Collation != null && column.Collation.Value == "Latin1_General_100_BIN2");
        }
    }

    [Fact]
    public void No_lock_on_rows_of_a_table_that_is_shared_becomes_one_on_the_table()
    {
        string[] migrations = [.. Statements.All.Keys.Where(name => name.Contains("Migrations/", StringComparison.Ordinal))];
        migrations.ShouldNotBeEmpty();
        foreach (string name in migrations)
        {
            var columns = new Columns();
            Statements.Parse(Statements.All[name]).Tree.Accept(columns);
            columns.Escalating.Where(table => !table.EndsWith("schema_version", StringComparison.Ordinal)).ShouldBeEmpty();
        }
    }

    private static TreeRules Rules(string name)
    {
        var rules = new TreeRules();
        Statements.Parse(Statements.All[name]).Tree.Accept(rules);
        return rules;
    }

    private sealed class Columns : TSqlFragmentVisitor
    {
        private readonly HashSet<string> _kept = [];
        private readonly List<string> _made = [];

        public List<ColumnDefinition> Texts { get; } = [];

        public IEnumerable<string> Escalating => _made.Except(_kept);

        public override void Visit(CreateTableStatement node) => _made.Add(node.SchemaObjectName.BaseIdentifier.Value);

        public override void Visit(AlterTableSetStatement node)
        {
            if (node.Options.OfType<LockEscalationTableOption>().Any(option => option.Value == LockEscalationMethod.Disable))
            {
                _kept.Add(node.SchemaObjectName.BaseIdentifier.Value);
            }
        }

        public override void Visit(ColumnDefinition node)
        {
            if (node.DataType is SqlDataTypeReference
                {
                    SqlDataTypeOption: SqlDataTypeOption.NVarChar or SqlDataTypeOption.VarChar or SqlDataTypeOption.NChar
                    or SqlDataTypeOption.Char or SqlDataTypeOption.NText or SqlDataTypeOption.Text,
                })
            {
                Texts.Add(node);
            }
        }
    }
}
