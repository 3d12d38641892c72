using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Contracts;

namespace JobMaster.AspNetCore.Tests;

/// <summary>
/// docs/api.md has exactly the routes there are, with the permission each needs, in the words of the OpenAPI document, what they take, and
/// the words of their problems.
/// </summary>
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

    [Fact]
    public void Every_member_of_a_body_has_its_place()
    {
        var told = new HashSet<string>();
        foreach (string[] cells in ApiPage.Rows("Bodies"))
        {
            foreach (var route in Named(cells[0]).Where(route => route.Body!.Type != typeof(SubmitBody)))
            {
                told.Add(route.Name).ShouldBeTrue(route.Name);
                var members = MembersOf(route.Body!.Type);
                var written = Words().Matches(cells[1]).Select(word => word.Groups[1].Value).Distinct().ToList();
                members.Except(written).ShouldBeEmpty($"members of {route.Name} that docs/api.md does not name");

                // The text of a row may also name members of the parts of the body.
                var parts = ApiJson.Default.Options.GetTypeInfo(route.Body.Type).Properties.Select(property => property.PropertyType)
                    .Select(type => type.IsGenericType ? type.GetGenericArguments()[0] : type)
                    .Where(type => type.Namespace == typeof(SubmitBody).Namespace && !type.IsEnum).SelectMany(MembersOf);
                written.Except(members).Except(parts).Except(["null"]).ShouldBeEmpty($"what docs/api.md says {route.Name} takes");
            }
        }

        JobMasterApiExtensions.Routes.Where(route => !told.Contains(route.Name) && route.Body is not null)
            .Where(route => route.Body!.Type != typeof(SubmitBody) && route.Body.Type != typeof(ReasonBody))
            .Select(route => route.Name).ShouldBeEmpty("they take more than a reason, and have no row");
    }

    [Fact]
    public void Every_word_of_a_problem_is_in_the_table_with_its_status()
    {
        string sources = Path.Combine(Path.GetDirectoryName(Page())!, "..", "src", "JobMaster.AspNetCore");
        var made = Directory.EnumerateFiles(sources, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(file => Problems().Matches(File.ReadAllText(file)))
            .Select(match => (Status: match.Groups[1].Success ? match.Groups[1].Value : "400", Word: match.Groups[2].Value))
            .Distinct().ToList();
        made.Count.ShouldBeGreaterThan(25);
        var rows = ApiPage.Rows("Rules for all calls").Select(cells => (
            Statuses: cells[0].Split(", "), Words: Dashed().Matches(cells[1]).Select(word => word.Groups[1].Value).ToList())).ToList();

        made.Where(one => !rows.Exists(row => row.Statuses.Contains(one.Status) && row.Words.Contains(one.Word)))
            .ShouldBeEmpty("words that docs/api.md does not name");
        rows.SelectMany(row => row.Words).Except(made.Select(one => one.Word)).ShouldBeEmpty("words that no call says");
    }

    private static IEnumerable<ApiRoute> Named(string cell)
    {
        string last = "";
        foreach (string name in Quoted().Matches(cell).Select(match => match.Groups[1].Value).Where(name => name.Contains('/')))
        {
            last = name.StartsWith('/') ? $"{last[..last.LastIndexOf('/')]}{name}" : name;
            yield return JobMasterApiExtensions.Routes.Single(
                route => $"{route.Method} /{route.Pattern.Replace(":guid", "", StringComparison.Ordinal)}" == last);
        }
    }

    private static IEnumerable<string> MembersOf(Type type) =>
        ApiJson.Default.Options.GetTypeInfo(type).Properties.Where(property => property.Set is not null).Select(property => property.Name);

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

    [GeneratedRegex("`([a-z][A-Za-z]*)`")]
    private static partial Regex Words();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex("`([a-z-]+)`")]
    private static partial Regex Dashed();

    [GeneratedRegex(@"(?:StatusCodes\.Status(\d+)\w+,|bad\.StatusCode,|BadRequest\()\s*""([a-z-]+)""")]
    private static partial Regex Problems();

    private static string Page([CallerFilePath] string path = "") =>
        Path.Combine(Path.GetDirectoryName(path)!, "..", "..", "docs", "api.md");
}
