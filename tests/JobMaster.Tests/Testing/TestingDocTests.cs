using System.Text.RegularExpressions;
using JobMaster.Tests.Architecture;

namespace JobMaster.Tests.Testing;

/// <summary>The worked example of the documentation is the test that runs here.</summary>
public sealed partial class TestingDocTests
{
    [Fact]
    public void The_worked_example_is_the_test_itself()
    {
        var document = Read("docs/testing.md");

        var example = Example().Matches(document).ShouldHaveSingleItem().Groups[1].Value;

        example.ShouldBe(Read("tests/JobMaster.Tests/Testing/ShopTests.cs"));
    }

    private static string Read(string path) => File.ReadAllText(Path.Combine(Repository.Root, path)).ReplaceLineEndings("\n");

    [GeneratedRegex("^```csharp\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Example();
}
