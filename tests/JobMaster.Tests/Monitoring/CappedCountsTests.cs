using JobMaster.Monitoring;
using JobMaster.Storage;

namespace JobMaster.Tests.Monitoring;

/// <summary>Exactly as many jobs as are counted are no more than that.</summary>
public sealed class CappedCountsTests
{
    [Theory]
    [InlineData(60_000, 40_000, false, 60_000, 40_000)]
    [InlineData(60_000, 40_001, true, 59_999, 40_001)]
    [InlineData(0, 100_001, true, 0, 100_000)]
    [InlineData(1, 2, false, 1, 2)]
    public void A_section_of_more_than_the_limit_is_cut_to_it(int one, int other, bool isCapped, int oneLeft, int otherLeft)
    {
        foreach (var (first, second) in new[]
            {
                (JobState.Scheduled, JobState.Running), (JobState.Succeeded, JobState.Cancelled), (JobState.Ready, JobState.Throttled),
            })
        {
            var counts = new[] { Count(first, one), Count(JobState.Failed, 100_000), Count(second, other) };

            var capped = CappedCounts.Of(counts);

            capped.IsCapped.ShouldBe(isCapped);
            capped.Counts.Select(count => count.Count).ShouldBe([oneLeft, 100_000, otherLeft]);
        }

        CappedCounts.Of([Count(JobState.Failed, CappedCounts.Asked)]).ShouldSatisfyAllConditions(
            failed => failed.IsCapped.ShouldBeTrue(), failed => failed.Counts.ShouldHaveSingleItem().Count.ShouldBe(100_000));
    }

    private static JobCount Count(JobState state, long count) => new("default", state, IsParked: false, count);
}
