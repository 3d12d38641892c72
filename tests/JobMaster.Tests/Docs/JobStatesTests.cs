using JobMaster.Storage;

namespace JobMaster.Tests.Docs;

public class JobStatesTests
{
    private const string Page = "docs/job-states.md";

    [Fact]
    public void The_table_of_moves_is_the_one_the_code_has()
    {
        var documented = Documents.Table(Page, "Every legal move").Select(row => string.Join(' ', row.Take(3)));

        documented.ShouldBe(JobTransitions.All.Select(move => $"{move.From?.ToString() ?? "–"} {move.Move} {move.To}"), ignoreOrder: true);
    }

    [Fact]
    public void Every_state_is_described() =>
        Documents.Table(Page, "Job states").Select(row => row[0]).ShouldBe(Enum.GetNames<JobState>(), ignoreOrder: true);
}
