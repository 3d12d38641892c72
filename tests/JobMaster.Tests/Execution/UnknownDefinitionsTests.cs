using JobMaster.Execution;

namespace JobMaster.Tests.Execution;

public class UnknownDefinitionsTests
{
    [Fact]
    public void However_many_names_callers_send_only_the_latest_are_kept()
    {
        var unknown = new UnknownDefinitions();
        for (var i = 0; i < 5000; i++)
        {
            unknown.Add($"definition-{i}");
            unknown.Add($"definition-{i}");
        }

        unknown.Ids.ShouldBe(
            Enumerable.Range(5000 - UnknownDefinitions.MostKept, UnknownDefinitions.MostKept).Select(i => $"definition-{i}"));
        unknown.Add("definition-0");
        unknown.Ids[^1].ShouldBe("definition-0");
    }
}
