using JobMaster.Monitoring;

namespace JobMaster.Conformance;

/// <summary>What the suites of searches have in common.</summary>
public abstract class SearchingConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    /// <summary>A searcher that has all the time it needs.</summary>
    private protected JobSearcher Searcher => new(Store.Reads, new PacedTime(TimeSpan.Zero));

    /// <summary>A searcher whose time is over after one window.</summary>
    private protected JobSearcher HurriedSearcher => new(Store.Reads, new PacedTime(TimeSpan.FromSeconds(1)));

    /// <summary>A searcher whose time is over after one window of that size.</summary>
    private protected JobSearcher HurriedSearcherOf(int window) => new(Store.Reads, new PacedTime(TimeSpan.FromSeconds(1)), window);

    /// <summary>A lister that has all the time it needs.</summary>
    private protected JobLister Lister(int window) => new(Store.Reads, new PacedTime(TimeSpan.Zero), window);

    /// <summary>A lister whose time is over after one window.</summary>
    private protected JobLister HurriedLister(int window) => new(Store.Reads, new PacedTime(TimeSpan.FromSeconds(1)), window);

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

    /// <summary>Time that passes only by being asked for.</summary>
    private sealed class PacedTime(TimeSpan step) : TimeProvider
    {
        private long passed;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => passed += step.Ticks;
    }
}
