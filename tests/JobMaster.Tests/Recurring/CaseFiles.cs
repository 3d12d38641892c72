namespace JobMaster.Tests.Recurring;

/// <summary>Further cases kept beside the repository, or where JOBMASTER_CASES points; without them there are no rows.</summary>
internal static class CaseFiles
{
    public static IEnumerable<string[]> Rows(string fileName)
    {
        var path = Folder() is { } folder ? Path.Combine(folder, fileName) : null;
        return path is not null && File.Exists(path)
            ? File.ReadLines(path).Skip(1).Select(line => line.Split('\t'))
            : [];
    }

    private static string? Folder()
    {
        if (Environment.GetEnvironmentVariable("JOBMASTER_CASES") is { Length: > 0 } given)
        {
            return given;
        }

        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "JobMaster.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.Parent is { } parent ? Path.Combine(parent.FullName, "shared", "cases") : null;
    }
}
