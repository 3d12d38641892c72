using JobMaster.Sql;

namespace JobMaster.SqlServer.Tests.Sent;

/// <summary>Tells which file, or which files put together, a text comes from. No other text may be sent.</summary>
internal sealed class SentNames
{
    private static readonly string[] Finals = ["job_history", "job_failed"];

    private readonly Dictionary<string, string> _whole = new(StringComparer.Ordinal);
    private readonly List<(string Text, string Name)> _parts = [];

    public SentNames(SqlStatements statements)
    {
        foreach (string name in statements.Names)
        {
            string text = statements[name].Text;
            _parts.Add((text, name));
            _whole.TryAdd(text, name);
            if (text.Contains("{final}", StringComparison.Ordinal))
            {
                Array.ForEach(Finals, final => _whole.Add(statements.Into(name, final).Text, $"{name} into {final}"));
            }
        }

        foreach (var migration in statements.Migrations)
        {
            _whole.Add(migration.Text, migration.Name);
        }
    }

    /// <summary>The name; fragments follow their base after a plus.</summary>
    public string Of(string text) =>
        _whole.GetValueOrDefault(text) ?? Composed(text) ?? throw new InvalidOperationException($"No file has the text sent:\n{text}");

    private string? Composed(string text)
    {
        foreach (var (part, name) in _parts.Where(part => text.StartsWith(part.Text, StringComparison.Ordinal)))
        {
            string rest = text[part.Length..];
            if (rest.Length == 0)
            {
                return name;
            }

            if (Composed(rest) is { } others)
            {
                return $"{name} + {others}";
            }
        }

        return null;
    }
}
