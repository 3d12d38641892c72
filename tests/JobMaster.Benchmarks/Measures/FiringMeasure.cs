using System.Diagnostics;
using JobMaster.Benchmarks.Measuring;

namespace JobMaster.Benchmarks.Measures;

/// <summary>
/// Recurring schedules: how late their jobs start with little to do, and what many that fall due together ask of the database.
/// </summary>
internal sealed class FiringMeasure : IMeasure
{
    private const int Schedules = 10;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan UntilDue = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(5);

    public string Name => "firing";

    public async Task RunAsync(MeasureContext context)
    {
        await LatenessAsync(context);
        await TogetherAsync(context, context.Scale.DueSchedules);
    }

    /// <summary>Ten schedules of a second each, a tenth of a second apart.</summary>
    private static async Task LatenessAsync(MeasureContext context)
    {
        await using var place = await context.Provider.CreateAsync();
        using var tally = new Tally();
        await using var app = await BenchmarkApp.StartAsync(place, tally, hasWorker: true);
        var start = TimeProvider.System.GetUtcNow() + UntilDue;
        for (int i = 0; i < Schedules; i++)
        {
            var job = JobRequest.For<WorkHandler, Work>(new Work(0));
            await app.Jobs.RecurringAsync(new RecurringRequest(job, TimeSpanIntervalExprCompiler.TypeId, "00:00:01")
            {
                Options = new RecurringScheduleOptions { StartAfter = start + (i * Second / Schedules) },
            });
        }

        // The first of each schedule meets code that never ran before.
        await WaitAsync(() => tally.Lateness.Count >= context.Scale.Probes + Schedules);
        var late = tally.Lateness.Skip(Schedules).ToList();
        context.Report.Add("instant to start, p50", Order.Median(late), "ms");
        context.Report.Add("instant to start, p99", Order.Percentile(late, 0.99), "ms");
    }

    private static async Task TogetherAsync(MeasureContext context, int schedules)
    {
        await using var counter = await context.Provider.CountStatementsAsync();
        await using var place = await context.Provider.CreateAsync();
        using var tally = new Tally();
        var dueAt = TimeProvider.System.GetUtcNow() + (TimeSpan.FromMinutes(1) * Math.Max(1, schedules / 10_000));
        await using (var store = place.Open())
        {
            await Parallel.ForEachAsync(
                Enumerable.Range(0, schedules), async (_, token) => await store.Schedules.InsertAsync(WorkSchedule.DueAt(dueAt), token));
        }

        await using var app = BenchmarkApp.Build(
            place, tally, hasWorker: false, config => config.AddWorker().SetWorkerMode(AgentWorkerMode.Coordinator));
        await app.StartAsync();
        await Task.Delay(dueAt - TimeProvider.System.GetUtcNow() - Tick);
        var before = await counter.ReadAsync();
        await Task.Delay(Tick);
        long startedAt = Stopwatch.GetTimestamp();
        await WaitAsync(() => tally.Occurrences >= schedules);
        var took = Stopwatch.GetElapsedTime(startedAt);
        var count = await counter.ReadAsync() - before;
        context.Report.Add($"{schedules:N0} due together, until all are fired", took.TotalSeconds, "s");
        context.Report.Add($"{schedules:N0} due together, statements", (double)count.Statements / schedules, "/occurrence");
        context.Report.Add($"{schedules:N0} due together, commits", (double)count.Commits / schedules, "/occurrence");
    }

    private static async Task WaitAsync(Func<bool> isReached)
    {
        long startedAt = Stopwatch.GetTimestamp();
        while (!isReached())
        {
            await Task.Delay(Tick);
            if (Stopwatch.GetElapsedTime(startedAt) > Tally.Patience)
            {
                throw new TimeoutException($"The schedules did not all fire within {Tally.Patience}.");
            }
        }
    }
}
