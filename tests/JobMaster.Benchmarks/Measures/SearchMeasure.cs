using System.Diagnostics;
using JobMaster.Monitoring;

namespace JobMaster.Benchmarks.Measures;

/// <summary>
/// How long a page of 50 jobs takes out of many finished ones, spread over thirty days, and a fiftieth as many that have failed, for each
/// condition and for every two of them, in either order.
/// </summary>
internal sealed class SearchMeasure : IMeasure
{
    /// <summary>The best of so many calls counts, the worst of all conditions is what is promised.</summary>
    private const int Calls = 5;

    private const int FinishedToFailed = 50;

    public string Name => "search";

    public bool IsBig => true;

    public async Task RunAsync(MeasureContext context)
    {
        var (scale, report) = (context.Scale, context.Report);
        await using var place = await context.PlaceAsync();
        await using var store = place.Open();
        var stored = await store.Reads.CountAsync(1, CancellationToken.None);
        if (stored.All(count => count.State != JobState.Succeeded))
        {
            long startedAt = Stopwatch.GetTimestamp();
            await place.LoadFinishedAsync(scale.SearchedJobs);
            report.Add($"load {scale.SearchedJobs:N0} finished jobs", Stopwatch.GetElapsedTime(startedAt).TotalSeconds, "s");
        }

        if (stored.All(count => count.State != JobState.Failed))
        {
            long startedAt = Stopwatch.GetTimestamp();
            await SearchedFailures.LoadAsync(store, scale.SearchedJobs / FinishedToFailed);
            report.Add(
                $"load {scale.SearchedJobs / FinishedToFailed:N0} failed jobs", Stopwatch.GetElapsedTime(startedAt).TotalSeconds, "s");
        }

        var searcher = new JobSearcher(store.Reads, TimeProvider.System);
        var conditions = Conditions(DateTimeOffset.UtcNow);
        foreach (var (name, ask) in conditions)
        {
            foreach (bool oldestFirst in new[] { false, true })
            {
                var (time, found) = await TimeAsync(searcher, ask(new JobSearch { OldestFirst = oldestFirst }));
                report.Add($"{name}{Told(oldestFirst)}: {Told(found)}", time, "ms");
            }

            long began = Stopwatch.GetTimestamp();
            var count = await searcher.CountAsync(ask(new JobSearch()), CancellationToken.None);
            report.Add(
                $"count {name}: {count.Count:N0}{(count.IsExact ? "" : " or more")}", Stopwatch.GetElapsedTime(began).TotalMilliseconds,
                "ms");
        }

        double worst = 0;
        for (int one = 0; one < conditions.Count; one++)
        {
            for (int other = 0; other < one; other++)
            {
                foreach (bool oldestFirst in new[] { false, true })
                {
                    var search = conditions[one].Ask(conditions[other].Ask(new JobSearch { OldestFirst = oldestFirst }));
                    var (time, found) = await TimeAsync(searcher, search);
                    worst = Math.Max(worst, time);
                    report.Add($"{conditions[other].Name} and {conditions[one].Name}{Told(oldestFirst)}: {Told(found)}", time, "ms");
                }
            }
        }

        report.Add("slowest pair", worst, "ms");
    }

    private static string Told(bool oldestFirst) => oldestFirst ? ", oldest first" : "";

    private static string Told(JobSearchPage page) => $"{page.Jobs.Count}{(page.IsComplete ? "" : ", part")}";

    private static async Task<(double Time, JobSearchPage Page)> TimeAsync(JobSearcher searcher, JobSearch search)
    {
        var (best, page) = (double.MaxValue, default(JobSearchPage));
        for (int call = 0; call < Calls; call++)
        {
            long startedAt = Stopwatch.GetTimestamp();
            page = await searcher.SearchAsync(search, null, CancellationToken.None);
            best = Math.Min(best, Stopwatch.GetElapsedTime(startedAt).TotalMilliseconds);
        }

        return (best, page!);
    }

    private static List<(string Name, Func<JobSearch, JobSearch> Ask)> Conditions(DateTimeOffset now) =>
    [
        ("none", search => search),
        ("state Succeeded", search => search with { States = [JobState.Succeeded] }),
        ("state Cancelled", search => search with { States = [JobState.Cancelled] }),
        ("state Failed", search => search with { States = [JobState.Failed] }),
        ("fingerprint", search => search with { Fingerprint = SearchedFailures.Fingerprint }),
        ("rare fingerprint", search => search with { Fingerprint = SearchedFailures.RareFingerprint }),
        ("definition", search => search with { JobDefinitionId = "d17" }),
        ("rare definition", search => search with { JobDefinitionId = "rare" }),
        ("prefix of many", search => search with { JobDefinitionId = "d1*" }),
        ("prefix of few", search => search with { JobDefinitionId = "ra*" }),
        ("lane", search => search with { WorkerLane = "l3" }),
        ("tenant", search => search with { Tenant = "t76" }),
        ("key", search => search with { IdempotencyKey = "k4711" }),
        ("schedule", search => search with { RecurringScheduleId = Guid.Parse("00000000-0000-0000-0000-000000000007") }),
        ("session", search => search with { SessionId = Guid.Parse("00000000-0000-0000-0000-000000000011") }),
        ("created from", search => search with { CreatedFrom = now.AddDays(-3) }),
        ("created before", search => search with { CreatedBefore = now.AddDays(-3) }),
        ("due from", search => search with { DueFrom = now.AddDays(-20) }),
        ("due before", search => search with { DueBefore = now.AddDays(-20) }),
        ("final from", search => search with { FinalizedFrom = now.AddDays(-10) }),
        ("final before", search => search with { FinalizedBefore = now.AddDays(-10) }),
        ("metadata", search => search with { Metadata = new JobMetadataValue("Order", "4711") { IgnoresIndex = true } }),
        ("indexed metadata", search => search with { Metadata = new JobMetadataValue("Order", "4710") }),
        ("error", search => search with { ErrorText = "timeout" }),
        ("payload", search => search with { PayloadText = "4711" }),
    ];
}
