using System.Diagnostics;
using JobMaster.Benchmarks.Measuring;

namespace JobMaster.Benchmarks.Measures;

/// <summary>
/// How soon a node obeys what an operator does on another one: until it starts no more jobs, or no more than its worker has slots, then
/// until it starts them again. A producer schedules all the while. Where workers are attached to an agent, the jobs go through it.
/// </summary>
internal sealed class ControlsMeasure : IMeasure
{
    private const int JobsPerSecond = 200;
    private const int HeldJobs = 200;

    public string Name => "controls";

    public async Task RunAsync(MeasureContext context)
    {
        var (provider, scale, _) = context;
        await using var place = await provider.CreateAsync();
        int rounds = Controls("").Length * scale.Runs;
        using var tally = new Tally(probes: (int)((scale.Controlled * 3).TotalSeconds * JobsPerSecond * (rounds + 1)));
        await using var worker = BenchmarkApp.Build(place, tally, hasWorker: true, config => config.AddJobHandler<HeldWorkHandler>());
        await worker.StartAsync();
        await using var other = await BenchmarkApp.StartAsync(place, tally, hasWorker: false);
        await using var producer = await BenchmarkApp.StartAsync(place, tally, hasWorker: false);
        using var end = new CancellationTokenSource();
        var producing = ProduceAsync(producer, tally.Probes, end.Token);
        string name = await WorkerAsync(other);
        foreach (var control in Controls(name))
        {
            await MeasureAsync(control, other, () => tally.LastProbe, context);
        }

        await end.CancelAsync();
        await producing;
        var slots = new Control(
            "worker, slots",
            async cluster =>
            {
                await worker.Jobs.OnceNowBulkAsync(Enumerable.Range(0, HeldJobs).Select(number => new HeldWork(number)));
                long queuedAt = Stopwatch.GetTimestamp();
                await StartAfterAsync(() => HeldWorkHandler.LastBeyond, queuedAt);
                await cluster.Workers.SetConcurrencyAsync(name, HeldWorkHandler.Few);
            },
            cluster => cluster.Workers.SetConcurrencyAsync(name, null));
        await MeasureAsync(slots, other, () => HeldWorkHandler.LastBeyond, context);
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

    /// <param name="control">What is done and undone.</param>
    /// <param name="other">The node on which it is done.</param>
    /// <param name="last">When a job was last started that may not be started while it is in force.</param>
    /// <param name="context">The measure's.</param>
    private static async Task MeasureAsync(Control control, BenchmarkApp other, Func<long> last, MeasureContext context)
    {
        var (scale, report) = (context.Scale, context.Report);
        List<double> stops = [];
        List<double> starts = [];
        for (int run = 0; run < scale.Runs; run++)
        {
            await control.Stop(other.Cluster);
            long stoppedAt = Stopwatch.GetTimestamp();
            await Task.Delay(scale.Controlled);
            stops.Add(Math.Max(0, Stopwatch.GetElapsedTime(stoppedAt, last()).TotalMilliseconds));
            await control.Go(other.Cluster);
            long startedAt = Stopwatch.GetTimestamp();
            starts.Add(Stopwatch.GetElapsedTime(startedAt, await StartAfterAsync(last, startedAt)).TotalMilliseconds);
        }

        report.Add($"{control.Name}: until no job is started, worst of {scale.Runs}", stops.Max(), "ms");
        report.Add($"{control.Name}: until jobs are started again, worst of {scale.Runs}", starts.Max(), "ms");
    }

    /// <summary>The name of the worker, once it is there.</summary>
    private static async Task<string> WorkerAsync(BenchmarkApp app)
    {
        long since = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(since) <= Tally.Patience)
        {
            if (await app.Monitor.Workers.ListAsync() is [var worker, ..])
            {
                return worker.Name;
            }

            await Task.Delay(1);
        }

        throw new TimeoutException($"No worker was there within {Tally.Patience}.");
    }

    private static async Task<long> StartAfterAsync(Func<long> last, long instant)
    {
        while (last() <= instant)
        {
            if (Stopwatch.GetElapsedTime(instant) > Tally.Patience)
            {
                throw new TimeoutException($"No job was started within {Tally.Patience}.");
            }

            await Task.Delay(1);
        }

        return last();
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
