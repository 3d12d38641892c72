using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using JobMaster.Benchmarks.Measuring;
using JobMaster.Benchmarks.Providers;
using JobMaster.Storage;

namespace JobMaster.Benchmarks.Measures;

/// <summary>
/// How soon the first pages of the dashboard have all that they show, on a large cluster: their files, and what they ask of the API at
/// once.
/// </summary>
internal sealed partial class DashboardMeasure : IMeasure
{
    private const string Page = "../../../../";

    public string Name => "dashboard";

    public bool IsBig => true;

    public async Task RunAsync(MeasureContext context)
    {
        var (scale, report) = (context.Scale, context.Report);
        await using var place = await context.PlaceAsync();
        await ApiMeasure.FillAsync(place, scale);
        await ScheduleAsync(place, scale.ListedSchedules);
        await using var app = await ApiApp.StartAsync(place, hasDashboard: true);
        await TimeAsync("overview, its files and its first figures", async () =>
        {
            await FilesAsync();
            await GetAsync("../../me");
            await OverviewReads.HearAllAsync(app.Caller);
        });
        await TimeAsync("overview, its files and all that it asks", async () =>
        {
            await FilesAsync();
            await Task.WhenAll(
                [OverviewReads.HearAllAsync(app.Caller), .. OverviewReads.All.Select(read => read.RunAsync(app.Caller))]);
        });
        await TimeAsync(
            "jobs page, a page and the count", async () => await Task.WhenAll(GetAsync("jobs?limit=50"), GetAsync("jobs/count")));
        await TimeAsync("schedules page, 1,000 of them", () => GetAsync("schedules?limit=1000"));
        await TimeAsync($"schedules page, all {scale.ListedSchedules:N0}", AllSchedulesAsync);
        report.Add($"schedules page, all {scale.ListedSchedules:N0}", await AllSchedulesAsync() / 1024.0, "KB");

        async Task TimeAsync(string name, Func<Task> load)
        {
            await load();
            List<double> times = [];
            for (int turn = 0; turn < scale.PageLoads; turn++)
            {
                long startedAt = Stopwatch.GetTimestamp();
                await load();
                times.Add(Stopwatch.GetElapsedTime(startedAt).TotalMilliseconds);
            }

            report.Add($"{name}, p50", Order.Median(times), "ms");
            report.Add($"{name}, p90", Order.Percentile(times, 0.9), "ms");
        }

        async Task FilesAsync() => await Task.WhenAll(Links(await GetAsync(Page)).Select(link => GetAsync(Page + link)));

        async Task<string> GetAsync(string path)
        {
            using var answer = await app.Caller.GetAsync(path);
            string text = await answer.Content.ReadAsStringAsync();
            return answer.IsSuccessStatusCode ? text
                : throw new InvalidOperationException($"{answer.RequestMessage?.RequestUri} is answered {(int)answer.StatusCode}: {text}");
        }

        async Task<long> AllSchedulesAsync()
        {
            long characters = 0;
            string? cursor = null;
            do
            {
                string text = await GetAsync($"schedules?limit=1000{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}");
                using var page = JsonDocument.Parse(text);
                cursor = page.RootElement.TryGetProperty("next", out var next) ? next.GetString() : null;
                characters += text.Length;
            }
            while (cursor is not null);

            return characters;
        }
    }

    /// <summary>The files that the page names.</summary>
    private static IEnumerable<string> Links(string page) => Link().Matches(page).Select(match => match.Groups[1].Value);

    [GeneratedRegex("(?:href|src)=\"([^\"{]+\\.(?:js|css|svg))\"")]
    private static partial Regex Link();

    /// <summary>Stores schedules that fall due in days, as far as an earlier run has not kept them.</summary>
    private static async Task ScheduleAsync(IBenchmarkPlace place, int schedules)
    {
        await using var store = place.Open();
        var last = new ScheduleListRequest { Limit = schedules };
        int stored = (await store.Schedules.ListAsync(last, CancellationToken.None)).Count;
        var dueAt = DateTimeOffset.UtcNow.AddDays(3);
        await Parallel.ForEachAsync(
            Enumerable.Range(stored, Math.Max(0, schedules - stored)),
            async (number, token) => await store.Schedules.InsertAsync(Schedule(number, dueAt.AddSeconds(number * 7919 % 86400)), token));
    }

    private static StoredSchedule Schedule(int number, DateTimeOffset nextAt) =>
        WorkSchedule.DueAt(nextAt) with { Key = $"schedule-{number}", Payload = $"{{\"Number\":{number}}}" };
}
