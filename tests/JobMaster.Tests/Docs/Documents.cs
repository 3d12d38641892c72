using JobMaster.Tests.Architecture;

namespace JobMaster.Tests.Docs;

/// <summary>The repository's documents, as text and as tables.</summary>
internal static class Documents
{
    public static string Root => Repository.Root;

    public static IEnumerable<string> All => Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories)
        .Append(Path.Combine(Root, "README.md"))
        .Concat(Repository.Projects.Select(project => Path.Combine(Repository.Source, project, "README.md")));

    public static string Read(string path) => Repository.Read(path);

    /// <summary>The rows of the first table below a heading, without its head; code marks are taken off the cells.</summary>
    public static IReadOnlyList<string[]> Table(string path, string heading)
    {
        var rows = Read(path).Split('\n')
            .SkipWhile(line => !line.StartsWith('#') || line.TrimStart('#', ' ') != heading).Skip(1)
            .TakeWhile(line => !line.StartsWith('#'))
            .SkipWhile(line => !line.StartsWith('|'))
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Trim().Trim('|').Split(" | ").Select(cell => cell.Trim().Trim('`')).ToArray())
            .Skip(2).ToList();
        rows.ShouldNotBeEmpty($"{path} has no table below '{heading}'");
        return rows;
    }
}
