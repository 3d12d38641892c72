using System.Diagnostics;
using System.Text.Json;
using JobMaster.Benchmarks.Measuring;
using JobMaster.Benchmarks.Providers;

namespace JobMaster.Benchmarks.Measures;

/// <summary>
/// How long each call of the HTTP API takes on a large cluster: every route that reads, as the API's own document lists them, and those
/// that write.
/// </summary>
internal sealed class ApiMeasure : IMeasure
{
    private const int Failed = 500;
    private const int Batch = 100;

    private static readonly string[] Searches =
    [
        "jobs", "jobs?state=Succeeded", "jobs?state=Failed", "jobs?definitionId=d17", "jobs?definitionId=d1*", "jobs?workerLane=l3",
        "jobs?tenant=t77", "jobs?order=OldestFirst", "jobs?idempotencyKey=k4711", "jobs/count", "jobs/count?state=Succeeded",
        "jobs/count?workerLane=l3",
    ];

    public string Name => "api";

    public bool IsBig => true;

    public async Task RunAsync(MeasureContext context)
    {
        var (scale, report) = (context.Scale, context.Report);
        await using var place = await context.PlaceAsync();
        await FillAsync(place, scale);
        var failed = await FailAsync(place);
        await using var app = await ApiApp.StartAsync(place);
        var waiting = await WaitingAsync(app.Caller, scale);
        var calls = new ApiCalls(waiting, failed, await ScheduleAsync(app.Caller), await OperationAsync(app.Caller));

        double worst = 0;
        foreach (string route in Searches.Union(await ReadsAsync(app.Caller)))
        {
            await TimeAsync($"GET {route}", _ => new HttpRequestMessage(HttpMethod.Get, calls.Fill(route)));
        }

        foreach (var (name, call) in calls.Writes())
        {
            await TimeAsync(name, call);
        }

        report.Add("slowest call, p99", worst, "ms");

        async Task TimeAsync(string name, Func<int, HttpRequestMessage> call)
        {
            List<double> times = [];
            for (int number = -1; number < scale.ApiCalls; number++)
            {
                using var request = call(number + 1);
                long startedAt = Stopwatch.GetTimestamp();
                using var answer = await app.Caller.SendAsync(request);
                string text = await answer.Content.ReadAsStringAsync();
                if (!answer.IsSuccessStatusCode)
                {
                    throw new InvalidOperationException($"{name} is answered {(int)answer.StatusCode}: {text}");
                }

                // The first call compiles what the others run.
                if (number >= 0)
                {
                    times.Add(Stopwatch.GetElapsedTime(startedAt).TotalMilliseconds);
                }
            }

            worst = Math.Max(worst, Order.Percentile(times, 0.99));
            report.Add($"{name}, p99", Order.Percentile(times, 0.99), "ms");
        }
    }

    /// <summary>Fills in what an earlier run has not kept.</summary>
    internal static async Task FillAsync(IBenchmarkPlace place, BenchmarkScale scale)
    {
        await using var store = place.Open();
        var counts = await store.Reads.CountAsync(scale.LiveJobs, CancellationToken.None);
        if (!counts.Any(count => count.State == JobState.Succeeded))
        {
            await place.LoadFinishedAsync(scale.SearchedJobs);
        }

        if (counts.Where(count => count.State is JobState.Ready or JobState.Scheduled).Sum(count => count.Count) < scale.LiveJobs)
        {
            await Drain.FillAsync(place, scale.LiveJobs);
        }
    }

    /// <summary>Fails jobs, each in one of ten groups.</summary>
    private static async Task<List<Guid>> FailAsync(IBenchmarkPlace place)
    {
        await using var raw = await place.OpenRawAsync();
        await using var store = place.Open();
        await raw.InsertAsync(Failed);
        var claims = await raw.ClaimAsync(Failed);
        await store.Jobs.RecordAsync([.. claims.Select((claim, i) => FailuresMeasure.Failed(claim, i % 10))], CancellationToken.None);
        return [.. claims.Select(claim => claim.JobId)];
    }

    private static async Task<List<Guid>> WaitingAsync(HttpClient caller, BenchmarkScale scale)
    {
        List<Guid> ids = [];
        while (ids.Count < ApiCalls.Changing * (scale.ApiCalls + 1))
        {
            var jobs = new { jobs = Enumerable.Repeat(ApiCalls.Work, Batch) };
            using var answer = await caller.PostAsync("jobs/batch", ApiCalls.Json(jobs));
            using var stored = await ReadAsync(answer);
            ids.AddRange(stored.RootElement.GetProperty("jobs").EnumerateArray().Select(job => job.GetProperty("id").GetGuid()));
        }

        return ids;
    }

    private static async Task<Guid> ScheduleAsync(HttpClient caller)
    {
        var schedule = new
        {
            type = WorkHandler.DefinitionId,
            payload = new { Number = 0 },
            cron = "0 4 * * *",
            scheduleKey = "nightly",
        };
        using var answer = await caller.PostAsync("jobs", ApiCalls.Json(schedule));
        using var stored = await ReadAsync(answer);
        return stored.RootElement.GetProperty("id").GetGuid();
    }

    private static async Task<Guid> OperationAsync(HttpClient caller)
    {
        var operation = new { kind = "Cancel", ids = new[] { Guid.CreateVersion7() }, reason = "Not needed" };
        using var answer = await caller.PostAsync("operations", ApiCalls.Json(operation));
        using var stored = await ReadAsync(answer);
        return stored.RootElement.GetProperty("id").GetGuid();
    }

    /// <summary>The routes of a cluster that read and end, but for the one of one agent: the app has none.</summary>
    private static async Task<List<string>> ReadsAsync(HttpClient caller)
    {
        const string cluster = "/clusters/{clusterId}/";
        using var answer = await caller.GetAsync("../../openapi.json");
        using var document = await ReadAsync(answer);
        return
        [
            .. document.RootElement.GetProperty("paths").EnumerateObject()
                .Where(path => path.Value.TryGetProperty("get", out _) && path.Name.StartsWith(cluster, StringComparison.Ordinal))
                .Select(path => path.Name[cluster.Length..])
                .Where(path => path is not ("stream" or "agents/{agent}")),
        ];
    }

    private static async Task<JsonDocument> ReadAsync(HttpResponseMessage answer)
    {
        string text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode
            ? JsonDocument.Parse(text)
            : throw new InvalidOperationException($"{answer.RequestMessage?.RequestUri} is answered {(int)answer.StatusCode}: {text}");
    }
}
