using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using JobMaster.AspNetCore.Dashboard;

namespace JobMaster.AspNetCore.Tests.Dashboard;

/// <summary>THIRD-PARTY.md names every file of others, with its content and its licence.</summary>
public sealed partial class ThirdPartyTests
{
    [Fact]
    public void Every_file_of_others_is_listed_as_it_is()
    {
        string text = File.ReadAllText(Document());
        var listed = Row().Matches(text).Select(row => (Path: $"vendor/{row.Groups["file"].Value}", Hash: row.Groups["hash"].Value));

        listed.ShouldBe(
            DashboardFiles.Assets.Values.Where(file => file.Path.StartsWith("vendor/", StringComparison.Ordinal))
                .Select(file => (file.Path, Convert.ToHexStringLower(SHA256.HashData(file.Content)))),
            ignoreOrder: true);
    }

    [Fact]
    public void Every_package_has_its_licence()
    {
        string text = File.ReadAllText(Document());
        var packages = Row().Matches(text).Select(row => row.Groups["package"].Value.Split(' ')[0]).Distinct().ToList();

        packages.ShouldNotBeEmpty();
        packages.ShouldAllBe(package => text.Contains($"\n## {package}\n", StringComparison.Ordinal));
    }

    private static string Document([CallerFilePath] string path = "") =>
        Path.Combine(Path.GetDirectoryName(path)!, "..", "..", "..", "THIRD-PARTY.md");

    [GeneratedRegex(@"^\| `(?<file>[^`]+)` \| (?<package>[^,]+), `[^`]+` \|.*\| `(?<hash>[0-9a-f]{64})` \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
