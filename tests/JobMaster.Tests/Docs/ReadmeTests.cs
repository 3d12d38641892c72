namespace JobMaster.Tests.Docs;

public class ReadmeTests
{
    [Fact]
    public void The_program_is_the_one_that_is_compiled()
    {
        var program = Documents.Read("samples/HelloJobMaster/Program.cs").TrimEnd();

        Documents.Read("README.md").ShouldContain($"```csharp\n{program}\n```");
        program.Split('\n').Length.ShouldBeLessThanOrEqualTo(25);
    }

    [Fact]
    public void The_commands_run_what_exists()
    {
        Documents.Read("README.md").ShouldContain("\ndotnet run --project samples/Quickstart\ntests/run.sh\n");
        File.Exists(Path.Combine(Documents.Root, "samples/Quickstart/Quickstart.csproj")).ShouldBeTrue();
        File.Exists(Path.Combine(Documents.Root, "tests/run.sh")).ShouldBeTrue();
    }

    [Fact]
    public void A_first_program_needs_few_lines()
    {
        var page = Documents.Read("docs/getting-started.md");
        var first = page[(page.IndexOf("```csharp\n", StringComparison.Ordinal) + 10)..];

        first[..first.IndexOf("```", StringComparison.Ordinal)]
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Length.ShouldBeLessThanOrEqualTo(15);
    }
}
