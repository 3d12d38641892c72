using System.Globalization;
using System.Text.Json;

namespace JobMaster.Benchmarks;

/// <summary>
/// What the overview of the dashboard asks of the API. The dashboard's test "the overview asks of the API what the benchmarks ask" fails
/// when the page asks something else.
/// </summary>
internal static class OverviewReads
{
    public const string Stream = "stream?topics=failures,lanes,operations,overview";

    private const int MostPages = 20;
    private const int MostRounds = 5;
    private const int Topics = 4;

    public static IReadOnlyList<OverviewRead> All { get; } =
    [
        new(60, () => "../../me"), new(10, () => "alerts?state=Firing"), new(10, () => "workers"), new(60, () => "definitions"),
        new(30, () => "schedules?state=Paused&limit=6"), new(10, () => "agents"),
        new(10, () => $"stats/series?{From(900, 60)}&points=30"), new(15, () => $"stats/series?{From(3600, 60)}&points=240"),
        new(30, () => "schedules?state=Active&limit=1000") { MostCalls = MostPages, Next = NextPage },
        new(10, () => "jobs?state=Ready&order=OldestFirst&limit=100") { MostCalls = MostRounds, Next = EarlierRound },
    ];

    /// <summary>Listens until the first event of each topic has come.</summary>
    public static async Task HearAllAsync(HttpClient caller)
    {
        using var answer = await caller.GetAsync(Stream, HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        HashSet<string> heard = [];
        while (heard.Count < Topics)
        {
            string line = await reader.ReadLineAsync() ?? throw new InvalidOperationException("The stream ended before its first events.");
            if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                heard.Add(line);
            }
        }
    }

    /// <summary>The start of a span before now, by whole steps, as the page writes it.</summary>
    private static string From(long seconds, long step)
    {
        long from = (DateTimeOffset.UtcNow.ToUnixTimeSeconds() / step * step) - seconds;
        return $"from={DateTimeOffset.FromUnixTimeSeconds(from).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)}";
    }

    private static string? NextPage(JsonElement page) =>
        page.TryGetProperty("next", out var next) && next.GetString() is { } cursor ? $"&cursor={Uri.EscapeDataString(cursor)}" : null;

    /// <summary>The page looks for jobs that were due before the first one of the round before.</summary>
    private static string? EarlierRound(JsonElement round) =>
        round.GetProperty("jobs").EnumerateArray().Select(job => (JsonElement?)job.GetProperty("dueAt"))
            .MinBy(dueAt => dueAt!.Value.GetDateTimeOffset()) is { } first
            ? $"&dueBefore={Uri.EscapeDataString(first.GetString()!)}"
            : null;
}
