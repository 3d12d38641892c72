namespace Quickstart;

/// <summary>Where the Markdown files are: in the repository that holds this sample, whatever the current directory is.</summary>
internal sealed class Repository(IHostEnvironment environment)
{
    private static readonly string[] NotSource = ["bin", "obj", "artifacts", "node_modules", "TestResults"];

    /// <summary>The sample's own directory; the current one when it was copied elsewhere.</summary>
    public static string SampleDirectory => Above(AppContext.BaseDirectory, "Quickstart.csproj") ?? Directory.GetCurrentDirectory();

    public string Root { get; } = Above(environment.ContentRootPath, "JobMaster.sln") ?? environment.ContentRootPath;

    /// <summary>The Markdown files of a folder and those below it, relative to the root.</summary>
    public IEnumerable<string> MarkdownFiles(string folder) => Below(new DirectoryInfo(FullPath(folder)))
        .Select(file => Path.GetRelativePath(Root, file.FullName).Replace('\\', '/'))
        .Order(StringComparer.Ordinal);

    /// <summary>Whether the repository has this folder; one outside it does not count.</summary>
    public bool HasFolder(string folder) =>
        !Path.GetRelativePath(Root, FullPath(folder)).StartsWith("..", StringComparison.Ordinal) && Directory.Exists(FullPath(folder));

    public string FullPath(string relative) => Path.GetFullPath(relative, Root);

    private static IEnumerable<FileInfo> Below(DirectoryInfo directory) => directory.EnumerateFiles("*.md").Concat(
        directory.EnumerateDirectories().Where(child => child.Name[0] != '.' && !NotSource.Contains(child.Name)).SelectMany(Below));

    private static string? Above(string start, string fileName)
    {
        var directory = new DirectoryInfo(start);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, fileName)))
        {
            directory = directory.Parent;
        }

        return directory?.FullName;
    }
}
