using System.Text.RegularExpressions;

namespace JobMaster.Tests.Architecture;

/// <summary>
/// The columns of the result of a statement, in any of the four dialects, by what can be read without a parser: the list behind the last
/// <c>select</c>, <c>returning</c> or <c>output</c> that goes to the caller. A column has the names it may be known by; none for an
/// expression.
/// </summary>
internal static partial class ResultColumns
{
    private const string ThenWrite = "-- then write";
    private const string ThenRead = "-- then read";

    private static readonly string[] Ends =
        ["from", "into", "where", "union", "order", "limit", "for", "values", "set", "option", "default", "select"];

    /// <summary>
    /// Whether the statement first picks rows and then writes them: where nobody asks for rows, the columns are those of the pick.
    /// </summary>
    public static bool IsPick(string text) => text.Contains(ThenWrite, StringComparison.Ordinal);

    /// <summary>The columns; none if the statement returns nothing.</summary>
    public static IReadOnlyList<string[]> Of(string text)
    {
        // Of a statement of two steps, the first answers if the second only writes.
        string answering = text.Contains(ThenWrite, StringComparison.Ordinal) ? text.Split(ThenWrite)[0] : text.Split(ThenRead)[^1];
        var tokens = Token().Matches(Comment().Replace(answering, " ")).Select(match => match.Value).ToList();
        return Split(tokens, ";").Select(ListOf).FirstOrDefault(list => list.Count > 0) ?? [];
    }

    private static List<string[]> ListOf(List<string> statement)
    {
        var outside = Outside(statement).ToList();
        int returning = outside.FindIndex(place => Is(statement[place], "returning"));
        if (returning >= 0)
        {
            return Names(statement[(outside[returning] + 1)..]);
        }

        int output = outside.FindIndex(place => Is(statement[place], "output"));
        if (output >= 0)
        {
            var list = Until(statement[(outside[output] + 1)..], out string? end);
            return Is(end ?? "", "into") ? [] : Names(list);
        }

        int verb = outside.FindIndex(place => statement[place].ToLowerInvariant() is "select" or "insert" or "update" or "delete");
        if (verb < 0 || !Is(statement[outside[verb]], "select"))
        {
            return [];
        }

        var selected = Until(WithoutLimits(statement[(outside[verb] + 1)..]), out _);
        return selected is [['@', ..], "=", ..] ? [] : Names(selected);
    }

    /// <summary>The places outside all parentheses.</summary>
    private static IEnumerable<int> Outside(List<string> tokens)
    {
        int depth = 0;
        for (int i = 0; i < tokens.Count; i++)
        {
            depth += tokens[i] == "(" ? 1 : tokens[i] == ")" ? -1 : 0;
            if (depth == 0)
            {
                yield return i;
            }
        }
    }

    private static List<string> WithoutLimits(List<string> tokens) => tokens switch
    {
        [var top, "(", ..] when Is(top, "top") => WithoutLimits(tokens[(Outside(tokens).ElementAt(1) + 1)..]),
        [var word, ..] when Is(word, "distinct") || Is(word, "all") => WithoutLimits(tokens[1..]),
        _ => tokens,
    };

    private static List<string> Until(List<string> tokens, out string? end)
    {
        int place = Outside(tokens).Append(tokens.Count).First(place =>
            place == tokens.Count || Ends.Contains(tokens[place], StringComparer.OrdinalIgnoreCase));
        end = place < tokens.Count ? tokens[place] : null;
        return tokens[..place];
    }

    private static List<string[]> Names(List<string> list) => [.. Split(list, ",").Select(NamesOf)];

    private static string[] NamesOf(List<string> column) => column switch
    {
        [] => [],
        [.. var before, var word, var alias] when Is(word, "as") => [Bare(alias), .. NamesOf(before)],
        [var name] when IsName(name) => [Bare(name)],
        [_, ".", .. var rest] => NamesOf(rest),
        [var cast, "(", .. var inner, ")"] when Is(cast, "cast") => NamesOf(Until(inner, "as")),
        [.. var before, "::", _] => NamesOf(before),
        _ => [],
    };

    private static List<string> Until(List<string> tokens, string word)
    {
        int place = tokens.FindLastIndex(token => Is(token, word));
        return place < 0 ? tokens : tokens[..place];
    }

    private static bool IsName(string token) => Name().IsMatch(token) && !Is(token, "null") && !token.StartsWith('@');

    private static string Bare(string name) => name.Trim('[', ']', '`', '"').ToLowerInvariant();

    private static bool Is(string token, string word) => token.Equals(word, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<List<string>> Split(List<string> tokens, string separator)
    {
        int start = 0;
        foreach (int place in Outside(tokens).Where(place => tokens[place] == separator).Append(tokens.Count))
        {
            yield return tokens[start..place];
            start = place + 1;
        }
    }

    [GeneratedRegex(@"--[^\n]*|/\*.*?\*/", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Comment();

    [GeneratedRegex(@"N?'(?:[^']|'')*'|\[[^\]]*\]|`[^`]*`|""[^""]*""|@*\w+|::|\S", RegexOptions.CultureInvariant)]
    private static partial Regex Token();

    [GeneratedRegex(@"^(?:[a-z_]\w*|\[\w+\]|`\w+`|""\w+"")$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
