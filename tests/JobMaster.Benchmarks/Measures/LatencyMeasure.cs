using System.Diagnostics;
using JobMaster.Benchmarks.Measuring;

namespace JobMaster.Benchmarks.Measures;

/// <summary>How long it takes from the call that schedules a job to the start of its handler, in one process: with nothing else to do, and with producers that never pause.</summary>
internal sealed class LatencyMeasure : IMeasure
{
    private const int Producers = 8;
    private const int WarmUp = 20;
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(10);

    public string Name => "latency";

    public async Task RunAsync(MeasureContext context)
    {
        await IdleAsync(context);
        await UnderLoadAsync(context);
    }

    /// <summary>Beside each job a raw one: inserted, committed, claimed, committed.</summary>
    private static async Task IdleAsync(MeasureContext context)
    {
        var (provider, scale, report) = context;
        await using var rawPlace = await provider.CreateAsync();
        await using var raw = await rawPlace.OpenRawAsync();
        await using var place = await provider.CreateAsync();
        using var tally = new Tally(probes: scale.Probes + WarmUp);
        await using var app = await BenchmarkApp.StartAsync(place, tally, hasWorker: true);
        List<double> ours = [];
        List<double> theirs = [];
        for (int i = 1; i <= scale.Probes + WarmUp; i++)
        {
            ours.Add(await ProbeAsync(app, tally, i));
            await Task.Delay(Between);
            long sentAt = Stopwatch.GetTimestamp();
            await raw.InsertAsync(1);
            var claims = await raw.ClaimAsync(1);
            theirs.Add(Stopwatch.GetElapsedTime(sentAt).TotalMilliseconds);
            await raw.FinishAsync(claims);
        }

        report.Add("enqueue to start, idle, p50", Order.Median(ours.Skip(WarmUp)), "ms", Order.Median(theirs.Skip(WarmUp)));
        report.Add("enqueue to start, idle, p99", Order.Percentile(ours.Skip(WarmUp), 0.99), "ms", Order.Percentile(theirs.Skip(WarmUp), 0.99));
    }

    private static async Task UnderLoadAsync(MeasureContext context)
    {
        var (provider, scale, report) = context;
        await using var place = await provider.CreateAsync();
        using var tally = new Tally(probes: scale.Probes + WarmUp);
        await using var app = await BenchmarkApp.StartAsync(place, tally, hasWorker: true);
        using var stop = new CancellationTokenSource();
        var load = Task.WhenAll(Enumerable.Range(0, Producers).Select(_ => Task.Run(() => LoadAsync(app, stop.Token))));
        List<double> ours = [];
        long startedAt = Stopwatch.GetTimestamp();
        for (int i = 1; i <= scale.Probes + WarmUp; i++)
        {
            ours.Add(await ProbeAsync(app, tally, i));
            await Task.Delay(Between);
        }

        double perSecond = tally.Finished / Stopwatch.GetElapsedTime(startedAt).TotalSeconds;
        await stop.CancelAsync();
        await load;
        report.Add($"enqueue to start, {Producers} producers, p50", Order.Median(ours.Skip(WarmUp)), "ms");
        report.Add($"enqueue to start, {Producers} producers, p99", Order.Percentile(ours.Skip(WarmUp), 0.99), "ms");
        report.Add("load meanwhile, scheduled and run", perSecond, "jobs/s");
    }

    private static async Task<double> ProbeAsync(BenchmarkApp app, Tally tally, int number)
    {
        long sentAt = Stopwatch.GetTimestamp();
        await app.ScheduleAsync(number);
        return Stopwatch.GetElapsedTime(sentAt, await tally.StartOfAsync(number)).TotalMilliseconds;
    }

    private static async Task LoadAsync(BenchmarkApp app, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await app.ScheduleAsync(0);
        }
    }
}
