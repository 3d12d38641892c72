using JobMaster.Execution;

namespace JobMaster.Tests.Execution;

public class ParkedHereTests
{
    [Fact]
    public void However_many_names_callers_send_only_the_latest_are_kept()
    {
        var parked = new ParkedHere();
        for (var i = 0; i < 5000; i++)
        {
            parked.Add($"definition-{i}");
            parked.Add($"definition-{i}");
        }

        parked.Definitions.ShouldBe(Enumerable.Range(5000 - ParkedHere.MostKept, ParkedHere.MostKept).Select(i => $"definition-{i}"));
        parked.Add("definition-0");
        parked.Definitions[^1].ShouldBe("definition-0");
    }
}
