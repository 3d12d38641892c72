using JobMaster.AspNetCore.Calls;

namespace JobMaster.AspNetCore.Tests;

/// <summary>A list without a cursor knows whether it is all there is.</summary>
public sealed class FirstOfTests
{
    [Theory]
    [InlineData(2, 1, 1, true)]
    [InlineData(2, 2, 2, true)]
    [InlineData(2, 3, 2, false)]
    [InlineData(999, 1500, 999, false)]
    [InlineData(1000, 999, 999, true)]
    [InlineData(1000, 1500, 1000, false)]
    public async Task A_list_shows_no_more_than_its_limit_and_says_when_it_was_cut(int limit, int all, int shown, bool isComplete)
    {
        int asked = 0;
        var (found, complete) = await FirstOf.ReadAsync(limit, count =>
        {
            asked = count;
            return Task.FromResult<IReadOnlyList<int>>([.. Enumerable.Range(0, Math.Min(all, count))]);
        });

        (found.Count, complete).ShouldBe((shown, isComplete));
        asked.ShouldBeLessThanOrEqualTo(1000, "no list is read for more at once");
    }
}
