using System.Diagnostics;
using JobMaster.Benchmarks.Measuring;

namespace JobMaster.Benchmarks.Measures;

/// <summary>
/// How soon a node obeys what an operator does on another one: until it starts no more jobs, then until it starts them again; and until its
/// worker has other slots. A producer schedules all the while. Where workers are attached to an agent, the jobs go through it.
/// </summary>
internal sealed class ControlsMeasure : IMeasure
{
    private const int JobsPerSecond = 200;
    private const int OtherSlots = 3;

    public string Name => "controls";

    public async Task RunAsync(MeasureContext context)
    {
        var (provider, scale, report) = context;
        await using var place = await provider.CreateAsync();
        int rounds = Controls("").Length * scale.Runs;
        using var tally = new Tally(probes: (int)((scale.Controlled * 3).TotalSeconds * JobsPerSecond * (rounds + 1)));
        await using var worker = await BenchmarkApp.StartAsync(place, tally, hasWorker: true);
        await using var other = await BenchmarkApp.StartAsync(place, tally, hasWorker: false);
        await using var producer = await BenchmarkApp.StartAsync(place, tally, hasWorker: false);
        using var end = new CancellationTokenSource();
        var producing = ProduceAsync(producer, tally.Probes, end.Token);
        string name = (await WorkerAsync(other, _ => true)).Name;
        foreach (var control in Controls(name))
        {
            await MeasureAsync(control, other, tally, context);
        }

        await MeasureSlotsAsync(name, other, report, scale.Runs);
        await end.CancelAsync();
        await producing;
        await place.CheckWayAsync(1);
    }

    private static Control[] Controls(string worker) =>
    [
        new("lane", cluster => cluster.Lanes.PauseAsync("default"), cluster => cluster.Lanes.ResumeAsync("default")),
        new("definition", cluster => cluster.Definitions.PauseAsync(WorkHandler.DefinitionId),
            cluster => cluster.Definitions.ResumeAsync(WorkHandler.DefinitionId)),
        new("worker, cordoned", cluster => cluster.Workers.CordonAsync(worker), cluster => cluster.Workers.UncordonAsync(worker)),
        new("worker, stopped", cluster => cluster.Workers.StopAsync(worker), cluster => cluster.Workers.StartAsync(worker)),
        new("cluster, passive", cluster => cluster.SetModeAsync(ClusterMode.Passive), cluster => cluster.SetModeAsync(null)),
    ];

    private static async Task MeasureAsync(Control control, BenchmarkApp other, Tally tally, MeasureContext context)
    {
        var (scale, report) = (context.Scale, context.Report);
        List<double> stops = [];
        List<double> starts = [];
        for (int run = 0; run < scale.Runs; run++)
        {
            await control.Stop(other.Cluster);
            long stoppedAt = Stopwatch.GetTimestamp();
            await Task.Delay(scale.Controlled);
            stops.Add(Math.Max(0, Stopwatch.GetElapsedTime(stoppedAt, tally.LastProbe).TotalMilliseconds));
            await control.Go(other.Cluster);
            long startedAt = Stopwatch.GetTimestamp();
            starts.Add(Stopwatch.GetElapsedTime(startedAt, await StartAfterAsync(tally, startedAt)).TotalMilliseconds);
        }

        report.Add($"{control.Name}: until no job is started, worst of {scale.Runs}", stops.Max(), "ms");
        report.Add($"{control.Name}: until jobs are started again, worst of {scale.Runs}", starts.Max(), "ms");
    }

    private static async Task MeasureSlotsAsync(string worker, BenchmarkApp other, Report report, int runs)
    {
        List<double> changes = [];
        int usual = (await WorkerAsync(other, _ => true)).Slots;
        for (int run = 0; run < runs; run++)
        {
            foreach (int? slots in new int?[] { OtherSlots, null })
            {
                await other.Cluster.Workers.SetConcurrencyAsync(worker, slots);
                long setAt = Stopwatch.GetTimestamp();
                await WorkerAsync(other, details => details.Slots == (slots ?? usual));
                changes.Add(Stopwatch.GetElapsedTime(setAt).TotalMilliseconds);
            }
        }

        report.Add($"worker, slots: until it reports them, worst of {runs}", changes.Max(), "ms");
    }

    /// <summary>The worker, once it is as wanted.</summary>
    private static async Task<WorkerDetails> WorkerAsync(BenchmarkApp app, Func<WorkerDetails, bool> isAsWanted)
    {
        long since = Stopwatch.GetTimestamp();
        while (true)
        {
            if ((await app.Monitor.Workers.ListAsync()).FirstOrDefault(worker => worker.IsLive && isAsWanted(worker)) is { } found)
            {
                return found;
            }

            if (Stopwatch.GetElapsedTime(since) > Tally.Patience)
            {
                throw new TimeoutException($"The worker did not become as wanted within {Tally.Patience}.");
            }

            await Task.Delay(1);
        }
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

    private sealed record Control(string Name, Func<IJobMasterCluster, Task> Stop, Func<IJobMasterCluster, Task> Go);
}
