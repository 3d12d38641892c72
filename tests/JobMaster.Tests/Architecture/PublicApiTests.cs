namespace JobMaster.Tests.Architecture;

/// <summary>What a package shows the world changes only together with its reviewed <c>PublicAPI.txt</c>.</summary>
public sealed class PublicApiTests
{
    private const string HowToAccept = "If that is meant, run with JOBMASTER_ACCEPT_API=1 and review the change to the file: "
        + "JOBMASTER_ACCEPT_API=1 dotnet test tests/JobMaster.Tests --filter PublicApiTests";

    /// <summary>Whether the files are written anew before they are compared.</summary>
    private static bool IsToBeAccepted => Environment.GetEnvironmentVariable("JOBMASTER_ACCEPT_API") == "1";

    public static TheoryData<string> Projects => [.. Repository.Projects];

    [Theory]
    [MemberData(nameof(Projects))]
    public void The_public_api_is_the_reviewed_one(string project)
    {
        var file = Path.Combine(Repository.Source, project, "PublicAPI.txt");
        var actual = new PublicApi(BuiltAssembly.Of(project)).Render();
        if (IsToBeAccepted)
        {
            File.WriteAllText(file, actual);
        }

        File.Exists(file).ShouldBeTrue($"src/{project}/PublicAPI.txt does not exist. {HowToAccept}");
        var reviewed = File.ReadAllText(file).ReplaceLineEndings("\n");
        if (actual != reviewed)
        {
            Assert.Fail(
                $"The public API of {project} differs from src/{project}/PublicAPI.txt (- reviewed, + " +
                $"built):\n{Difference(reviewed, actual)}\n{HowToAccept}");
        }
    }

    [Fact]
    public void A_difference_names_the_type_of_each_changed_line() =>
        Difference("class A\n  void X()\n\nclass B\n  void X()\n", "class A\n  void X()\n\nclass B\n  void Y()\n")
            .ShouldBe("class B\n-   void X()\n+   void Y()");

    private static string Difference(string reviewed, string actual)
    {
        var (before, after) = (Blocks(reviewed), Blocks(actual));
        var lines = new List<string>();
        foreach (var type in before.Keys.Union(after.Keys).Order(StringComparer.Ordinal))
        {
            var (old, now) = (before.GetValueOrDefault(type), after.GetValueOrDefault(type));
            var (gone, come) = ((old ?? []).Except(now ?? []).ToList(), (now ?? []).Except(old ?? []).ToList());
            if (old is null || now is null || gone.Count + come.Count > 0)
            {
                lines.Add((old, now) switch { (null, _) => $"+ {type}", (_, null) => $"- {type}", _ => type });
                lines.AddRange(gone.Select(line => $"- {line}"));
                lines.AddRange(come.Select(line => $"+ {line}"));
            }
        }

        return lines.Count > 0 ? string.Join('\n', lines) : "only the order or the spacing differs";
    }

    private static Dictionary<string, List<string>> Blocks(string api) =>
        api.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(block => block.TrimEnd('\n').Split('\n'))
            .ToDictionary(lines => lines[0], lines => lines.Skip(1).ToList(), StringComparer.Ordinal);
}
