namespace JobMaster.Tests.Architecture;

/// <summary>The source tree these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Source { get; } = Path.Combine(Root, "src");

    /// <summary>The names of the projects under src, which are also their assemblies' names.</summary>
    public static IReadOnlyList<string> Projects { get; } =
        [.. Directory.EnumerateFiles(Source, "*.csproj", SearchOption.AllDirectories)
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .Order(StringComparer.Ordinal)];

    public static string ProjectFile(string project) => Path.Combine(Source, project, $"{project}.csproj");

    /// <summary>The assembly that a src project was built to, in the configuration these tests were built in.</summary>
    public static string AssemblyFile(string project)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var path = Path.Combine(Source, project, "bin", output.Parent!.Name, output.Name, $"{project}.dll");
        return File.Exists(path)
            ? path
            : throw new FileNotFoundException($"{path} is not built. Run: dotnet build JobMaster.sln -c {output.Parent.Name}");
    }

    /// <summary>Files under src that people wrote, by pattern, as paths relative to the root.</summary>
    public static IEnumerable<string> SourceFiles(string pattern) => Files(Source, pattern);

    /// <summary>The code of the packages, the tests and the samples.</summary>
    public static IEnumerable<string> CodeFiles() =>
        new[] { "src", "tests", "samples" }.SelectMany(folder => Files(Path.Combine(Root, folder), "*.cs"));

    private static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !path.Split('/').Any(part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal);

    public static string Read(string relativePath) => File.ReadAllText(Path.Combine(Root, relativePath));

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "JobMaster.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new DirectoryNotFoundException($"No JobMaster.sln above {AppContext.BaseDirectory}.");
    }
}
