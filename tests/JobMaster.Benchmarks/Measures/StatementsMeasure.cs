using JobMaster.Benchmarks.Measuring;
using JobMaster.Benchmarks.Providers;

namespace JobMaster.Benchmarks.Measures;

/// <summary>What a job asks of the database. Everything the process sends meanwhile is counted, the heartbeat too.</summary>
internal sealed class StatementsMeasure : IMeasure
{
    private const int Producers = 16;

    public string Name => "statements";

    public async Task RunAsync(MeasureContext context)
    {
        await EnqueueAsync(context, producers: 1, context.Scale.SingleInserts);
        await EnqueueAsync(context, Producers, context.Scale.ConcurrentInserts);
        await DrainAsync(context, context.Scale.CountedJobs);
    }

    private static async Task EnqueueAsync(MeasureContext context, int producers, int jobs)
    {
        await using var counter = await context.Provider.CountStatementsAsync();
        await using var place = await context.Provider.CreateAsync();
        using var tally = new Tally();
        await using var app = await BenchmarkApp.StartAsync(place, tally, hasWorker: false);
        await app.ScheduleAsync(0);
        var before = await counter.ReadAsync();
        long callsBefore = tally.StoreCalls;
        await Task.WhenAll(Enumerable.Range(0, producers).Select(_ => Task.Run(async () =>
        {
            for (int i = 0; i < jobs / producers; i++)
            {
                await app.ScheduleAsync(0);
            }
        })));
        string name = producers == 1 ? "enqueue 1 producer" : $"enqueue {producers} producers";
        Add(context.Report, name, await counter.ReadAsync() - before, tally.StoreCalls - callsBefore, jobs);
    }

    private static async Task DrainAsync(MeasureContext context, int jobs)
    {
        await using var counter = await context.Provider.CountStatementsAsync();
        await using var place = await context.Provider.CreateAsync();
        await Drain.FillAsync(place, jobs);
        using var tally = new Tally(jobs);
        await using var app = BenchmarkApp.Build(place, tally, hasWorker: true);
        var before = await counter.ReadAsync();
        await app.StartAsync();
        await tally.ReachedAsync();
        Add(context.Report, "drain", await counter.ReadAsync() - before, tally.StoreCalls, jobs);
    }

    private static void Add(Report report, string name, StatementCount count, long storeCalls, int jobs)
    {
        report.Add($"{name}, statements", (double)count.Statements / jobs, "/job");
        report.Add($"{name}, commits", (double)count.Commits / jobs, "/job");
        report.Add($"{name}, store calls", (double)storeCalls / jobs, "/job");
    }
}
