using JobMaster.Benchmarks.Measuring;
using JobMaster.Benchmarks.Providers;

namespace JobMaster.Benchmarks.Measures;

/// <summary>How fast jobs are accepted: one awaited at a time, by many producers together, 1,000 a call.</summary>
internal sealed class EnqueueMeasure : IMeasure
{
    private const int Bulk = 1000;

    public string Name => "enqueue";

    public async Task RunAsync(MeasureContext context)
    {
        var (provider, scale, report) = context;
        var rounds = await Rounds.RunAsync(
            scale.Runs,
            new State("raw 1", scale.SingleInserts, jobs => RawAsync(provider, 1, jobs, perCommit: 1)),
            new State("1", scale.SingleInserts, jobs => OursAsync(provider, 1, jobs)),
            new State("raw many", scale.ConcurrentInserts, jobs => RawAsync(provider, provider.RawInsertConnections, jobs, perCommit: 1)),
            new State("16", scale.ConcurrentInserts, jobs => OursAsync(provider, 16, jobs)),
            new State("64", scale.ConcurrentInserts, jobs => OursAsync(provider, 64, jobs)),
            new State("raw bulk", scale.BulkCalls * Bulk, jobs => RawAsync(provider, 1, jobs, Bulk)),
            new State("bulk", scale.BulkCalls * Bulk, jobs => BulkAsync(provider, jobs)));

        report.Add("enqueue 1 producer", "jobs/s", rounds, "1", "raw 1", Cost.PerSecond);
        report.Add("enqueue 1 producer, CPU", "µs/job", rounds, "1", "raw 1", Cost.CpuMicroseconds);
        report.Add("enqueue 1 producer, allocated", "bytes/job", rounds, "1", "raw 1", Cost.BytesPerJob);
        report.Add("enqueue 16 producers", "jobs/s", rounds, "16", "raw many", Cost.PerSecond);
        report.Add("enqueue 16 producers against 1", "jobs/s", rounds, "16", "1", Cost.PerSecond);
        report.Add("enqueue 64 producers", "jobs/s", rounds, "64", "raw many", Cost.PerSecond);
        report.Add("enqueue bulk", "jobs/s", rounds, "bulk", "raw bulk", Cost.PerSecond);
        report.Add("enqueue bulk, CPU", "µs/job", rounds, "bulk", "raw bulk", Cost.CpuMicroseconds);
        report.Add("enqueue bulk, allocated", "bytes/job", rounds, "bulk", "raw bulk", Cost.BytesPerJob);
    }

    private static async Task<Cost> RawAsync(IBenchmarkProvider provider, int connections, int jobs, int perCommit)
    {
        await using var place = await provider.CreateAsync();
        List<IRawLoop> loops = [];
        for (int i = 0; i < connections; i++)
        {
            loops.Add(await place.OpenRawAsync());
            await loops[i].InsertAsync(1);
        }

        int calls = Math.Max(1, jobs / perCommit / connections);
        var stretch = Stretch.Begin();
        await Task.WhenAll(loops.Select(loop => Task.Run(async () =>
        {
            for (int i = 0; i < calls; i++)
            {
                await loop.InsertAsync(perCommit);
            }
        })));
        var cost = stretch.End(calls * perCommit * connections);
        foreach (var loop in loops)
        {
            await loop.DisposeAsync();
        }

        return cost;
    }

    private static async Task<Cost> OursAsync(IBenchmarkProvider provider, int producers, int jobs)
    {
        await using var place = await provider.CreateAsync();
        using var tally = new Tally();
        await using var app = await BenchmarkApp.StartAsync(place, tally, hasWorker: false);
        await app.ScheduleAsync(0);

        int each = Math.Max(1, jobs / producers);
        var stretch = Stretch.Begin();
        await Task.WhenAll(Enumerable.Range(0, producers).Select(_ => Task.Run(async () =>
        {
            for (int i = 0; i < each; i++)
            {
                await app.ScheduleAsync(0);
            }
        })));
        return stretch.End(each * producers);
    }

    private static async Task<Cost> BulkAsync(IBenchmarkProvider provider, int jobs)
    {
        await using var place = await provider.CreateAsync();
        using var tally = new Tally();
        await using var app = await BenchmarkApp.StartAsync(place, tally, hasWorker: false);
        await app.ScheduleAsync(0);

        int calls = Math.Max(1, jobs / Bulk);
        var stretch = Stretch.Begin();
        for (int i = 0; i < calls; i++)
        {
            await app.Jobs.OnceNowBulkAsync(Enumerable.Repeat(new Work(0), Bulk));
        }

        return stretch.End(calls * Bulk);
    }
}
