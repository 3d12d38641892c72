using System.Runtime.CompilerServices;

namespace JobMaster.AspNetCore.Tests;

/// <summary>Parts of docs/api.md, for tests that hold it against the API.</summary>
internal static class ApiPage
{
    /// <summary>The text below a heading of the second level.</summary>
    public static string Section(string heading)
    {
        string text = File.ReadAllText(Page());
        int start = text.IndexOf($"\n## {heading}\n", StringComparison.Ordinal);
        start.ShouldBeGreaterThan(0, $"docs/api.md has no section '{heading}'.");
        int end = text.IndexOf("\n## ", start + 1, StringComparison.Ordinal);
        return text[start..(end < 0 ? text.Length : end)];
    }

    /// <summary>The cells of each row of the section's table.</summary>
    public static IReadOnlyList<string[]> Rows(string heading) =>
    [
        .. Section(heading).Split('\n').Where(line => line.StartsWith('|')).Skip(2).Select(line => line.Split('|')[1..^1])
            .Select(cells => cells.Select(cell => cell.Trim()).ToArray()),
    ];

    private static string Page([CallerFilePath] string path = "") =>
        Path.Combine(Path.GetDirectoryName(path)!, "..", "..", "docs", "api.md");
}
