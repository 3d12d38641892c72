using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using JobMaster.AspNetCore.Calls;

namespace JobMaster.AspNetCore.Tests;

/// <summary>docs/api.md has exactly the routes there are, with the permission each needs, in the words of the OpenAPI document.</summary>
public sealed partial class DocumentTests
{
    [Fact]
    public void Every_route_has_its_line()
    {
        var lines = File.ReadLines(Page()).Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells.Length > 4 && cells[1].Trim('`').Split(' ')[0] is "GET" or "POST" or "PUT" or "PATCH" or "DELETE")
            .Select(cells =>
                (Route: cells[1].Trim('`'), Permission: cells[2], Summary: Links().Replace(cells[3], "$1")));
        lines.ShouldBe(
            JobMasterApiExtensions.Routes.Select(route => (
                $"{route.Method} /{route.Pattern}", Needed(route.Permission),
                route.Summary + (route.NeedsWholeCluster ? "; whole cluster" : "") + (route.IsOfNoCluster ? NotBelow : ""))),
            ignoreOrder: true);
    }

    [Fact]
    public void Every_query_parameter_has_its_place()
    {
        var lines = File.ReadLines(Page())
            .SkipWhile(line => line != "## Query parameters").Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Select(cells => $"{cells[1].Trim('`')}: {string.Join(", ", Names().Matches(cells[2]).Select(name => name.Groups[1].Value))}");

        lines.ShouldBe(
            JobMasterApiExtensions.Routes.Where(route => route.Query.Count > 0)
                .Select(route => $"{route.Method} /{route.Pattern}: {string.Join(", ", route.Query)}"),
            ignoreOrder: true);
    }

    private const string NotBelow = " (not below a cluster)";

    private static string Needed(ApiPermissions permission) => permission switch
    {
        ApiPermissions.Read | ApiPermissions.Submit => "Read or Submit",
        ApiRoute.Anyone => "any",
        _ => $"{permission}",
    };

    [GeneratedRegex(@"\[([^]]+)\]\([^)]*\)")]
    private static partial Regex Links();

    [GeneratedRegex("`([A-Za-z]+)`")]
    private static partial Regex Names();

    private static string Page([CallerFilePath] string path = "") =>
        Path.Combine(Path.GetDirectoryName(path)!, "..", "..", "docs", "api.md");
}
