using System.Diagnostics;
using JobMaster.Benchmarks.Measuring;
using JobMaster.Benchmarks.Providers;

namespace JobMaster.Benchmarks.Measures;

/// <summary>
/// Whether two processes draining together are slower than one. The jobs fall due all at once while both are up and idle.
/// </summary>
internal sealed class ProcessesMeasure : IMeasure
{
    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(4);

    public string Name => "processes";

    public async Task RunAsync(MeasureContext context)
    {
        var (_, scale, report) = context;
        var rounds = await Rounds.RunAsync(
            scale.Runs,
            new State("one", scale.DrainedJobs, jobs => RunAsync(context, processes: 1, jobs)),
            new State("two", scale.DrainedJobs, jobs => RunAsync(context, processes: 2, jobs)));
        report.Add("drain by two processes against one", "jobs/s", rounds, "two", "one", Cost.PerSecond);
        report.Add("drain by two processes against one, CPU", "µs/job", rounds, "two", "one", Cost.CpuMicroseconds);
    }

    private static async Task<Cost> RunAsync(MeasureContext context, int processes, int jobs)
    {
        await using var place = await context.Provider.CreateAsync();
        List<Drainer> drainers = [];
        try
        {
            for (int i = 0; i < processes; i++)
            {
                drainers.Add(await Drainer.StartAsync(context.Report.Provider, place.Name));
            }

            var dueAt = DateTimeOffset.UtcNow + Lead;
            await Drain.FillAsync(place, jobs, dueAt);
            var wait = dueAt - DateTimeOffset.UtcNow;
            if (wait <= TimeSpan.Zero)
            {
                throw new InvalidOperationException($"Filling in {jobs} jobs took longer than {Lead}.");
            }

            await Task.Delay(wait);
            long startedAt = Stopwatch.GetTimestamp();
            await EmptiedAsync(place);
            var time = Stopwatch.GetElapsedTime(startedAt);
            var reports = await Task.WhenAll(drainers.Select(drainer => drainer.StopAsync()));
            long finished = reports.Sum(report => report.Finished);
            return finished == jobs
                ? new Cost(jobs, time, reports.Aggregate(TimeSpan.Zero, (sum, report) => sum + report.Cpu), 0)
                : throw new InvalidOperationException($"{processes} processes recorded {finished} outcomes for {jobs} jobs.");
        }
        finally
        {
            drainers.ForEach(drainer => drainer.Dispose());
        }
    }

    private static async Task EmptiedAsync(IBenchmarkPlace place)
    {
        await using var store = place.Open();
        long waitedFrom = Stopwatch.GetTimestamp();
        while ((await store.Reads.CountAsync(1, CancellationToken.None)).Any(count => count.State < JobState.Succeeded))
        {
            if (Stopwatch.GetElapsedTime(waitedFrom) > Tally.Patience)
            {
                throw new TimeoutException($"Jobs were left after {Tally.Patience}.");
            }

            await Task.Delay(5);
        }
    }
}
