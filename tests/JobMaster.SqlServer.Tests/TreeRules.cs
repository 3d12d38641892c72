using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace JobMaster.SqlServer.Tests;

/// <summary>Collects from a tree what the rules are about.</summary>
internal sealed class TreeRules : TSqlFragmentVisitor
{
    private readonly HashSet<string> _local = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<SchemaObjectName> _tables = [];

    /// <summary>The hints of each table that has some, by the table's name.</summary>
    public List<(string Table, IReadOnlyList<TableHintKind> Hints)> Hints { get; } = [];

    /// <summary>The names of statements that are not allowed.</summary>
    public List<string> Forbidden { get; } = [];

    /// <summary>The columns of each result that goes to the caller.</summary>
    public List<int> Results { get; } = [];

    /// <summary>Whether a text is written as varchar: it would be converted when it meets a name.</summary>
    public List<string> NarrowTexts { get; } = [];

    /// <summary>Tables without a schema: neither made here, nor an alias or a common table expression.</summary>
    public IEnumerable<string> Unqualified =>
        _tables.Where(table => table.SchemaIdentifier is null && !_local.Contains(table.BaseIdentifier.Value))
            .Select(table => table.BaseIdentifier.Value);

    public override void Visit(CommonTableExpression node) => _local.Add(node.ExpressionName.Value);

    public override void Visit(NamedTableReference node)
    {
        _tables.Add(node.SchemaObject);
        if (node.Alias is not null)
        {
            _local.Add(node.Alias.Value);
        }

        if (node.TableHints.Count > 0)
        {
            Hints.Add((node.SchemaObject.BaseIdentifier.Value, [.. node.TableHints.Select(hint => hint.HintKind)]));
        }
    }

    public override void Visit(VariableTableReference node)
    {
        if (node.Alias is not null)
        {
            _local.Add(node.Alias.Value);
        }
    }

    public override void Visit(MergeStatement node) => Forbidden.Add("merge");

    public override void Visit(SetTransactionIsolationLevelStatement node) => Forbidden.Add("set transaction isolation level");

    public override void Visit(StringLiteral node)
    {
        if (!node.IsNational)
        {
            NarrowTexts.Add(node.Value);
        }
    }

    public override void Visit(OutputClause node) => Results.Add(node.SelectColumns.Count);

    public override void Visit(SelectStatement node)
    {
        var query = node.QueryExpression;
        while (query is BinaryQueryExpression several)
        {
            query = several.FirstQueryExpression;
        }

        if (query is QuerySpecification one && !one.SelectElements.Any(element => element is SelectSetVariable))
        {
            Results.Add(one.SelectElements.Count);
        }
    }
}
