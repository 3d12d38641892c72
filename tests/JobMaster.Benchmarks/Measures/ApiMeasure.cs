using System.Diagnostics;
using System.Text.Json;
using JobMaster.Benchmarks.Measuring;
using JobMaster.Benchmarks.Providers;

namespace JobMaster.Benchmarks.Measures;

/// <summary>
/// How long each call of the HTTP API takes on a large cluster: every route that reads or writes, as the API's own document lists them.
/// </summary>
internal sealed class ApiMeasure : IMeasure
{
    /// <summary>So many that each group keeps some when the calls have taken theirs.</summary>
    private const int FewestFailed = 500;

    private const int Batch = 100;

    /// <summary>It takes its limit away, so it can be called once.</summary>
    private const string Once = "POST limits/{limit}/remove";

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
        var failed = await FailAsync(place, Math.Max(FewestFailed, (ApiCalls.Taking + 1) * (scale.ApiCalls + 1)));
        await using var app = await ApiApp.StartAsync(place, limit: ApiCalls.Limit);
        var waiting = await WaitingAsync(app.Caller, scale);
        var calls = new ApiCalls(
            scale.ApiCalls, waiting, failed, await SchedulesAsync(app.Caller, scale), await OperationsAsync(app.Caller, scale));
        var routes = await RoutesAsync(app.Caller);
        var writes = calls.Writes().ToList();
        var missing = routes.Where(route => !route.StartsWith("GET ", StringComparison.Ordinal))
            .Except(writes.Select(write => write.Route)).Where(route => route != Once).ToList();
        if (missing.Count > 0)
        {
            throw new InvalidOperationException($"{nameof(ApiCalls)} has no call of {string.Join(", ", missing)}.");
        }

        (double Time, string Name) worst = (0, "");
        foreach (string route in Searches.Union(routes.Where(route => route.StartsWith("GET ", StringComparison.Ordinal))
            .Select(route => route["GET ".Length..])))
        {
            await TimeAsync($"GET {route}", _ => new HttpRequestMessage(HttpMethod.Get, calls.Fill(route)));
        }

        foreach (var (route, more, call) in writes)
        {
            await TimeAsync(route + more, call);
        }

        report.Add($"slowest call, p99: {worst.Name}", worst.Time, "ms");

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

            double slow = Order.Percentile(times, 0.99);
            worst = slow > worst.Time ? (slow, name) : worst;
            report.Add($"{name}, p99", slow, "ms");
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
    private static async Task<List<Guid>> FailAsync(IBenchmarkPlace place, int count)
    {
        await using var raw = await place.OpenRawAsync();
        await using var store = place.Open();
        await raw.InsertAsync(count);
        var claims = await raw.ClaimAsync(count);
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

    private static Task<List<Guid>> SchedulesAsync(HttpClient caller, BenchmarkScale scale) => MadeAsync(
        caller, scale, "jobs",
        number => new
        {
            type = WorkHandler.DefinitionId,
            payload = new { Number = 0 },
            cron = "0 4 * * *",
            scheduleKey = $"nightly-{number}",
        });

    /// <summary>The app has no worker, so nobody works on them.</summary>
    private static Task<List<Guid>> OperationsAsync(HttpClient caller, BenchmarkScale scale) =>
        MadeAsync(caller, scale, "operations", _ => ApiCalls.Cancel(dryRun: false));

    private static async Task<List<Guid>> MadeAsync(HttpClient caller, BenchmarkScale scale, string path, Func<int, object> body)
    {
        List<Guid> ids = [];
        for (int number = 0; number <= scale.ApiCalls; number++)
        {
            using var answer = await caller.PostAsync(path, ApiCalls.Json(body(number)));
            using var stored = await ReadAsync(answer);
            ids.Add(stored.RootElement.GetProperty("id").GetGuid());
        }

        return ids;
    }

    /// <summary>The routes of a cluster that end, but for the one that reads one agent: the app has none.</summary>
    private static async Task<List<string>> RoutesAsync(HttpClient caller)
    {
        const string cluster = "/clusters/{clusterId}/";
        using var answer = await caller.GetAsync("../../openapi.json");
        using var document = await ReadAsync(answer);
        return
        [
            .. document.RootElement.GetProperty("paths").EnumerateObject()
                .Where(path => path.Name.StartsWith(cluster, StringComparison.Ordinal))
                .SelectMany(path => path.Value.EnumerateObject()
                    .Select(method => $"{method.Name.ToUpperInvariant()} {path.Name[cluster.Length..]}"))
                .Where(route => route is not ("GET stream" or "GET agents/{agent}")),
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
