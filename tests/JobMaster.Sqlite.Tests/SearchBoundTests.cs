using JobMaster.Sql;
using JobMaster.Storage;

namespace JobMaster.Sqlite.Tests;

/// <summary>
/// Of two bounds on one side of the time SQLite goes by the first, and looks at every row between the two: a window of ten thousand jobs
/// would be one of all days that were asked for.
/// </summary>
public sealed class SearchBoundTests : StoreFile
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(false, "finalized_before until_at")]
    [InlineData(true, "finalized_from until_at")]
    public async Task The_first_page_of_a_window_has_one_bound_on_each_side(bool oldestFirst, string bounds) =>
        (await BoundsAsync(oldestFirst, after: null, isWindow: true)).ShouldBe(bounds.Split(' '), ignoreOrder: true);

    [Theory]
    [InlineData(false, "after_at until_at")]
    [InlineData(true, "after_at until_at")]
    public async Task A_later_page_of_a_window_has_one_bound_on_each_side(bool oldestFirst, string bounds) =>
        (await BoundsAsync(oldestFirst, Noon.AddDays(-4), isWindow: true)).ShouldBe(bounds.Split(' '), ignoreOrder: true);

    [Theory]
    [InlineData(false, "after_at finalized_from")]
    [InlineData(true, "after_at finalized_before")]
    public async Task A_later_page_without_a_window_has_one_bound_on_each_side(bool oldestFirst, string bounds) =>
        (await BoundsAsync(oldestFirst, Noon.AddDays(-4), isWindow: false)).ShouldBe(bounds.Split(' '), ignoreOrder: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_place_outside_the_asked_time_widens_nothing(bool oldestFirst)
    {
        string[] both = ["after_at", "finalized_before", "finalized_from"];
        var outside = Noon.AddDays(oldestFirst ? -20 : 20);
        (await BoundsAsync(oldestFirst, outside, isWindow: false)).ShouldBe(both, ignoreOrder: true);
    }

    private async Task<List<string>> BoundsAsync(bool oldestFirst, DateTimeOffset? after, bool isWindow)
    {
        var store = await OpenMigratedAsync();
        var request = new JobSearchRequest
        {
            Section = JobSection.Finished,
            Filter = new JobSearch
            {
                FinalizedFrom = Noon.AddDays(-9), FinalizedBefore = Noon, ErrorText = "timeout", OldestFirst = oldestFirst,
            },
            After = after is { } at ? new JobPlace(at, Guid.NewGuid()) : null,
            Limit = 50,
        };
        var (statement, arguments) = new SearchQuery(store.Parts, request, JobState.Succeeded)
            .Page(isWindow ? new JobPlace(Noon.AddDays(-5), Guid.Empty) : null);
        var bounds = arguments.Select(argument => argument.Name)
            .Where(name => name.EndsWith("_at", StringComparison.Ordinal) || name.StartsWith("finalized", StringComparison.Ordinal))
            .ToList();
        bounds.ShouldAllBe(name => statement.Text.Contains(name, StringComparison.Ordinal));
        return bounds;
    }
}
