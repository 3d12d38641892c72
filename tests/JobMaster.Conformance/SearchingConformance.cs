using JobMaster.Monitoring;

namespace JobMaster.Conformance;

/// <summary>What the suites of searches have in common.</summary>
public abstract class SearchingConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private protected JobSearcher Searcher => new(Store.Reads);

    private protected async Task<List<Guid>> AllPagesAsync(JobSearch search)
    {
        var found = new List<Guid>();
        string? next = null;
        do
        {
            var page = await Searcher.SearchAsync(search, next, default);
            page.Jobs.Count.ShouldBeLessThanOrEqualTo(search.PageSize);
            page.IsComplete.ShouldBe(page.Next is null || page.Jobs.Count == search.PageSize);
            found.AddRange(page.Jobs.Select(job => job.Id));
            next = page.Next;
        }
        while (next is not null);

        return found;
    }
}
