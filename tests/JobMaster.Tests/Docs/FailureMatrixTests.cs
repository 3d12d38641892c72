using System.Text.RegularExpressions;
using JobMaster.Tests.Architecture;

namespace JobMaster.Tests.Docs;

/// <summary>The failure matrix claims nothing that no test shows.</summary>
public sealed partial class FailureMatrixTests
{
    private const string Matrix = "docs/failure-matrix.md";

    private static readonly Lazy<HashSet<string>> Tests = new(FindTests);

    [Fact]
    public void Every_row_names_a_test() =>
        Rows().Where(row => !TestName().IsMatch(row.Split('|')[^2])).ShouldBeEmpty();

    [Fact]
    public void Every_test_it_names_exists() =>
        (from row in Rows()
         from Match name in TestName().Matches(row.Split('|')[^2])
         where !Tests.Value.Contains(name.Groups[1].Value)
         select name.Groups[1].Value).Distinct(StringComparer.Ordinal).ShouldBeEmpty();

    private static IEnumerable<string> Rows() =>
        Repository.Read(Matrix).Split('\n')
            .Where(line =>
                line.StartsWith('|') && !line.StartsWith("|---", StringComparison.Ordinal)
                    && !line.StartsWith("| Step |", StringComparison.Ordinal));

    private static HashSet<string> FindTests()
    {
        var tests = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories))
        {
            var text = File.ReadAllText(file);
            foreach (var @class in ClassName().Matches(text).Select(match => match.Groups[1].Value))
            {
                tests.UnionWith(MethodName().Matches(text).Select(match => $"{@class}.{match.Groups[1].Value}"));
            }
        }

        return tests;
    }

    [GeneratedRegex(@"`(\w+\.\w+)`")]
    private static partial Regex TestName();

    [GeneratedRegex(@"^public (?:abstract |sealed |partial )*class (\w+)", RegexOptions.Multiline)]
    private static partial Regex ClassName();

    [GeneratedRegex(@"\[(?:Fact|Theory)\b[\s\S]*?\bpublic (?:async )?(?:Task|void) (\w+)\(")]
    private static partial Regex MethodName();
}
