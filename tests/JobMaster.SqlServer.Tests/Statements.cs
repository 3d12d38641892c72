using System.Text.RegularExpressions;
using JobMaster.Sql;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace JobMaster.SqlServer.Tests;

/// <summary>Every text that the provider can send, with its macros replaced and its fragments put together.</summary>
internal static partial class Statements
{
    public const string Schema = "jobmaster";
    private const string Fragment = "-- Fragment";

    private static readonly SqlStatements Master = new(typeof(SqlServerMasterStore).Assembly, Schema, "p_");
    private static readonly SqlStatements Agent = new(typeof(SqlServerMasterStore).Assembly, Schema, "p_", forAgent: true);

    /// <summary>Bases that are only whole with their fragments: what follows them, at its longest.</summary>
    private static readonly Dictionary<string, string[]> Rests = new(StringComparer.Ordinal)
    {
        ["take_changing"] = ["take_order"],
        ["take_discarded"] = ["take_order"],
        ["take_failed"] = ["take_order"],
        ["find_changing"] = Found("find_due_before", "find_due_from", "find_priority", "find_session"),
        ["find_changing_discarded"] = Found("find_final_before", "find_final_from", "find_fingerprint"),
        ["find_changing_failed"] = Found("find_final_before", "find_final_from", "find_fingerprint"),
        ["find_left"] = ["find_left_after", "find_left_order"],
        ["list_audit"] =
        [
            "list_audit_action", "list_audit_before", "list_audit_from", "list_audit_kind", "list_audit_target",
            "list_audit_who", "list_audit_after", "list_audit_order",
        ],
        ["list_called_audit"] = ["list_audit_kind", "list_audit_target", "list_audit_after", "list_audit_order"],
        ["list_failed"] = ["find_fingerprint", "list_lane", "list_definition", "list_final_after", "list_final_order"],
        ["export_failed"] = ["find_fingerprint", "list_final_after", "list_final_order"],
        ["list_finished"] = ["list_final_state", "list_lane", "list_definition", "list_final_after", "list_final_order"],
        ["list_live"] = ["list_lane", "list_definition", "list_live_ready", "list_live_after", "list_live_order"],
        ["list_occurrences"] = ["list_occurrences_before", "list_occurrences_order"],
        ["list_operations"] = ["find_ids_after", "list_operations_order"],
        ["list_schedules"] =
            ["list_schedules_state", "list_schedules_static", "list_schedules_tenant", "list_schedules_after", "list_schedules_order"],
        ["Search/live"] =
        [
            "Search/live_with_metadata", "Search/from_live", "Search/by_metadata", "Search/live_after_newest", "Search/live_until_newest",
            "Search/has_created_before", "Search/has_live_state", "Search/has_payload_text", "Search/live_order_newest",
        ],
        ["Search/final"] =
        [
            "Search/final_with_metadata", "Search/from_failed", "Search/by_fingerprint", "Search/by_prefix", "Search/final_after_oldest",
            "Search/final_until_oldest", "Search/has_error_text", "Search/has_metadata", "Search/finalized_from",
            "Search/final_order_oldest",
        ],
        ["Search/count"] = ["Search/from_live", "Search/by_session", "Search/has_key", "Search/has_metadata", "Search/count_end"],
        ["Search/live_place"] = ["Search/from_live", "Search/by_running", "Search/live_skip_oldest"],
        ["Search/final_place"] = ["Search/from_finished", "Search/by_tenant", "Search/final_after_newest", "Search/final_skip_newest"],
    };

    /// <summary>The whole statements by name; those of the agent after <c>agent:</c>.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = Read();

    /// <summary>The names of all files, fragments too; the agent's own are under <c>Agent/</c> in the repository.</summary>
    public static IEnumerable<string> Files =>
        Master.Names.Concat(Agent.Names.Where(name => !Master.Names.Contains(name)))
            .Concat(Master.Migrations.Concat(Agent.Migrations).Select(migration => migration.Name)).Distinct();

    /// <summary>Names for a theory.</summary>
    public static TheoryData<string> Names => new(All.Keys.Order(StringComparer.Ordinal));

    /// <summary>The tree of a statement, at compatibility level 150.</summary>
    public static (TSqlFragment Tree, IList<ParseError> Errors) Parse(string text)
    {
        using var reader = new StringReader(text);
        var tree = new TSql150Parser(initialQuotedIdentifiers: true).Parse(reader, out var errors);
        return (tree, errors);
    }

    /// <summary>The parameters that a text takes from C#: those it does not declare.</summary>
    public static IEnumerable<string> ParametersOf(string text)
    {
        var declared = new Variables();
        var (tree, _) = Parse(text);
        tree.Accept(declared);
        return declared.Used.Except(declared.Declared, StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal);
    }

    private static string[] Found(params string[] own) =>
    [
        "find_ids", "find_created_before", "find_created_from", "find_key", "find_of_schedule", "find_tenant", "list_lane",
        "list_definition", .. own, "find_ids_after", "find_changing_order",
    ];

    private static Dictionary<string, string> Read()
    {
        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string name in Master.Names.Where(name => !Master[name].Text.StartsWith(Fragment, StringComparison.Ordinal)))
        {
            string rest = string.Concat(Rests.GetValueOrDefault(name, []).Select(part => Master[part].Text));
            read[name] = Filled(Master[name].Text + rest);
        }

        foreach (string name in Agent.Names.Where(name => !Master.Names.Contains(name) || Agent[name].Text != Master[name].Text))
        {
            read["agent:" + name] = Agent[name].Text;
        }

        foreach (var migration in Master.Migrations)
        {
            read[migration.Name] = migration.Text;
        }

        foreach (var migration in Agent.Migrations)
        {
            read["agent:" + migration.Name] = migration.Text;
        }

        return read;
    }

    /// <summary>The table of final jobs put where the store puts it.</summary>
    private static string Filled(string text) => Final().Replace(text, $"{Schema}.p_job_failed");

    [GeneratedRegex(@"\{final\}")]
    private static partial Regex Final();

    private sealed class Variables : TSqlFragmentVisitor
    {
        public HashSet<string> Declared { get; } = new(StringComparer.OrdinalIgnoreCase);

        public HashSet<string> Used { get; } = new(StringComparer.OrdinalIgnoreCase);

        public override void Visit(DeclareVariableElement node) => Declared.Add(node.VariableName.Value);

        public override void Visit(DeclareTableVariableBody node) => Declared.Add(node.VariableName.Value);

        public override void Visit(ExecuteParameter node)
        {
            // The name of a procedure's own parameter, not a variable.
            if (node.Variable is not null)
            {
                Declared.Add(node.Variable.Name);
            }
        }

        public override void Visit(VariableReference node) => Used.Add(node.Name);
    }
}
