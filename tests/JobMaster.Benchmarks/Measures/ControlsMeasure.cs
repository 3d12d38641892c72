using System.Diagnostics;
using JobMaster.Benchmarks.Measuring;

namespace JobMaster.Benchmarks.Measures;

/// <summary>
/// How soon a node obeys what an operator does on another one: until it starts no more jobs, then until it starts them again. A producer
/// schedules all the while.
/// </summary>
internal sealed class ControlsMeasure : IMeasure
{
    private const int JobsPerSecond = 200;

    public string Name => "controls";

    public async Task RunAsync(MeasureContext context)
    {
        var (provider, scale, report) = context;
        (string Name, Func<IJobMasterCluster, Task> Stop, Func<IJobMasterCluster, Task> Go)[] controls =
        [
            ("lane", cluster => cluster.Lanes.PauseAsync("default"), cluster => cluster.Lanes.ResumeAsync("default")),
            ("definition", cluster => cluster.Definitions.PauseAsync(WorkHandler.DefinitionId),
                cluster => cluster.Definitions.ResumeAsync(WorkHandler.DefinitionId)),
            ("cluster, passive", cluster => cluster.SetModeAsync(ClusterMode.Passive), cluster => cluster.SetModeAsync(null)),
        ];
        await using var place = await provider.CreateAsync();
        int rounds = controls.Length * scale.Runs;
        using var tally = new Tally(probes: (int)((scale.Controlled * 3).TotalSeconds * JobsPerSecond * (rounds + 1)));
        await using var worker = await BenchmarkApp.StartAsync(place, tally, hasWorker: true);
        await using var other = await BenchmarkApp.StartAsync(place, tally, hasWorker: false);
        await using var producer = await BenchmarkApp.StartAsync(place, tally, hasWorker: false);
        using var end = new CancellationTokenSource();
        var producing = ProduceAsync(producer, tally.Probes, end.Token);
        foreach (var (name, stop, go) in controls)
        {
            List<double> stops = [];
            List<double> starts = [];
            for (int run = 0; run < scale.Runs; run++)
            {
                await stop(other.Cluster);
                long stoppedAt = Stopwatch.GetTimestamp();
                await Task.Delay(scale.Controlled);
                stops.Add(Math.Max(0, Stopwatch.GetElapsedTime(stoppedAt, tally.LastProbe).TotalMilliseconds));
                await go(other.Cluster);
                long startedAt = Stopwatch.GetTimestamp();
                starts.Add(Stopwatch.GetElapsedTime(startedAt, await StartAfterAsync(tally, startedAt)).TotalMilliseconds);
            }

            report.Add($"{name}: until no job is started, worst of {scale.Runs}", stops.Max(), "ms");
            report.Add($"{name}: until jobs are started again, worst of {scale.Runs}", starts.Max(), "ms");
        }

        await end.CancelAsync();
        await producing;
    }

    private static async Task<long> StartAfterAsync(Tally tally, long instant)
    {
        while (tally.LastProbe <= instant)
        {
            if (Stopwatch.GetElapsedTime(instant) > Tally.Patience)
            {
                throw new TimeoutException($"No job was started within {Tally.Patience}.");
            }

            await Task.Delay(1);
        }

        return tally.LastProbe;
    }

    private static async Task ProduceAsync(BenchmarkApp app, int most, CancellationToken end)
    {
        for (int number = 1; number <= most && !end.IsCancellationRequested; number++)
        {
            await app.ScheduleAsync(number);
            await Task.Delay(TimeSpan.FromSeconds(1) / JobsPerSecond, CancellationToken.None);
        }
    }
}
