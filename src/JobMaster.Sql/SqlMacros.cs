using System.Text.RegularExpressions;

namespace JobMaster.Sql;

/// <summary>
/// Replaces the names in braces in a statement. <c>{t}</c> is the beginning of every qualified table name, <c>{n}</c> the beginning of
/// every bare index name, <c>{s}</c> the schema. Any other name is a file of the folder <c>Macros</c>, which may contain names too. A macro
/// has no parameters and no conditions. It is a list of columns, or an expression that each database writes in its own way.
/// </summary>
internal sealed partial class SqlMacros(IReadOnlyDictionary<string, string> files, string table, string name, string? schema)
{
    /// <summary>The table of final jobs that a statement writes to, set by <see cref="SqlStatements.Into"/>.</summary>
    public const string Final = "{final}";

    private const int Deepest = 8;

    /// <summary>Returns the text with all names in braces replaced.</summary>
    /// <param name="statement">The statement's name, for messages.</param>
    /// <param name="text">Its text.</param>
    /// <exception cref="InvalidOperationException">A macro does not exist, or contains itself.</exception>
    public string Expand(string statement, string text) => Expand(statement, text, 0);

    private string Expand(string statement, string text, int depth) => Braces().Replace(text, match => match.Value switch
    {
        "{t}" => table,
        "{n}" => name,
        "{s}" => schema ?? "",
        Final => Final,
        _ when depth == Deepest =>
            throw new InvalidOperationException($"The statement '{statement}' has the macro {match.Value} within itself."),
        _ => files.TryGetValue(match.Groups[1].Value, out string? file)
            ? Expand(statement, Body(file), depth + 1)
            : throw new InvalidOperationException(
                $"The statement '{statement}' names the macro {match.Value}, which is not there: add " +
                $"Sql/Macros/{match.Groups[1].Value}.sql."),
    });

    /// <summary>The macro without its comment lines and the final line end.</summary>
    private static string Body(string file) =>
        string.Join(
            '\n', file.ReplaceLineEndings("\n").Split('\n').Where(line => !line.StartsWith("--", StringComparison.Ordinal))).TrimEnd();

    [GeneratedRegex(@"\{([a-z][a-z_]*)\}")]
    private static partial Regex Braces();
}
