using System.Text.RegularExpressions;

namespace JobMaster.Tests.Docs;

public partial class LifeOfAJobTests
{
    [Fact]
    public void Exactly_these_files_are_to_be_read_for_one_job()
    {
        var linked = SourceLink().Matches(Documents.Read("docs/life-of-a-job.md")).Select(match => match.Groups[1].Value).ToList();

        linked.ShouldBe(["JobMasterScheduler", "Worker", "JobAdmission", "JobExecutor", "JobCompleter", "JobTransitions"]);
    }

    [GeneratedRegex(@"\]\(\.\./src/[^)]*/(\w+)\.cs\)", RegexOptions.CultureInvariant)]
    private static partial Regex SourceLink();
}
