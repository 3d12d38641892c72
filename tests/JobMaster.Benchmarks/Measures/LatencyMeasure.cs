using System.Diagnostics;
using JobMaster.Benchmarks.Measuring;

namespace JobMaster.Benchmarks.Measures;

/// <summary>
/// How long it takes from the call that schedules a job to the start of its handler: with nothing else to do, with producers that never
/// pause, and from another process.
/// </summary>
internal sealed class LatencyMeasure : IMeasure
{
    private const int Producers = 8;
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(10);

    /// <summary>Jobs a second, sent on time whether the jobs before have started or not.</summary>
    private static readonly int[] Paces = [1, 50, 500];

    public string Name => "latency";

    public async Task RunAsync(MeasureContext context)
    {
        await IdleAsync(context);
        await UnderLoadAsync(context);
        foreach (int perSecond in Paces)
        {
            await FromAnotherProcessAsync(context, perSecond);
        }
    }

    /// <summary>
    /// Beside each job a raw one: inserted, committed, claimed, committed; with an agent published, confirmed, fetched, admitted,
    /// committed.
    /// </summary>
    private static async Task IdleAsync(MeasureContext context)
    {
        var (provider, scale, report) = context;
        await using var rawPlace = await provider.CreateAsync();
        await using var raw = await rawPlace.OpenRawAsync();
        await using var place = await provider.CreateAsync();
        using var tally = new Tally(probes: scale.Probes + scale.WarmUpProbes);
        await using var app = await BenchmarkApp.StartAsync(place, tally, hasWorker: true);
        List<double> ours = [];
        List<double> theirs = [];
        for (int i = 1; i <= scale.Probes + scale.WarmUpProbes; i++)
        {
            ours.Add(await ProbeAsync(app, tally, i));
            await Task.Delay(Between);
            long sentAt = Stopwatch.GetTimestamp();
            await raw.InsertAsync(1);
            var claims = await raw.ClaimAsync(1);
            theirs.Add(Stopwatch.GetElapsedTime(sentAt).TotalMilliseconds);
            await raw.FinishAsync(claims);
        }

        await place.CheckWayAsync(scale.Probes + scale.WarmUpProbes);
        ours.RemoveRange(0, scale.WarmUpProbes);
        theirs.RemoveRange(0, scale.WarmUpProbes);
        report.Add("enqueue to start, idle, p50", Order.Median(ours), "ms", Order.Median(theirs));
        report.Add("enqueue to start, idle, p99", Order.Percentile(ours, 0.99), "ms", Order.Percentile(theirs, 0.99));
    }

    private static async Task UnderLoadAsync(MeasureContext context)
    {
        var (provider, scale, report) = context;
        await using var place = await provider.CreateAsync();
        using var tally = new Tally(probes: scale.Probes + scale.WarmUpProbes);
        await using var app = await BenchmarkApp.StartAsync(place, tally, hasWorker: true);
        using var stop = new CancellationTokenSource();
        var load = Task.WhenAll(Enumerable.Range(0, Producers).Select(_ => Task.Run(() => LoadAsync(app, stop.Token))));
        List<double> ours = [];
        long startedAt = Stopwatch.GetTimestamp();
        for (int i = 1; i <= scale.Probes + scale.WarmUpProbes; i++)
        {
            ours.Add(await ProbeAsync(app, tally, i));
            await Task.Delay(Between);
        }

        double perSecond = tally.Finished / Stopwatch.GetElapsedTime(startedAt).TotalSeconds;
        await stop.CancelAsync();
        await load;
        await place.CheckWayAsync(scale.Probes + scale.WarmUpProbes);
        report.Add($"enqueue to start, {Producers} producers, p50", Order.Median(ours.Skip(scale.WarmUpProbes)), "ms");
        report.Add($"enqueue to start, {Producers} producers, p99", Order.Percentile(ours.Skip(scale.WarmUpProbes), 0.99), "ms");
        report.Add("load meanwhile, scheduled and run", perSecond, "jobs/s");
    }

    /// <summary>Not where a store wakes no other process: there it is the time until the next poll.</summary>
    private static async Task FromAnotherProcessAsync(MeasureContext context, int perSecond)
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

        int probes = Math.Max(1, perSecond switch { < 10 => scale.Probes / 10, < 100 => scale.Probes, _ => scale.Probes * 5 });
        int warmUp = scale.WarmUpProbes;
        using var other = await Drainer.StartAsync(report.Provider, place.Name, probes + warmUp);
        using var tally = new Tally();
        await using var app = await BenchmarkApp.StartAsync(place, tally, hasWorker: false);
        var sentAt = await SendPacedAsync(app, first: 1, warmUp, perSecond: 100);
        sentAt.AddRange(await SendPacedAsync(app, warmUp + 1, probes, perSecond));
        List<double> ours = [];
        foreach (long sent in sentAt)
        {
            ours.Add(Stopwatch.GetElapsedTime(sent, await other.NextStartAsync()).TotalMilliseconds);
        }

        await other.StopAsync();
        await place.CheckWayAsync(probes + warmUp);
        report.Add($"enqueue to start, other process, {perSecond} jobs/s, p50", Order.Median(ours.Skip(warmUp)), "ms");
        report.Add($"enqueue to start, other process, {perSecond} jobs/s, p99", Order.Percentile(ours.Skip(warmUp), 0.99), "ms");
    }

    private static async Task<List<long>> SendPacedAsync(BenchmarkApp app, int first, int count, int perSecond)
    {
        List<long> sentAt = [];
        List<Task> sending = [];
        long startedAt = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
        {
            var early = (TimeSpan.FromSeconds(1) / perSecond * i) - Stopwatch.GetElapsedTime(startedAt);
            await Task.Delay(early > TimeSpan.Zero ? early : TimeSpan.Zero);
            sentAt.Add(Stopwatch.GetTimestamp());
            sending.Add(app.ScheduleAsync(first + i));
        }

        await Task.WhenAll(sending);
        return sentAt;
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
