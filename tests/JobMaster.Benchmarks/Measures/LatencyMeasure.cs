using System.Diagnostics;
using JobMaster.Benchmarks.Measuring;

namespace JobMaster.Benchmarks.Measures;

/// <summary>How long it takes from the call that schedules a job to the start of its handler: with nothing else to do, with producers that never pause, and from another process.</summary>
internal sealed class LatencyMeasure : IMeasure
{
    private const int Producers = 8;
    private const int WarmUp = 20;
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(10);

    /// <summary>Longer than the time over which a process gathers its wake-ups for others.</summary>
    private static readonly TimeSpan BetweenWakeUps = TimeSpan.FromMilliseconds(40);

    public string Name => "latency";

    public async Task RunAsync(MeasureContext context)
    {
        await IdleAsync(context);
        await UnderLoadAsync(context);
        await FromAnotherProcessAsync(context);
    }

    /// <summary>Beside each job a raw one: inserted, committed, claimed, committed; with an agent published, confirmed, fetched, admitted, committed.</summary>
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

        await place.CheckWayAsync(scale.Probes + WarmUp);
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
        await place.CheckWayAsync(scale.Probes + WarmUp);
        report.Add($"enqueue to start, {Producers} producers, p50", Order.Median(ours.Skip(WarmUp)), "ms");
        report.Add($"enqueue to start, {Producers} producers, p99", Order.Percentile(ours.Skip(WarmUp), 0.99), "ms");
        report.Add("load meanwhile, scheduled and run", perSecond, "jobs/s");
    }

    /// <summary>Not where a store wakes no other process: there it is the time until the next poll.</summary>
    private static async Task FromAnotherProcessAsync(MeasureContext context)
    {
        var (provider, scale, report) = context;
        await using var place = await provider.CreateAsync();
        await using (var store = place.Open())
        {
            if (store.WakeUps is null)
            {
                return;
            }
        }

        using var other = await Drainer.StartAsync(report.Provider, place.Name, scale.Probes + WarmUp);
        using var tally = new Tally();
        await using var app = await BenchmarkApp.StartAsync(place, tally, hasWorker: false);
        List<double> ours = [];
        for (int i = 1; i <= scale.Probes + WarmUp; i++)
        {
            await Task.Delay(BetweenWakeUps);
            long sentAt = Stopwatch.GetTimestamp();
            await app.ScheduleAsync(i);
            ours.Add(Stopwatch.GetElapsedTime(sentAt, await other.NextStartAsync()).TotalMilliseconds);
        }

        await other.StopAsync();
        await place.CheckWayAsync(scale.Probes + WarmUp);
        report.Add("enqueue to start, idle, other process, p50", Order.Median(ours.Skip(WarmUp)), "ms");
        report.Add("enqueue to start, idle, other process, p99", Order.Percentile(ours.Skip(WarmUp), 0.99), "ms");
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
