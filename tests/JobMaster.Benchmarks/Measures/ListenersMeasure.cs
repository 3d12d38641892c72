using System.Diagnostics;
using JobMaster.Benchmarks.Measuring;

namespace JobMaster.Benchmarks.Measures;

/// <summary>
/// What open dashboards cost a drain: the same drain with the streams and the reads of 20 browsers, in a process of their own, and with
/// none.
/// </summary>
internal sealed class ListenersMeasure : IMeasure
{
    private const int Browsers = 20;
    private const int InsertedPerSecond = 25_000;
    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(2);

    public string Name => "listeners";

    public bool IsBig => true;

    public async Task RunAsync(MeasureContext context)
    {
        var (provider, scale, report) = context;
        List<(double Events, double Reads)> rates = [];
        var rounds = await Rounds.RunAsync(
            scale.Runs,
            new State("none", scale.DrainedJobs, jobs => RunAsync(jobs, browsers: 0)),
            new State("open", scale.DrainedJobs, jobs => RunAsync(jobs, Browsers)));
        report.Add($"drain with {Browsers} dashboards open against none", "jobs/s", rounds, "open", "none", Cost.PerSecond);
        report.Add($"drain with {Browsers} dashboards open, CPU", "µs/job", rounds, "open", "none", Cost.CpuMicroseconds);
        report.Add("events to each of them", Order.Median([.. rates.Select(rate => rate.Events)]), "/s");
        report.Add("reads of each of them", Order.Median([.. rates.Select(rate => rate.Reads)]), "/s");

        async Task<Cost> RunAsync(int jobs, int browsers)
        {
            await using var place = await provider.CreateAsync();
            await using var app = await ApiApp.StartAsync(place, hasWorker: true);
            app.Tally.Restart(jobs);
            using var listeners = browsers > 0 ? await Listeners.StartAsync(app.Caller.BaseAddress!, browsers) : null;
            long listeningSince = Stopwatch.GetTimestamp();
            var dueAt = DateTimeOffset.UtcNow + Lead + TimeSpan.FromSeconds((double)jobs / InsertedPerSecond);
            await Drain.FillAsync(place, jobs, dueAt);
            if (app.Tally.Finished > 0)
            {
                throw new InvalidOperationException($"Filling in {jobs} jobs took so long that the first were due.");
            }

            var stretch = Stretch.Begin();
            await app.Tally.ReachedAsync();
            var cost = stretch.End(jobs, app.Tally.Span);
            if (listeners is not null)
            {
                double seconds = Stopwatch.GetElapsedTime(listeningSince).TotalSeconds * browsers;
                var (events, reads) = await listeners.StopAsync();
                rates.Add((events / seconds, reads / seconds));
            }

            return cost;
        }
    }
}
