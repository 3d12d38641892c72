using System.Text.RegularExpressions;
using JobMaster.Tests.Architecture;

namespace JobMaster.Tests.Docs;

public sealed partial class GettingStartedTests
{
    private const string Page = "docs/getting-started.md";

    /// <summary>What stands between the values of each message is what the code says.</summary>
    [Fact]
    public void Every_message_a_newcomer_is_told_to_expect_is_one_the_code_has()
    {
        var code = string.Concat(Repository.SourceFiles("*.cs").Select(file => Joined(Repository.Read(file))));
        var messages = Documents.Table(Page, "Common mistakes").Select(row => row[1][(row[1].IndexOf('`', StringComparison.Ordinal) + 1)..])
            .ToList();

        messages.Count.ShouldBeGreaterThan(14);
        messages.SelectMany(message => Value().Split(message)).Select(part => part.Trim(' ', '.', ':', ';')).Where(part => part.Length > 3)
            .Where(part => !code.Contains(part, StringComparison.Ordinal)).ShouldBeEmpty();
    }

    /// <summary>A message broken over several lines of code, in one piece.</summary>
    private static string Joined(string code) => Break().Replace(code, "").Replace("\\\"", "\"", StringComparison.Ordinal);

    [GeneratedRegex("""'[^']*'|<[^>]*>|Shop\.\w+|^Message data of job|\([^)]+\)|…|[\d.,:-]*\d[\d.,:-]*""", RegexOptions.CultureInvariant)]
    private static partial Regex Value();

    [GeneratedRegex("\"\\s*\\+\\s*\\$?\"", RegexOptions.CultureInvariant)]
    private static partial Regex Break();
}
