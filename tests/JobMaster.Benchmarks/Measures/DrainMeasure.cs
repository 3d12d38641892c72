using JobMaster.Benchmarks.Measuring;

namespace JobMaster.Benchmarks.Measures;

/// <summary>How fast one process works off waiting no-op jobs.</summary>
internal sealed class DrainMeasure : IMeasure
{
    public string Name => "drain";

    public async Task RunAsync(MeasureContext context)
    {
        var (provider, scale, report) = context;
        var rounds = await Rounds.RunAsync(
            scale.Runs, new State("raw", scale.DrainedJobs, RawAsync), new State("ours", scale.DrainedJobs, OursAsync));
        report.Add("drain", "jobs/s", rounds, "ours", "raw", Cost.PerSecond);
        report.Add("drain, CPU", "µs/job", rounds, "ours", "raw", Cost.CpuMicroseconds);
        report.Add("drain, allocated", "bytes/job", rounds, "ours", "raw", Cost.BytesPerJob);

        async Task<Cost> RawAsync(int jobs)
        {
            await using var place = await provider.CreateAsync();
            await Drain.FillAsync(place, jobs);
            return await Drain.RawAsync(place, jobs, provider.RawDrainConnections);
        }

        async Task<Cost> OursAsync(int jobs)
        {
            await using var place = await provider.CreateAsync();
            await Drain.FillAsync(place, jobs);
            return await Drain.OursAsync(place, jobs);
        }
    }
}
