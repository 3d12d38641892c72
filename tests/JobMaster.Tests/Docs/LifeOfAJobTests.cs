using System.Text.RegularExpressions;
using JobMaster.Tests.Architecture;

namespace JobMaster.Tests.Docs;

public partial class LifeOfAJobTests
{
    [Fact]
    public void Exactly_these_files_are_to_be_read_for_one_job()
    {
        var linked = SourceLink().Matches(Documents.Read("docs/life-of-a-job.md")).Select(match => match.Groups[1].Value).ToList();

        linked.ShouldBe(["JobMasterScheduler", "Worker", "JobAdmission", "JobExecutor", "JobCompleter", "JobTransitions"]);
    }

    /// <summary>The ways of a recurring and of a lost job are named too, so that a reader finds them.</summary>
    [Fact]
    public void The_other_files_that_it_names_exist()
    {
        var named = NamedFile().Matches(Documents.Read("docs/life-of-a-job.md")).Select(match => match.Groups[1].Value).ToList();

        named.ShouldBe(["SchedulePlanner", "OccurrencePlan", "ScheduleFirings", "Heartbeat", "NodePoll", "DeathWatch", "Rescuer"]);
        var files = Repository.SourceFiles("*.cs").Select(Path.GetFileNameWithoutExtension).ToHashSet();
        named.Where(name => !files.Contains(name)).ShouldBeEmpty();
    }

    [GeneratedRegex(@"^\| `(\w+)` \|", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex NamedFile();

    [GeneratedRegex(@"\]\(\.\./src/[^)]*/(\w+)\.cs\)", RegexOptions.CultureInvariant)]
    private static partial Regex SourceLink();
}
