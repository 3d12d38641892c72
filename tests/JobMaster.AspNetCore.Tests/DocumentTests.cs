using System.Runtime.CompilerServices;

namespace JobMaster.AspNetCore.Tests;

/// <summary>docs/api.md has exactly the routes there are, with the permission each needs.</summary>
public sealed class DocumentTests
{
    [Fact]
    public void Every_route_has_its_line()
    {
        var lines = File.ReadLines(Page()).Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells.Length > 4 && cells[1].Trim('`').Split(' ')[0] is "GET" or "POST" or "PUT" or "PATCH" or "DELETE")
            .Select(cells =>
                (Route: cells[1].Trim('`'), Permission: cells[2], IsWhole: cells[3].EndsWith("whole cluster", StringComparison.Ordinal)));
        lines.ShouldBe(
            JobMasterApiExtensions.Routes.Select(route => (
                $"{route.Method} /{route.Pattern}",
                route.Permission == (ApiPermissions.Read | ApiPermissions.Submit) ? "Read or Submit" : $"{route.Permission}",
                route.NeedsWholeCluster)),
            ignoreOrder: true);
    }

    private static string Page([CallerFilePath] string path = "") =>
        Path.Combine(Path.GetDirectoryName(path)!, "..", "..", "docs", "api.md");
}
