using System.Text.RegularExpressions;

namespace JobMaster.Tests.Docs;

public partial class LinkTests
{
    [Fact]
    public void Every_relative_link_leads_somewhere()
    {
        var broken = from document in Documents.All
                     from Match link in Link().Matches(WithoutCode(File.ReadAllText(document)))
                     let target = link.Groups[1].Value
                     where !target.Contains("://", StringComparison.Ordinal) && !Exists(document, target)
                     select $"{Path.GetRelativePath(Documents.Root, document)}: {target}";

        broken.ShouldBeEmpty();
    }

    private static bool Exists(string document, string target)
    {
        var (path, anchor) = target.Split('#') is [var file, var heading] ? (file, heading) : (target, null);
        var full = path.Length == 0 ? document : Path.GetFullPath(path, Path.GetDirectoryName(document)!);
        return anchor is null ? Path.Exists(full) : File.Exists(full) && Headings(full).Contains(anchor);
    }

    private static IEnumerable<string> Headings(string document) => WithoutCode(File.ReadAllText(document)).Split('\n')
        .Where(line => line.StartsWith('#'))
        .Select(line => NotInAnchor().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    private static string WithoutCode(string text) => Code().Replace(text, "");

    [GeneratedRegex(@"\]\(([^)\s]+)\)", RegexOptions.CultureInvariant)]
    private static partial Regex Link();

    [GeneratedRegex("```.*?```", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Code();

    [GeneratedRegex(@"[^\w\- ]", RegexOptions.CultureInvariant)]
    private static partial Regex NotInAnchor();
}
